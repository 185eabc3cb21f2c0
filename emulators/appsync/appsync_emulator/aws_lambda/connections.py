"""HTTP POSTs to one server over kept connections.

With one known shape of request, httptools and one write a request, this client and the signer
take a third of the CPU off a request that calls a function by aiohttp and botocore's signer.
"""

import asyncio
import ssl
from collections.abc import Mapping
from urllib.parse import SplitResult

from appsync_emulator.aws_lambda.connection import HttpConnection, HttpResponse

_DEFAULT_PORTS = {"http": 80, "https": 443}


def host_header(url: SplitResult) -> str:
    """What a request to this URL names in its Host header."""
    host = url.hostname or ""
    host = f"[{host}]" if ":" in host else host
    is_default = url.port in (None, _DEFAULT_PORTS.get(url.scheme))
    return host if is_default else f"{host}:{url.port}"


class KeptConnections:
    """To be used from one event loop. At most `at_once` connections are open.

    A connection that was idle for `idle_s` is not used again: the server may be about to close it.
    """

    def __init__(
        self, url: SplitResult, *, at_once: int, idle_s: float, max_body_bytes: int
    ) -> None:
        self._host = url.hostname or ""
        self._port = url.port or _DEFAULT_PORTS[url.scheme]
        self._ssl = ssl.create_default_context() if url.scheme == "https" else None
        self._host_header = host_header(url)
        self._idle_s = idle_s
        self._max_body_bytes = max_body_bytes
        self._slots = asyncio.Semaphore(at_once)
        self._loop = asyncio.get_running_loop()
        self._open: set[HttpConnection] = set()
        self._idle: list[HttpConnection] = []  # the most recently used is the last

    async def post(self, path: str, headers: Mapping[str, str], body: bytes) -> HttpResponse:
        """Sends the request once. Raises `OSError`."""
        lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
        head = (
            f"POST {path} HTTP/1.1\r\nhost: {self._host_header}\r\n"
            f"content-length: {len(body)}\r\n{lines}\r\n"
        )
        async with self._slots:
            connection = self._kept() or await self._connect()
            response = await connection.exchange(head.encode("latin-1") + body)
            self._keep(connection)
        return response

    def close(self) -> None:
        """Closes all connections; requests that are under way fail."""
        for connection in tuple(self._open):
            connection.abort()

    def _kept(self) -> HttpConnection | None:
        while self._idle:
            connection = self._idle.pop()
            is_fresh = self._loop.time() - connection.idle_since_s < self._idle_s
            if is_fresh and connection.is_open:
                return connection
            connection.abort()
        return None

    async def _connect(self) -> HttpConnection:
        _, connection = await self._loop.create_connection(
            lambda: HttpConnection(self._forget, self._max_body_bytes),
            self._host,
            self._port,
            ssl=self._ssl,
        )
        if connection.is_open:  # or it is forgotten already
            self._open.add(connection)
        return connection

    def _keep(self, connection: HttpConnection) -> None:
        if connection.is_reusable:
            connection.idle_since_s = self._loop.time()
            self._idle.append(connection)
        else:
            connection.abort()

    def _forget(self, connection: HttpConnection) -> None:
        self._open.discard(connection)
        if connection in self._idle:
            self._idle.remove(connection)
