"""Photos in files and folders, one at a time; memory does not grow with their number."""

import asyncio
import os
from collections.abc import AsyncGenerator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from facegraph.cli.failure import CommandFailed, ExitCode

_SUFFIXES = (".jpg", ".jpeg", ".jpe", ".jfif", ".png")


@dataclass(slots=True)
class PassedOver:
    """What is in the folders and is not uploaded."""

    other_files: int = 0
    folders: int = 0
    unreadable: list[str] = field(default_factory=list)  # the first few
    MOST_NAMED = 20


def require_paths(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise CommandFailed(
                ExitCode.BAD_FILE, f"There is no file or folder {path}: check the path."
            )


def photos_in(
    paths: Sequence[Path], *, recursive: bool, passed_over: PassedOver | None = None
) -> Iterator[Path]:
    """Every named file; of a folder, the files that `is_photo` accepts, in the folder's order."""
    for path in paths:
        if path.is_dir():
            yield from _photos_of(path, recursive, passed_over or PassedOver())
        else:
            yield path


async def in_threads(found: Iterator[Path]) -> AsyncGenerator[Path]:
    """Folders may be slow to read, for example those of other machines."""
    while (path := await asyncio.to_thread(next, found, None)) is not None:
        yield path


def is_photo(name: str) -> bool:
    """By its name."""
    return name.lower().endswith(_SUFFIXES) and not is_hidden(name)


def is_hidden(name: str) -> bool:
    """Such files are leftovers of cameras and operating systems."""
    return name.startswith(".")


def _photos_of(folder: Path, recursive: bool, passed_over: PassedOver) -> Iterator[Path]:
    """Links to folders are not followed, because they may form a cycle."""
    try:
        entries = os.scandir(folder)
    except OSError as error:
        _note(passed_over, folder, error)
        return
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if not recursive or is_hidden(entry.name):
                    passed_over.folders += 1
                else:
                    yield from _photos_of(Path(entry.path), recursive, passed_over)
            elif entry.is_file() and is_photo(entry.name):
                yield Path(entry.path)
            else:
                passed_over.other_files += 1


def _note(passed_over: PassedOver, folder: Path, error: OSError) -> None:
    if len(passed_over.unreadable) < PassedOver.MOST_NAMED:
        passed_over.unreadable.append(f"{folder} cannot be read: {error.strerror}")
