"""Pages of lists: exact, and positioned by opaque tokens."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from core.model.errors import InvalidArgument

Item = TypeVar("Item")

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """One page of a list.

    `next_token` holds a position and nothing else: the owner of the list always comes from the
    caller and the arguments.
    """

    items: tuple[Item, ...]
    """Exactly `limit` items, unless the list ends."""
    next_token: str | None = None
    """Opaque: pass it as `nextToken` to get the next page. Null at the end of the list."""


def page_size(limit: int | None) -> int:
    if limit is None:
        return DEFAULT_PAGE_SIZE
    if not 1 <= limit <= MAX_PAGE_SIZE:
        raise InvalidArgument(f"limit must be from 1 to {MAX_PAGE_SIZE}")
    return limit
