"""A component of the running system that can be stopped and started again."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import Generic, TypeVar

T = TypeVar("T")


class Component(Generic[T]):
    """The value of `open_component`, while the component runs."""

    def __init__(self, open_component: Callable[[], AbstractContextManager[T]]) -> None:
        self._open = open_component
        self._stack = ExitStack()
        self.running: T | None = None

    def start(self) -> T:
        self.running = self._stack.enter_context(self._open())
        return self.running

    def stop(self) -> None:
        """May be called again."""
        self.running = None
        self._stack.close()
