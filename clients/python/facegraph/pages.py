"""Lists of the API as streams: the next page is requested when the last one is used up."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item", covariant=True)
T = TypeVar("T")

MAX_PAGE = 100  # the API's limit


class Page(Protocol[Item]):
    @property
    def items(self) -> Sequence[Item]: ...

    @property
    def next_token(self) -> str | None: ...


async def pages(
    request: Callable[[int, str | None], Awaitable[Page[T]]],
    limit: int | None = None,
    page_size: int = MAX_PAGE,
) -> AsyncIterator[tuple[Sequence[T], bool]]:
    """Pages that are not empty, `limit` items in all at most, and whether more items follow.

    `request` takes a page's size and token.
    """
    token, left = None, limit
    while left is None or left > 0:
        page = await request(page_size if left is None else min(page_size, left), token)
        token = page.next_token
        if page.items:
            yield page.items, token is not None
        if token is None:
            return
        left = None if left is None else left - len(page.items)
