"""Standard output has what was asked for, standard error all else."""

import sys
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console
    from rich.text import Text


class Screen:
    """`as_json`: what was asked for is one JSON document a line."""

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

    def note(self, text: str) -> None:
        """Beside what was asked for; never wrapped, so that commands in it can be copied."""
        self.err.print(text, soft_wrap=True, markup=False)

    def line(self, line: "Text") -> None:
        """Cut at the edge of a terminal; whole for whatever else reads it."""
        is_seen = self.out.is_terminal
        self.out.print(line, no_wrap=True, overflow="ellipsis", soft_wrap=not is_seen)

    def say(self, text: str) -> None:
        self.out.print(text, soft_wrap=True, markup=False)

    def document(self, document: "BaseModel | Mapping[str, Any]") -> None:
        sys.stdout.write(json_line(document))
        sys.stdout.flush()  # whoever reads may be waiting for it


def json_line(document: "BaseModel | Mapping[str, Any]") -> str:
    """A model has the API's own names."""
    if isinstance(document, Mapping):
        import json

        return json.dumps(document, ensure_ascii=False, default=str) + "\n"
    return document.model_dump_json(by_alias=True) + "\n"
