"""Keeps the traceback of an unexpected error."""

import traceback
from pathlib import Path

from facegraph.cli.own_files import state_folder, write_private


def keep(error: BaseException) -> Path:
    """Writes the traceback to the user's state folder.

    A traceback has no local variables, and so no tokens.
    """
    path = state_folder() / "crash.txt"
    write_private(path, "".join(traceback.format_exception(error)))
    return path
