"""Zips a folder. The zip file depends only on the folder's content."""

import zipfile
from pathlib import Path
from typing import IO

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold
_UNIX = 3
_EXECUTABLE, _PLAIN = 0o100755, 0o100644


def write_zip(folder: Path, target: IO[bytes]) -> None:
    """The same names, content and executable bits give the same bytes. Follows links."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.writestr(_entry(path, folder), path.read_bytes())


def _entry(path: Path, folder: Path) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    mode = _EXECUTABLE if path.stat().st_mode & 0o100 else _PLAIN
    entry.external_attr = mode << 16
    return entry
