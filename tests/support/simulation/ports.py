"""Ports that run code at every call, and ways in which a call or its process may end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Wrap = Callable[[Any], Any]


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
    """A port did not answer."""


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


def interruptions(error: type[BaseException], late: bool) -> Iterator[Interruption]:
    """One interruption for each port call, until the handler makes no further call."""
    at = 1
    while True:
        interruption = Interruption(at=at, error=error, late=late)
        yield interruption
        if not interruption.happened:
            return
        at += 1
