"""Photos that are added to folders while somebody watches."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from pathlib import Path

from watchfiles import Change, awatch

from cli.upload.tree import is_photo

_QUIET_S = 1.0  # a file that nobody has written to for so long is taken for whole
_LOOK_S = 0.2
_MOST_REMEMBERED = 1000

_Version = tuple[int, int]


async def added(
    paths: Sequence[Path], there: Iterator[Path], *, recursive: bool
) -> AsyncGenerator[Path]:
    """First what is `there`, then what comes; nothing that comes in between is missed."""
    seen: OrderedDict[str, _Version] = OrderedDict()
    async with aclosing(awatch(*paths, recursive=recursive, debounce=500)) as batches:
        first = asyncio.ensure_future(anext(batches))  # it watches from here on
        try:
            await asyncio.sleep(0)
            while (path := await asyncio.to_thread(next, there, None)) is not None:
                yield path
            changes = await first
        finally:
            first.cancel()
        while True:
            for change, name in changes:
                if change is not Change.deleted and is_photo(Path(name).name):
                    version = await _whole(Path(name))
                    if version and seen.get(name) != version:
                        _remember(seen, name, version)
                        yield Path(name)
            changes = await anext(batches)


async def _whole(path: Path) -> _Version | None:
    """None for a file that is gone again."""
    while True:
        try:
            found = await asyncio.to_thread(path.stat)
        except OSError:
            return None
        if time.time() - found.st_mtime > _QUIET_S or found.st_mtime > time.time() + _QUIET_S:
            return found.st_mtime_ns, found.st_size
        await asyncio.sleep(_LOOK_S)


def _remember(seen: OrderedDict[str, _Version], name: str, version: _Version) -> None:
    seen[name] = version
    seen.move_to_end(name)
    while len(seen) > _MOST_REMEMBERED:
        seen.popitem(last=False)
