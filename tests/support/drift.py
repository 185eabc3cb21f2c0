"""How a test of completeness or drift fails: with what differs, the file to edit, the command to
run."""

import re
from collections.abc import Iterable

from infrastructure.bundle import ROOT

_TARGET = re.compile(r"^([\w-]+):", re.MULTILINE)


class BadRemedy(Exception):
    """A test names a file that is not in the repository, or a command that is no `make` target."""


def no_drift(
    differing: Iterable[object], problem: str, *, edit: str | None, run: str = "make check"
) -> None:
    """Fails if `differing` holds anything.

    `edit` names a file, relative to the repository's root, or nothing if the command mends the
    drift. Each call checks that the file and the command exist, so that the advice is right when it
    is needed.

    Raises BadRemedy.
    """
    if edit and not (ROOT / edit).is_file():
        raise BadRemedy(f"{edit} is no file of the repository")
    if not _is_target(run):
        raise BadRemedy(f"`{run}` is no target of the Makefile")
    names = sorted({str(each) for each in differing})
    remedy = f"Edit {edit}, then run `{run}`." if edit else f"Run `{run}`."
    assert not names, f"{', '.join(names)}: {problem}. {remedy}"


def _is_target(command: str) -> bool:
    make, _, target = command.partition(" ")
    return make == "make" and target.split(" ")[0] in _TARGET.findall(
        (ROOT / "Makefile").read_text()
    )
