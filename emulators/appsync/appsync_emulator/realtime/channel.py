"""One connection without its socket: frames that wait, tasks that live as long, and an ending."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from appsync_emulator.realtime.outbox import Outbox, Overflow

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a connection ends. AppSync documents no close codes, so these are a local choice."""

    code: int
    reason: str


LEFT = Ending(1000, "")
TOO_OLD = Ending(1000, "The connection has reached its longest duration")
GOING_AWAY = Ending(1001, "Going away")
FAILED = Ending(1011, "Internal Failure")
TOO_SLOW = Ending(1013, "Too many messages wait to be read")


class Channel:
    """What a conversation writes to. The owner of the socket reads `next` and awaits `ended`."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._tasks: set[asyncio.Task[None]] = set()
        self.ended: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()

    def send(self, frame: str) -> None:
        """Never waits: a client that lets too many frames pile up is disconnected."""
        try:
            self._outbox.put(frame)
        except Overflow:
            self.end(TOO_SLOW)

    async def next(self) -> str:
        """The frame to send next."""
        return await self._outbox.get()

    def drain(self) -> list[str]:
        """The frames that `next` has not returned."""
        return self._outbox.drain()

    def end(self, ending: Ending) -> None:
        if not self.ended.done():
            self.ended.set_result(ending)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A task that is cancelled by `stop`; the connection ends if the task fails."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    async def stop(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("A connection failed", exc_info=error)
            self.end(FAILED)
