"""One WebSocket: what is read from it, what waits to be written to it, and how it ends."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from appsync_emulator.realtime.outbox import Outbox, Overflow

log = logging.getLogger(__name__)

_GOODBYE_S = 1.0


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


class Connection:
    """An accepted WebSocket, and the tasks that live as long as it does."""

    def __init__(self, websocket: WebSocket, outbox: Outbox, *, longest_s: float) -> None:
        self._websocket = websocket
        self._longest_s = longest_s
        self._outbox = outbox
        self._ending: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, receive: Callable[[str], None]) -> None:
        """Gives each message to `receive`; returns when either side has ended the connection."""
        self.spawn(self._write())
        self.spawn(self._read(receive))
        try:
            async with asyncio.timeout(self._longest_s):
                ending = await self._ending
        except TimeoutError:
            ending = TOO_OLD
        finally:
            await self._stop_tasks()
        if ending is not LEFT:
            await self._say_goodbye(ending)

    def send(self, frame: str) -> None:
        """Never waits: a client that lets too much pile up is let go instead."""
        try:
            self._outbox.put(frame)
        except Overflow:
            self.end(TOO_SLOW)

    def end(self, ending: Ending) -> None:
        if not self._ending.done():
            self._ending.set_result(ending)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    async def _read(self, receive: Callable[[str], None]) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                break
            receive(message.get("text") or "")
        self.end(LEFT)

    async def _write(self) -> None:
        with suppress(WebSocketDisconnect):
            while True:
                await self._websocket.send_text(await self._outbox.get())
        self.end(LEFT)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("A connection failed", exc_info=error)
            self.end(FAILED)

    async def _stop_tasks(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _say_goodbye(self, ending: Ending) -> None:
        """Sends what still waits, and the reason; a client that does not read is left."""
        with suppress(TimeoutError, WebSocketDisconnect):
            async with asyncio.timeout(_GOODBYE_S):
                for frame in self._outbox.drain():
                    await self._websocket.send_text(frame)
                await self._websocket.close(ending.code, ending.reason)
