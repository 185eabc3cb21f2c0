import io
from functools import cached_property

from facegraph.cli.screen import Screen
from facegraph.cli.tables import Column, StreamedTable
from rich.console import Console

_ID = "w5sfitq46wpjzxdqqipbc3kn7a"
_LONG = "a photo with a name that is longer than anybody's terminal is wide.jpg"
_COLUMNS = (Column("image", 26), Column("faces", 5, right=True), Column("name"))


class _Captured(Screen):
    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__(as_json=False)
        self.file = io.StringIO()
        self._is_terminal = is_terminal

    @cached_property
    def out(self) -> Console:
        return Console(
            file=self.file, width=60, force_terminal=self._is_terminal, color_system=None
        )


def _lines(*, is_terminal: bool) -> list[str]:
    screen = _Captured(is_terminal=is_terminal)
    table = StreamedTable(screen, _COLUMNS)
    table.rows([(_ID, "3", "one.jpg")])
    table.rows([(_ID, "12", _LONG)])  # on a later page
    return screen.file.getvalue().splitlines()


def test_columns_stay_where_they_are_from_page_to_page() -> None:
    header, first, second = _lines(is_terminal=False)

    assert header == f"{'image':<26}  faces  name"
    assert first == f"{_ID}      3  one.jpg"
    assert second == f"{_ID}     12  {_LONG}"


def test_only_the_last_column_is_cut_at_a_terminals_edge() -> None:
    _, _, second = _lines(is_terminal=True)

    assert second.startswith(f"{_ID}     12  a photo")
    assert (len(second), second[-1]) == (60, "…")
