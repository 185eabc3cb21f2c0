"""Lists on the screen, page by page."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel
from rich.text import Text

from facegraph.cli.screen import Screen
from facegraph.cli.tables import StreamedTable
from facegraph.pages import Page, pages

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class List(Generic[T]):
    """`what` names the items, as in "No images."."""

    screen: Screen
    table: StreamedTable
    row: Callable[[T], Sequence[str | Text]]
    what: str

    async def all(
        self, ask: Callable[[int, str | None], Awaitable[Page[T]]], limit: int | None
    ) -> None:
        shown, is_more = 0, False
        async for items, is_more in pages(ask, limit):  # noqa: B007 - the last value is used
            shown += len(items)
            self._show(items)
        self._end(shown, is_more=is_more)

    def these(self, items: Sequence[T]) -> None:
        self._show(items)
        self._end(len(items), is_more=False)

    def _show(self, items: Sequence[T]) -> None:
        if self.screen.as_json:
            for item in items:
                self.screen.document(item)
        elif items:
            self.table.rows(map(self.row, items))

    def _end(self, shown: int, *, is_more: bool) -> None:
        if not shown:
            self.screen.note(f"No {self.what}.")
        elif is_more:
            self.screen.note(f"The first {shown}; there are more: --limit NUMBER or --all.")
