"""What a programmer needs of an error that no command foresaw."""

import traceback
from pathlib import Path

from facegraph.cli.own_files import state_folder, write_private


def keep(error: BaseException) -> Path:
    """Writes the traceback to a file of the user's. Local variables, tokens among them, are not
    part of one."""
    path = state_folder() / "crash.txt"
    write_private(path, "".join(traceback.format_exception(error)))
    return path
