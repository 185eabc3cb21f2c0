"""The built page. It is built again when `console/` has changed."""

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infrastructure.bundle import ROOT
from infrastructure.npm import install_packages, run_script

_SOURCES = (Path("console"), Path("clients", "typescript"))
_LEFT_OUT = {"node_modules", "dist"}
_CACHE = ROOT / ".build" / "console"


def built_console() -> Path:
    """A folder with `index.html`, and with `assets/`, whose file names are hashes.

    Raises NpmFailed.
    """
    folder = _CACHE / _digest()[:16]
    _CACHE.mkdir(parents=True, exist_ok=True)
    with (_CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two builds at once would install into one node_modules
        if not folder.is_dir():
            install_packages(ROOT / "console")
            with tempfile.TemporaryDirectory(dir=_CACHE) as work:
                fresh = Path(work) / "dist"
                run_script(ROOT / "console", "build", "--outDir", str(fresh))
                fresh.rename(folder)
    return folder


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(_files()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"\n{content} {path.relative_to(ROOT).as_posix()}".encode())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for folder in _SOURCES:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not _LEFT_OUT & set(path.relative_to(ROOT).parts):
                yield path
