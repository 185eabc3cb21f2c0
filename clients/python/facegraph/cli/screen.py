"""Standard output has the requested data, standard error everything else."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console
    from rich.text import Text


class Screen:
    """`as_json`: the data is one JSON document a line."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    @cached_property
    def out(self) -> "Console":
        from rich.console import Console

        return Console(highlight=False)

    @cached_property
    def err(self) -> "Console":
        from rich.console import Console

        return Console(stderr=True, highlight=False)

    @property
    def has_room_for_a_bar(self) -> bool:
        """Documents on the same terminal would break the bar."""
        return self.err.is_terminal and not (self.as_json and sys.stdout.isatty())

    @contextmanager
    def busy(self, text: str) -> Iterator[Callable[[str], None]]:
        """Shows activity on a terminal; the yielded function replaces the text."""
        from rich.live import Live
        from rich.spinner import Spinner

        spinner = Spinner("dots", text)
        if not self.err.is_terminal:
            yield lambda _: None
            return
        with Live(spinner, console=self.err, transient=True, redirect_stdout=False):
            yield lambda newer: spinner.update(text=newer)

    def note(self, text: str) -> None:
        """To standard error, never wrapped, so that commands in the text can be copied."""
        self.err.print(text, soft_wrap=True, markup=False)

    def line(self, line: "Text") -> None:
        """Cut at the edge of a terminal, and whole in a file or a pipe."""
        if self.out.is_terminal:
            self.out.print(line, no_wrap=True, overflow="ellipsis")
        else:
            self.out.print(line, soft_wrap=True)

    def say(self, text: str) -> None:
        self.out.print(text, soft_wrap=True, markup=False)

    def summarize(self, text: str) -> None:
        """To standard output, or with JSON to standard error, beside the documents."""
        if self.as_json:
            self.note(text)
        else:
            self.say(text)

    def document(self, document: "BaseModel | Mapping[str, Any]") -> None:
        sys.stdout.write(json_line(document))
        sys.stdout.flush()  # a reader may be waiting for the line


def json_line(document: "BaseModel | Mapping[str, Any]") -> str:
    """A model's members have the API's names."""
    if isinstance(document, Mapping):
        import json

        return json.dumps(document, ensure_ascii=False, default=str) + "\n"
    return document.model_dump_json(by_alias=True) + "\n"


def counted(number: int, of: str) -> str:
    return f"{number:,} {of}{'' if number == 1 else 's'}"
