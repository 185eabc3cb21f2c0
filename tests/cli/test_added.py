"""New files in a watched folder, by events of the real file system."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from facegraph.cli.upload import added as added_module
from facegraph.cli.upload.added import Folders, added
from facegraph.cli.upload.tree import photos_in

from tests.support.waiting import eventually

_SETTLED_S = 1.5  # much longer than the watcher waits


@pytest.fixture(autouse=True)
def _whole_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(added_module, "QUIET_S", 0.1)


@pytest.fixture
def inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder as a relative path, from the folder above it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inbox").mkdir()
    return Path("inbox")


@asynccontextmanager
async def _watched(
    folder: Path, *, recursive: bool = True
) -> AsyncIterator[Callable[[], list[str]]]:
    """The paths that the watcher reported, relative to the folder, sorted."""
    given: list[str] = []
    (folder / "first.jpg").touch()

    async def watch() -> None:
        walk = partial(photos_in, recursive=recursive)
        async for path in added(Folders([folder], walk, recursive)):
            given.append(_below(folder, path))  # noqa: PERF401 - read while it grows

    watching = asyncio.create_task(watch())
    await eventually(lambda: given == ["first.jpg"], "what is there")
    try:
        yield lambda: sorted(given[1:])
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


def _below(folder: Path, path: Path) -> str:
    return path.absolute().relative_to(folder.absolute()).as_posix()


def _photos(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


async def test_folder_that_is_moved_in_brings_its_photos(inbox: Path, tmp_path: Path) -> None:
    trip = _photos(tmp_path / "trip", "a.jpg", "notes.txt", "day 1/b.jpg", "day 1/.c.jpg")
    async with _watched(inbox) as given:
        trip.rename(inbox / "trip")
        await eventually(lambda: len(given()) == 2, "the folder's photos")
        _photos(inbox / "trip", "late.jpg", "day 1/late.jpg")
        await eventually(lambda: len(given()) == 4, "what came into it later")

    assert given() == ["trip/a.jpg", "trip/day 1/b.jpg", "trip/day 1/late.jpg", "trip/late.jpg"]


@pytest.mark.slow
async def test_folder_that_is_copied_in_loses_none_of_its_photos(
    inbox: Path, tmp_path: Path
) -> None:
    names = [f"{day}/{number}.jpg" for day in range(3) for number in range(20)]
    trip = _photos(tmp_path / "trip", *names)
    async with _watched(inbox) as given:
        shutil.copytree(trip, inbox / "trip")
        await eventually(lambda: len(given()) >= 60, "every photo")
        await asyncio.sleep(_SETTLED_S)

    assert given() == sorted(f"trip/{name}" for name in names)


@pytest.mark.slow
async def test_hidden_files_and_files_that_are_no_photos_are_skipped(
    inbox: Path, tmp_path: Path
) -> None:
    hidden = _photos(tmp_path / ".thumbnails", "a.jpg")
    async with _watched(inbox) as given:
        hidden.rename(inbox / ".thumbnails")
        _photos(inbox, ".trash/b.jpg", "named.jpg/c.txt", "last.jpg")
        await eventually(lambda: given(), "the last photo")
        await asyncio.sleep(_SETTLED_S)

    assert given() == ["last.jpg"]


@pytest.mark.slow
async def test_new_folders_are_skipped_without_recursive(inbox: Path, tmp_path: Path) -> None:
    trip = _photos(tmp_path / "trip", "a.jpg")
    async with _watched(inbox, recursive=False) as given:
        trip.rename(inbox / "trip")
        _photos(inbox, "last.jpg")
        await eventually(lambda: given(), "the last photo")
        await asyncio.sleep(_SETTLED_S)

    assert given() == ["last.jpg"]
