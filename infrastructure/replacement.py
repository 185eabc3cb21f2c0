"""Replaces several files of a folder at once: all of them, or none."""

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path


def replace_files(
    folder: Path, texts: Mapping[Path, str], gone: Iterable[Path], work: Path
) -> None:
    """Writes these texts and removes the files that are `gone`, by their paths in the folder.

    `work` is a folder of the same file system, so that each file changes in one step. Raises
    OSError, after every file has its old content again.
    """
    paths = [*texts, *gone]
    before = {path: _bytes_of(folder / path) for path in paths}
    with tempfile.TemporaryDirectory(dir=work) as staging:
        for path, text in texts.items():
            _write(Path(staging, path), text.encode())
        done: list[Path] = []
        try:
            for path in paths:
                done.append(path)
                if path in texts:
                    (folder / path).parent.mkdir(parents=True, exist_ok=True)
                    Path(staging, path).replace(folder / path)
                else:
                    (folder / path).unlink()
        except OSError:
            for path in done:
                _restore(folder / path, before[path])
            raise


def _bytes_of(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _restore(path: Path, content: bytes | None) -> None:
    if content is not None:
        _write(path, content)
    elif path.is_file():
        path.unlink()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
