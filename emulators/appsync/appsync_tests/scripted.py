"""An HTTP server whose answers are bytes that the test chooses."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Scripted:
    """Answers each request with `answer`; `then_closes` ends the connection after it."""

    def __init__(self, answer: bytes, *, then_closes: bool = False) -> None:
        self.answer = answer
        self.then_closes = then_closes
        self.connections = 0
        self.requests: list[bytes] = []

    @asynccontextmanager
    async def serving(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._converse, "127.0.0.1", ssl=tls)
        port = server.sockets[0].getsockname()[1]
        scheme = "https" if tls else "http"
        try:
            yield f"{scheme}://127.0.0.1:{port}"
        finally:
            server.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while request := await _request(reader):
                self.requests.append(request)
                writer.write(self.answer)
                if self.then_closes:
                    break
        finally:
            writer.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    """Head and body; empty once the client has closed the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return head + await reader.readexactly(int(length))
