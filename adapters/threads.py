"""The interface of a thread pool that batches use."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Pool(Protocol):
    def map(self, do: Callable[[T], R], items: Iterable[T], /) -> Iterator[R]:
        """Side by side; the results in the order of the items."""
        ...


NewPool = Callable[[int], AbstractContextManager[Pool]]
