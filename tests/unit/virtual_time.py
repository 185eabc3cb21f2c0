"""Time that passes only while everybody sleeps: minutes take a moment, and repeat exactly."""

import heapq
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from tests.builders import NOW

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

    def _wake_after(self, seconds: float) -> threading.Semaphore:
        mine = threading.Semaphore(0)
        self._count += 1
        heapq.heappush(self._sleepers, (self.elapsed_s + seconds, self._count, mine))
        return mine

    def _do(self, work: Callable[[], None], mine: threading.Semaphore) -> None:
        mine.acquire()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - handed to whoever runs the time
            self._errors.append(error)
        finally:
            self._idle.release()
