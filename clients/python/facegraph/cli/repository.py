"""The checkout of Facegraph's repository, needed to start the system on this machine."""

import os
from collections.abc import Iterator
from pathlib import Path

from facegraph.cli.failure import CommandFailed, ExitCode

VARIABLE = "FACEGRAPH_REPOSITORY"
_MARKS = ("laptop/__main__.py", "schema.graphql")


def find_repository(named: Path | None = None) -> Path | None:
    """The named folder, the variable's, one around the current folder, or one around this file.

    None when there is no checkout. Raises CommandFailed for a named folder that is none.
    """
    named = named or _of_variable()
    if named and not _is_checkout(named):
        raise CommandFailed(
            ExitCode.NOT_SET_UP,
            f"{named} is no checkout of Facegraph's repository: name another folder with "
            f"--repository or {VARIABLE}.",
        )
    return named.absolute() if named else next(filter(_is_checkout, _around()), None)


def require_repository(named: Path | None = None) -> Path:
    found = find_repository(named)
    if found is None:
        raise CommandFailed(
            ExitCode.NOT_SET_UP,
            "Starting and stopping the system needs a checkout of Facegraph's repository: clone "
            "it, run `make setup` there, and name its folder with --repository.",
        )
    return found


def _of_variable() -> Path | None:
    value = os.environ.get(VARIABLE)
    return Path(value) if value else None


def _around() -> Iterator[Path]:
    here = Path.cwd()
    yield from (here, *here.parents, *Path(__file__).parents)


def _is_checkout(folder: Path) -> bool:
    return all((folder / mark).exists() for mark in _MARKS)
