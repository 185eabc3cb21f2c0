"""Tables that are printed page by page, in columns of fixed width."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.text import Text

from facegraph.cli.screen import Screen

UNKNOWN = "–"
_GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """`width` 0 is for the last column, which takes the remaining width."""

    name: str
    width: int = 0
    right: bool = False


class StreamedTable:
    """Only the last column is cut, and only on a terminal."""

    def __init__(self, screen: Screen, columns: Sequence[Column]) -> None:
        self._screen = screen
        self._columns = columns
        self._is_first = True

    def rows(self, rows: Iterable[Sequence[str | Text]]) -> None:
        if self._is_first:
            self._line([Text(column.name, style="bold") for column in self._columns])
            self._is_first = False
        for row in rows:
            self._line(row)

    def _line(self, cells: Sequence[str | Text]) -> None:
        padded = [
            _padded(Text(cell) if isinstance(cell, str) else cell, column)
            for cell, column in zip(cells, self._columns, strict=True)
        ]
        self._screen.line(Text(_GAP).join(padded))


def _padded(cell: Text, column: Column) -> Text:
    padded, missing = cell.copy(), column.width - cell.cell_len
    if missing > 0 and column.right:
        padded.pad_left(missing)
    elif missing > 0:
        padded.pad_right(missing)
    return padded


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
