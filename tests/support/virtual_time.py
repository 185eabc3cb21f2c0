"""Time that passes only while everybody sleeps: minutes take a moment, and repeat exactly."""

import heapq
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.support.builders import NOW

_PATIENCE_S = 20


class VirtualTime:
    """Runs work in threads of which one at a time moves, until it sleeps or ends."""

    def __init__(self) -> None:
        self.elapsed_s = 0.0
        self._sleepers: list[tuple[float, int, threading.Semaphore]] = []
        self._count = 0
        self._idle = threading.Semaphore(0)
        self._errors: list[BaseException] = []

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.elapsed_s)

    def sleep(self, seconds: float) -> None:
        mine = self._wake_after(seconds)
        self._idle.release()
        mine.acquire()

    def start(self, work: Callable[[], None], after_s: float = 0) -> None:
        mine = self._wake_after(after_s)
        threading.Thread(target=self._do, args=(work, mine), daemon=True).start()

    def run(self) -> None:
        """Until all work has ended. Raises what one of it raised."""
        while self._sleepers and not self._errors:
            self.elapsed_s, _, sleeper = heapq.heappop(self._sleepers)
            sleeper.release()
            assert self._idle.acquire(timeout=_PATIENCE_S), "work neither slept nor ended"
        if self._errors:
            raise self._errors[0]

    def wait_in(self, line: deque[threading.Semaphore]) -> None:
        """Until somebody wakes the one whose turn it is in the line."""
        mine = threading.Semaphore(0)
        line.append(mine)
        self._idle.release()
        mine.acquire()

    def wake(self, sleeper: threading.Semaphore, after_s: float = 0) -> None:
        self._count += 1
        heapq.heappush(self._sleepers, (self.elapsed_s + after_s, self._count, sleeper))

    def _wake_after(self, seconds: float) -> threading.Semaphore:
        mine = threading.Semaphore(0)
        self.wake(mine, seconds)
        return mine

    def _do(self, work: Callable[[], None], mine: threading.Semaphore) -> None:
        mine.acquire()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to whoever runs the time
            self._errors.append(error)
        finally:
            self._idle.release()


class VirtualLock:
    """For work in virtual time, which must know who waits: first come, first served."""

    def __init__(self, time: VirtualTime) -> None:
        self._time = time
        self._line: deque[threading.Semaphore] = deque()
        self._is_held = False

    def __enter__(self) -> None:
        if self._is_held:
            self._time.wait_in(self._line)
        self._is_held = True

    def __exit__(self, *_: object) -> None:
        if self._line:
            self._time.wake(self._line.popleft())  # who has it now; nobody can come in between
        else:
            self._is_held = False
