"""What waits to be sent to one client."""

import asyncio
from collections import deque


class Overflow(Exception):
    """The client reads more slowly than it is written to."""


class Outbox:
    """A queue of frames that holds `max_bytes` at most: what one slow reader may cost."""

    def __init__(self, max_bytes: int) -> None:
        self._frames: deque[tuple[str, int]] = deque()  # with their bytes
        self._max_bytes = max_bytes
        self._bytes = 0
        self._filled = asyncio.Event()

    def put(self, frame: str) -> None:
        """Never waits. Raises `Overflow`, and then holds nothing."""
        size = len(frame.encode())
        self._bytes += size
        if self._bytes > self._max_bytes:
            self._frames.clear()
            raise Overflow
        self._frames.append((frame, size))
        self._filled.set()

    async def get(self) -> str:
        while not self._frames:
            self._filled.clear()
            await self._filled.wait()
        return self._pop()

    def drain(self) -> list[str]:
        return [self._pop() for _ in range(len(self._frames))]

    def _pop(self) -> str:
        frame, size = self._frames.popleft()
        self._bytes -= size
        return frame
