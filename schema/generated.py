"""Every text that is made from the declarations alone, by its path in the repository."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from schema.api_reference import api_reference
from schema.event_reference import event_reference
from schema.event_schema import EVENT_SCHEMA_FILE, event_schema_text
from schema.export import ROOT, SCHEMA_FILE, appsync_sdl
from schema.fragments import whole_fragments

OPERATIONS = ROOT / "clients" / "operations"
FRAGMENTS_FILE = OPERATIONS / "types.graphql"
API_PAGE = ROOT / "docs" / "reference" / "api.md"
EVENTS_PAGE = ROOT / "docs" / "reference" / "events.md"
_BEGIN = "<!-- `make generate` writes what follows. -->\n"
_END = "<!-- `make generate` wrote what precedes. -->\n"


class MarksMissing(Exception):
    """A page has lost the comments between which its generated part stands."""


def texts() -> Mapping[Path, str]:
    """Raises Undescribed, NoJsonForm or MarksMissing; each says in a sentence what to edit."""
    return {
        SCHEMA_FILE: appsync_sdl(),
        EVENT_SCHEMA_FILE: event_schema_text(),
        FRAGMENTS_FILE: whole_fragments(_operations_written_by_hand()),
        API_PAGE: _with_generated(API_PAGE, api_reference()),
        EVENTS_PAGE: _with_generated(EVENTS_PAGE, event_reference()),
    }


def _operations_written_by_hand() -> Iterator[str]:
    for file in sorted(OPERATIONS.glob("*.graphql")):
        if file != FRAGMENTS_FILE:
            yield file.read_text()


def _with_generated(page: Path, part: str) -> str:
    """The page, with this between its marks. What stands outside of them is written by hand."""
    text = page.read_text()
    before, begin, rest = text.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        name = page.relative_to(ROOT)
        raise MarksMissing(f"put back the two comments about `make generate` in {name}")
    return f"{before}{begin}\n{part.strip()}\n\n{end}{after}"
