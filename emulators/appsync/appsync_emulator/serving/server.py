"""Serving an application on a port."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from appsync_emulator.app import ApiApplication
from appsync_emulator.auth.authentication import GRAPHQL_PATH
from appsync_emulator.serving.http_protocol import HttpProtocol
from appsync_emulator.serving.shared_port import SharedPort
from appsync_emulator.serving.tls import LoopbackTls

_STARTUP_POLL_S = 0.01
_GRACE_S = 5
_NO_FAULTS = (  # uvicorn (0.54) logs these as errors
    "Invalid UTF-8 sequence received from client",  # the client's, and with a traceback
    "ASGI callable returned without completing handshake",  # after any refused upgrade
)


class ServerFailed(Exception):
    """The server ended before it answered; its log says why."""


@contextmanager
def serve(
    app: ApiApplication, host: str = "127.0.0.1", port: int = 0, tls: LoopbackTls | None = None
) -> Iterator[str]:
    """The URL of the API, which answers until the block is left; port 0 takes a free one.

    With `tls`, https and wss are served on the same port as http and ws.
    Runs in a thread of its own. Raises OSError if the port is taken. On leaving, subscribers
    receive a close code, and requests in progress get a few seconds.
    """
    logging.getLogger("uvicorn.error").addFilter(_is_our_fault)
    with socket.create_server((host, port)) as listener:
        # Without it, the second write of a response waits 40 ms for a delayed acknowledgement.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _Server(app, tls)
        thread = threading.Thread(
            target=server.run, args=([listener],), name="appsync", daemon=True
        )
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield f"http://{host}:{listener.getsockname()[1]}{GRAPHQL_PATH}"
        finally:
            server.should_exit = True
            thread.join()


class _Server(uvicorn.Server):
    def __init__(self, app: ApiApplication, tls: LoopbackTls | None) -> None:
        super().__init__(_config(app))
        self._realtime = app.realtime
        self._tls = tls
        self._ports: list[SharedPort] = []

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        if self._tls is None:
            return await super().startup(sockets)
        await super().startup([])
        self._ports = [SharedPort(each, self._protocol, self._tls) for each in sockets or ()]
        return None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for port in self._ports:
            port.close()
            await port.wait_closed()
        await self._realtime.close()
        await super().shutdown(sockets)

    def _protocol(self) -> HttpProtocol:
        return HttpProtocol(self.config, self.server_state, self.lifespan.state)


class _WebSocketProtocol(WebSocketsSansIOProtocol):
    def shutdown(self) -> None:
        """Skips a socket that its client is closing: uvicorn (0.54) would raise there."""
        if not self.transport.is_closing():
            super().shutdown()


def _config(app: ApiApplication) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=HttpProtocol,
        ws=_WebSocketProtocol,
        lifespan="on",
        log_config=None,
        log_level=logging.WARNING,  # lower levels log URLs, and some URLs carry tokens
        access_log=False,
        proxy_headers=False,  # or the peer would be what X-Forwarded-For says
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    while not server.started:
        if not thread.is_alive():
            raise ServerFailed("The server ended before it answered.")
        thread.join(_STARTUP_POLL_S)


def _is_our_fault(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith(_NO_FAULTS)
