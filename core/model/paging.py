"""Pages of lists: exact, and positioned by opaque tokens."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from core.model.errors import InvalidArgument

Item = TypeVar("Item")

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Item]):
    """`next_token` is None at the end of the list. It holds a position and nothing else: whose
    list it is a position in always comes from the caller."""

    items: tuple[Item, ...]
    next_token: str | None = None


def page_size(limit: int | None) -> int:
    if limit is None:
        return DEFAULT_PAGE_SIZE
    if not 1 <= limit <= MAX_PAGE_SIZE:
        raise InvalidArgument(f"limit must be from 1 to {MAX_PAGE_SIZE}")
    return limit
