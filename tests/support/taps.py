"""Ports that something happens to on every call: an interruption, or another worker's turn."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

_PATIENCE_S = 20


@dataclass
class Tapped:
    """Passes every call on to `target`."""

    target: Any
    before: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None

    def __getattr__(self, name: str) -> Any:
        member = getattr(self.target, name)
        return self._tapped(member) if callable(member) else member

    def _tapped(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.before()
            result = method(*args, **kwargs)
            self.after()
            return result

        return call


class PortFailure(Exception):
    """A port that did not answer."""


class Crash(BaseException):
    """The end of the process: no `except Exception` runs any more."""


@dataclass
class Interruption:
    """Raises at the `at`-th port call, before it has an effect or, `late`, once it has had it."""

    at: int
    error: type[BaseException]
    late: bool
    calls: int = 0
    happened: bool = False

    def wrap(self, port: Any) -> Tapped:
        if self.late:
            return Tapped(port, after=self._count)
        return Tapped(port, before=self._count)

    def _count(self) -> None:
        self.calls += 1
        if self.calls == self.at:
            self.happened = True
            raise self.error


Wrap = Callable[[Any], Any]
Actor = Callable[[Wrap], Any]


@dataclass
class _Turn:
    mine: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    is_over: bool = False
    error: BaseException | None = None


class Interleaving:
    """Runs actors in threads of which one at a time moves: from one port call to the next.

    `choose(n)` picks which of the n unfinished ones, so a schedule is repeatable.
    """

    def __init__(self, choose: Callable[[int], int]) -> None:
        self._choose = choose
        self._idle = threading.Semaphore(0)

    def run(self, actors: Sequence[Actor]) -> list[BaseException | None]:
        """What each actor raised, None for one that returned."""
        turns = [_Turn() for _ in actors]
        threads = [
            threading.Thread(target=self._act, args=(actor, turn), daemon=True)
            for actor, turn in zip(actors, turns, strict=True)
        ]
        for thread in threads:
            thread.start()
        while unfinished := [turn for turn in turns if not turn.is_over]:
            unfinished[self._choose(len(unfinished))].mine.release()
            assert self._idle.acquire(timeout=_PATIENCE_S), "an actor neither paused nor ended"
        for thread in threads:
            thread.join(_PATIENCE_S)
        return [turn.error for turn in turns]

    def _act(self, actor: Actor, turn: _Turn) -> None:
        turn.mine.acquire()
        try:
            actor(lambda port: Tapped(port, before=lambda: self._pause(turn)))
        except BaseException as error:  # noqa: BLE001 - handed to whoever runs the schedule
            turn.error = error
        finally:
            turn.is_over = True
            self._idle.release()

    def _pause(self, turn: _Turn) -> None:
        self._idle.release()
        turn.mine.acquire()
