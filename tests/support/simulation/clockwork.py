"""Simulated time, and actors of which one runs at a time.

Time passes only while every actor sleeps, so minutes take a moment and a run can be repeated.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from greenlet import getcurrent, greenlet

from tests.support.builders import NOW

T = TypeVar("T")
R = TypeVar("R")


class Clockwork:
    """Time in milliseconds since NOW. Actions with the same time run in the order of scheduling."""

    def __init__(self) -> None:
        self.now_ms: float = 0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._asked = 0
        self._current: greenlet | None = None

    def __call__(self) -> datetime:
        return self.time_at(self.now_ms)

    def time_at(self, time_ms: float) -> datetime:
        return NOW + timedelta(milliseconds=time_ms)

    @property
    def is_idle(self) -> bool:
        return not self._due

    def at(self, time_ms: float, do: Callable[[], None]) -> None:
        self._asked += 1
        heapq.heappush(self._due, (max(time_ms, self.now_ms), self._asked, do))

    def after(self, ms: float, do: Callable[[], None]) -> None:
        self.at(self.now_ms + ms, do)

    def start(self, body: Callable[[], None]) -> None:
        """An actor, which may sleep."""
        self.resume(greenlet(body))

    def run(self) -> None:
        """Runs until nothing is due any more."""
        while self._due:
            self._step()

    def run_until(self, time_ms: float) -> None:
        """Runs everything that is due by this time."""
        while self._due and self._due[0][0] <= time_ms:
            self._step()
        self.now_ms = max(self.now_ms, time_ms)

    def sleep(self, ms: float) -> None:
        """Actors only: sleeps in simulated time."""
        until_ms = self.now_ms + ms
        if self._due and self._due[0][0] <= until_ms:
            self.at(until_ms, partial(self._go_on, self.running))
            self.park()
        else:
            self.now_ms = until_ms

    @property
    def running(self) -> greenlet:
        """The actor that runs now."""
        assert self._current
        return self._current

    def park(self) -> None:
        """Actors only: waits until another actor resumes this one."""
        clock = self.running.parent
        assert clock
        clock.switch()

    def resume(self, actor: greenlet) -> None:
        self.at(self.now_ms, partial(self._go_on, actor))

    def side_by_side(self, do: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Actors only: runs an actor for each item; raises an actor's error at the end."""
        results: dict[int, R] = {}
        errors: list[BaseException] = []
        todo, parent = list(items), self.running

        def act(number: int) -> None:
            try:
                results[number] = do(todo[number])
            except BaseException as error:  # noqa: BLE001 - raised again where it belongs
                errors.append(error)
            if len(results) + len(errors) == len(todo):
                self.resume(parent)

        for number in range(len(todo)):
            self.start(partial(act, number))
        self.park()
        for error in errors:
            raise error
        return [results[number] for number in range(len(todo))]

    def _step(self) -> None:
        time_ms, _, do = heapq.heappop(self._due)
        self.now_ms = max(self.now_ms, time_ms)
        do()

    def _go_on(self, actor: greenlet) -> None:
        """Returns when the actor sleeps or has ended; raises what the actor raised."""
        self._current = actor
        actor.parent = getcurrent()
        actor.switch()


class Turns:
    """Replaces a lock, because the clock must know which actors wait: first come, first served."""

    def __init__(self, clock: Clockwork) -> None:
        self._clock = clock
        self._waiting: deque[greenlet] = deque()
        self._is_held = False

    def __enter__(self) -> None:
        if self._is_held:
            self._waiting.append(self._clock.running)
            self._clock.park()
        self._is_held = True

    def __exit__(self, *_: object) -> None:
        if self._waiting:
            self._clock.resume(self._waiting.popleft())  # the actor holds the lock
        else:
            self._is_held = False


class Pool:
    """Replaces a ThreadPoolExecutor: its threads are actors."""

    def __init__(self, clock: Clockwork) -> None:
        self._clock = clock

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def map(self, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        todo = list(items)
        if len(todo) > 1:
            return iter(self._clock.side_by_side(do, todo))
        return iter([do(item) for item in todo])
