"""A conversation on a socket: reads, writes and closes; knows nothing of the protocol."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from appsync_emulator.realtime.channel import LEFT, TOO_OLD, Channel, Ending

_GOODBYE_S = 1.0


class SocketClosed(Exception):
    """The client has closed the socket, or the network has."""


class TextSocket(Protocol):
    """An accepted WebSocket. Each method raises `SocketClosed`."""

    async def receive(self) -> str:
        """The next text message; an empty text stands for a binary one."""

    async def send(self, text: str) -> None: ...

    async def close(self, code: int, reason: str) -> None: ...


async def carry(
    socket: TextSocket, channel: Channel, receive: Callable[[str], None], *, longest_s: float
) -> None:
    """Gives each message to `receive` and sends each frame, until either side ends it."""
    channel.spawn(_write(socket, channel))
    channel.spawn(_read(socket, channel, receive))
    try:
        async with asyncio.timeout(longest_s):
            ending = await channel.ended
    except TimeoutError:
        ending = TOO_OLD
    finally:
        await channel.stop()
    if ending is not LEFT:
        await _say_goodbye(socket, channel, ending)


async def _read(socket: TextSocket, channel: Channel, receive: Callable[[str], None]) -> None:
    with suppress(SocketClosed):
        while True:
            receive(await socket.receive())
    channel.end(LEFT)


async def _write(socket: TextSocket, channel: Channel) -> None:
    with suppress(SocketClosed):
        while True:
            await socket.send(await channel.next())
    channel.end(LEFT)


async def _say_goodbye(socket: TextSocket, channel: Channel, ending: Ending) -> None:
    """Sends the frames that wait, and the reason; does not wait for a client that reads none."""
    with suppress(TimeoutError, SocketClosed):
        async with asyncio.timeout(_GOODBYE_S):
            for frame in channel.drain():
                await socket.send(frame)
            await socket.close(ending.code, ending.reason)
