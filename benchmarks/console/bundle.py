"""How many bytes a browser has to load."""

import gzip
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.rows import Row

_KB = 1000
_SCRIPTS = (".js", ".css")


def bundle_rows(built: Path) -> Iterator[Row]:
    """The entry is what index.html names. The other files load while the user types the password,
    and the page of an image loads when the user opens one."""
    assets = [path for path in (built / "assets").iterdir() if path.suffix in _SCRIPTS]
    page = (built / "index.html").read_text(encoding="utf-8")
    entry = [path for path in assets if path.name in page]
    for name, files in (("entry: sign-in page", entry), ("all scripts and styles", assets)):
        raw, zipped = _sizes(files)
        yield Row(name=f"{name}, gzip", value=zipped, unit="KB", detail=f"{raw:.0f} KB raw")


def _sizes(files: Iterable[Path]) -> tuple[float, float]:
    contents = [path.read_bytes() for path in files]
    raw = sum(len(content) for content in contents)
    zipped = sum(len(gzip.compress(content, mtime=0)) for content in contents)
    return raw / _KB, zipped / _KB
