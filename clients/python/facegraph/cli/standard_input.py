"""Standard input line by line, without blocking the event loop."""

import asyncio
import io
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress

_MOST_AHEAD = 1000


async def standard_input() -> AsyncGenerator[str]:
    """A daemon thread reads, because a blocking read cannot be cancelled."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes | None] = asyncio.Queue()
    room = threading.Semaphore(_MOST_AHEAD)

    def read() -> None:
        with suppress(RuntimeError):  # the loop is closed
            # sys.stdin would not do: a pending read in it crashes the interpreter at exit.
            for line in io.FileIO(sys.stdin.fileno(), closefd=False):
                room.acquire()
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        room.release()
        yield line.decode(errors="replace")
