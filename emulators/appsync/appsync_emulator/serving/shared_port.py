"""One port for plain and TLS connections: the first byte of a connection shows which it is."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Callable

from appsync_emulator.serving.tls import LoopbackTls

log = logging.getLogger(__name__)

_TLS_HANDSHAKE = b"\x16"  # the content type of a ClientHello's record
_PATIENCE_S = 10.0  # browsers open connections ahead of what they will send
_GOODBYE_S = 1.0
_ACCEPT_AGAIN_S = 1.0


class SharedPort:
    """Accepts connections, as an `asyncio.Server` does, and gives each a protocol of its own.

    A client that sends nothing, or half of a handshake, is dropped after `patience_s`.
    """

    def __init__(
        self,
        listener: socket.socket,
        new_protocol: Callable[[], asyncio.Protocol],
        tls: LoopbackTls,
        *,
        patience_s: float = _PATIENCE_S,
    ) -> None:
        self._listener = listener
        self._new_protocol = new_protocol
        self._tls = tls
        self._patience_s = patience_s
        self._arriving: set[asyncio.Task[None]] = set()
        self._retry: asyncio.TimerHandle | None = None
        listener.setblocking(False)
        self._listen()

    def close(self) -> None:
        """Does not close connections that already have a protocol."""
        asyncio.get_running_loop().remove_reader(self._listener)
        if self._retry:
            self._retry.cancel()
        for task in self._arriving:
            task.cancel()

    async def wait_closed(self) -> None:
        await asyncio.gather(*self._arriving, return_exceptions=True)

    def _listen(self) -> None:
        asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:  # no file descriptors or no memory at the moment
            log.warning("No connection can be accepted: %s", error)
            loop = asyncio.get_running_loop()
            loop.remove_reader(self._listener)
            self._retry = loop.call_later(_ACCEPT_AGAIN_S, self._listen)
            return
        task = asyncio.create_task(self._admit(connection))
        self._arriving.add(task)
        task.add_done_callback(self._arriving.discard)

    async def _admit(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        try:
            first = await _first_byte(connection, self._patience_s)
            tls = self._tls.context() if first == _TLS_HANDSHAKE else None
        except BaseException:
            connection.close()
            raise
        if not first:
            connection.close()
        elif tls is None:
            await asyncio.get_running_loop().connect_accepted_socket(self._new_protocol, connection)
        else:
            await self._admit_over_tls(connection, tls)

    async def _admit_over_tls(self, connection: socket.socket, tls: ssl.SSLContext) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(
                self._new_protocol,
                connection,
                ssl=tls,
                ssl_handshake_timeout=self._patience_s,
                ssl_shutdown_timeout=_GOODBYE_S,
            )
        except OSError as error:
            advice = "A TLS handshake failed (%r). Clients must trust %s"
            log.warning(advice, error, self._tls.authority_file)


async def _first_byte(connection: socket.socket, patience_s: float) -> bytes:
    """Peeked, because TLS must read it again. Empty if the client leaves or sends nothing."""
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    loop.add_reader(connection, readable.set)
    try:
        async with asyncio.timeout(patience_s):
            await readable.wait()
        return connection.recv(1, socket.MSG_PEEK)
    except OSError:
        return b""
    finally:
        loop.remove_reader(connection)
