"""Dozens of front ends, on a thread of their own."""

import asyncio
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.load.follower import Follower
from laptop.outputs import Outputs, User

_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Crowd:
    """`listeners` by owner, and `readers`, who page through results all the time."""

    listeners: dict[str, list[Follower]]
    readers: list[Follower]

    def missing(self, owner: str, image_ids: Collection[str]) -> int:
        """The number of (listener, image) pairs where the listener knows nothing of the image."""
        return sum(len(set(image_ids) - each.known.keys()) for each in self.listeners[owner])

    def wait_for(self, owner: str, image_ids: Collection[str], timeout_s: float) -> int:
        """The last value of `missing`: 0, or more when the time is up."""
        deadline = time.monotonic() + timeout_s
        while (missing := self.missing(owner, image_ids)) and time.monotonic() < deadline:
            time.sleep(_POLL_S)
        return missing

    @property
    def everyone(self) -> Iterator[Follower]:
        for listeners in self.listeners.values():
            yield from listeners
        yield from self.readers


@contextmanager
def crowd_of(
    outputs: Outputs, owners: Sequence[User], *, listeners_each: int, readers: int
) -> Iterator[Crowd]:
    crowd = Crowd(
        {user.sub: [Follower(outputs, user) for _ in range(listeners_each)] for user in owners},
        [Follower(outputs, owners[number % len(owners)]) for number in range(readers)],
    )
    loop = asyncio.new_event_loop()
    running = loop.create_task(_run(crowd))
    thread = threading.Thread(target=_until_cancelled, args=(loop, running))
    thread.start()
    try:
        yield crowd
    finally:
        loop.call_soon_threadsafe(running.cancel)
        thread.join()
    if not running.cancelled() and (error := running.exception()):
        raise error


async def _run(crowd: Crowd) -> None:
    async with asyncio.TaskGroup() as group:
        for listeners in crowd.listeners.values():
            for listener in listeners:
                group.create_task(listener.follow())
        for reader in crowd.readers:
            group.create_task(reader.page_through())


def _until_cancelled(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    loop.run_until_complete(asyncio.wait([task]))
    loop.close()
