"""Standard input line by line, as it comes, while other things go on."""

import asyncio
import io
import sys
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress

_MOST_AHEAD = 1000


async def standard_input() -> AsyncGenerator[str]:
    """Read by a thread that nobody waits for: a read that waits for input cannot be broken off."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[bytes | None] = asyncio.Queue()
    room = threading.Semaphore(_MOST_AHEAD)

    def read() -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody takes any more
            # Not Python's own object: a read that it waits in is fatal when the program ends.
            for line in io.FileIO(sys.stdin.fileno(), closefd=False):
                room.acquire()
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await lines.get()) is not None:
        room.release()
        yield line.decode(errors="replace")
