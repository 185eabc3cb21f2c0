"""Lists of the API as streams: a page is asked for when the one before is used up."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item", covariant=True)
T = TypeVar("T")

MAX_PAGE = 100  # of the API


class Page(Protocol[Item]):
    @property
    def items(self) -> Sequence[Item]: ...

    @property
    def next_token(self) -> str | None: ...


async def pages(
    ask: Callable[[int, str | None], Awaitable[Page[T]]],
    limit: int | None = None,
    page_size: int = MAX_PAGE,
) -> AsyncIterator[tuple[Sequence[T], bool]]:
    """Pages that are not empty, at most `limit` items in all, and whether there are more of them.

    `ask` gives a page by its size and token.
    """
    token, left = None, limit
    while left is None or left > 0:
        page = await ask(page_size if left is None else min(page_size, left), token)
        token = page.next_token
        if page.items:
            yield page.items, token is not None
        if token is None:
            return
        left = None if left is None else left - len(page.items)
