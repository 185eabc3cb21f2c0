"""Photos that are added to watched folders."""

import asyncio
import stat
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, awatch

from facegraph.cli.upload.tree import in_threads, is_hidden, is_photo

QUIET_S = 1.0  # a file without writes for this long counts as complete
_LOOK_S = 0.2
_MOST_REMEMBERED = 1000

_Version = tuple[int, int]
Walk = Callable[[Sequence[Path]], Iterator[Path]]


@dataclass(frozen=True, slots=True)
class Folders:
    """`walk` yields the photos that are in the given folders now."""

    paths: Sequence[Path]
    walk: Walk
    recursive: bool

    def photos_of(self, change: Change, path: Path) -> Iterator[Path]:
        """The watcher names a new folder, but not the files in it."""
        if change is Change.deleted or self._is_hidden(path):
            return
        if path.is_dir() and not path.is_symlink():
            if self.recursive and change is Change.added:
                yield from self.walk([path])
        elif is_photo(path.name):
            yield path

    def _is_hidden(self, path: Path) -> bool:
        """Looks at the path below the watched folder only."""
        watched = [each.absolute() for each in self.paths]
        below = [path.relative_to(each).parts for each in watched if path.is_relative_to(each)]
        return bool(below) and all(any(map(is_hidden, parts)) for parts in below)


async def added(folders: Folders) -> AsyncGenerator[Path]:
    """Photos that are there already, then those that are added; none in between is missed."""
    seen: OrderedDict[Path, _Version] = OrderedDict()
    watched = awatch(*folders.paths, recursive=folders.recursive, debounce=500)
    async with aclosing(watched) as batches:
        first = asyncio.ensure_future(anext(batches))  # watching starts here
        try:
            await asyncio.sleep(0)
            async for path in in_threads(folders.walk(folders.paths)):
                yield path
            changes = await first
        finally:
            first.cancel()
        while True:
            for change, name in changes:
                async for path in in_threads(folders.photos_of(change, Path(name))):
                    version = await _whole(path)
                    if version and seen.get(path) != version:
                        _remember(seen, path, version)
                        yield path
            changes = await anext(batches)


async def _whole(path: Path) -> _Version | None:
    """None for anything but a file, and for a file that was removed."""
    while True:
        try:
            found = await asyncio.to_thread(path.stat)
        except OSError:
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        if time.time() - found.st_mtime > QUIET_S or found.st_mtime > time.time() + QUIET_S:
            return found.st_mtime_ns, found.st_size
        await asyncio.sleep(_LOOK_S)


def _remember(seen: OrderedDict[Path, _Version], path: Path, version: _Version) -> None:
    seen[path] = version
    seen.move_to_end(path)
    while len(seen) > _MOST_REMEMBERED:
        seen.popitem(last=False)
