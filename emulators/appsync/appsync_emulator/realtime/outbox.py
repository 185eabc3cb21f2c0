"""Frames that wait to be sent to one client."""

import asyncio
from collections import deque


class Overflow(Exception):
    """The client reads more slowly than the emulator writes."""


class Backlog:
    """Bytes that wait for all clients of an API together."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.held_bytes = 0
        self.outboxes = 0

    def is_too_much(self, of_one_bytes: int) -> bool:
        """A client within its share is not disconnected because of others."""
        return self.held_bytes > self.max_bytes and of_one_bytes * self.outboxes >= self.held_bytes


class Outbox:
    """A queue of at most `max_bytes`, which is the memory that one slow client may take."""

    def __init__(self, max_bytes: int, backlog: Backlog) -> None:
        self._frames: deque[bytes] = deque()  # as text, an emoji makes a frame four times as large
        self._max_bytes = max_bytes
        self._bytes = 0
        self._backlog = backlog
        self._filled = asyncio.Event()
        backlog.outboxes += 1

    def put(self, frame: str) -> None:
        """Never waits. Raises `Overflow`, and then holds nothing."""
        encoded = frame.encode()
        self._frames.append(encoded)
        self._hold(len(encoded))
        if self._bytes > self._max_bytes or self._backlog.is_too_much(self._bytes):
            self._clear()
            raise Overflow
        self._filled.set()

    def close(self) -> None:
        """Gives up what is held; call it once, when the client has gone."""
        self._clear()
        self._backlog.outboxes -= 1

    async def get(self) -> str:
        while not self._frames:
            self._filled.clear()
            await self._filled.wait()
        return self._pop()

    def drain(self) -> list[str]:
        return [self._pop() for _ in range(len(self._frames))]

    def _pop(self) -> str:
        frame = self._frames.popleft()
        self._hold(-len(frame))
        return frame.decode()

    def _clear(self) -> None:
        self._frames.clear()
        self._hold(-self._bytes)

    def _hold(self, more_bytes: int) -> None:
        self._bytes += more_bytes
        self._backlog.held_bytes += more_bytes
