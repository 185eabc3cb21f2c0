"""A part of the running system that can be stopped and started again."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Generic, TypeVar

T = TypeVar("T")


class Part(Generic[T]):
    """The value of `open_part`, while the part runs."""

    def __init__(self, open_part: Callable[[], AbstractContextManager[T]]) -> None:
        self._open = open_part
        self._stack = ExitStack()
        self.running: T | None = None

    def start(self) -> T:
        self.running = self._stack.enter_context(self._open())
        return self.running

    def stop(self) -> None:
        """May be called again."""
        self.running = None
        self._stack.close()
