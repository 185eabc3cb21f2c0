"""Tables whose length nobody knows: a page at a time, in columns that stay where they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.table import Table
from rich.text import Text

from cli.screen import Screen

UNKNOWN = "–"
_GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """`width` None: what the others leave, at least 12 characters."""

    name: str
    width: int | None = None
    right: bool = False


class StreamedTable:
    def __init__(self, screen: Screen, columns: Sequence[Column]) -> None:
        self._screen = screen
        self._columns = columns
        self._is_first = True

    def rows(self, rows: Iterable[Sequence[str | Text]]) -> None:
        table = Table(box=None, pad_edge=False, show_header=self._is_first, padding=(0, _GAP, 0, 0))
        self._is_first = False
        for column in self._columns:
            table.add_column(
                column.name,
                width=column.width,
                min_width=column.width or 12,
                justify="right" if column.right else "left",
                no_wrap=True,
                overflow="ellipsis",
                header_style="bold",
            )
        for row in rows:
            table.add_row(*row)
        self._screen.show(table)


_STATUS_STYLES = {
    "ANALYZED": "green",
    "REJECTED": "yellow",
    "FAILED": "red",
    "DELETED": "dim",
    "PENDING": "cyan",
}


def status_cell(status: str) -> Text:
    return Text(status, style=_STATUS_STYLES.get(status, ""))


def time_cell(moment: datetime | None) -> str:
    """In this machine's time zone."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}" if moment else UNKNOWN


def number_cell(number: float | None, form: str = ",.0f") -> str:
    return UNKNOWN if number is None else f"{number:{form}}"


def file_name(key: str) -> str:
    return key.rpartition("/")[2]
