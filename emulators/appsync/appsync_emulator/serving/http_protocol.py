"""HTTP by uvicorn and httptools, where they (0.54, 0.9) ask too much of clients or too little."""

from collections.abc import Iterator

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MAX_HEAD_BYTES = 64 * 1024  # beyond the piece that it begins in; httptools itself has no limit


class HttpProtocol(HttpToolsProtocol):
    """Serves clients that wish for another protocol than WebSocket by HTTP/1.1, as a server may.

    Java's HttpClient wishes for HTTP/2 of every plain server. httptools takes what follows such a
    head for the other protocol's, and so loses the body: here the head is read anew, without the
    wish.
    """

    _head_bytes: int | None = None  # of a head that has begun and not ended
    _wishless_head: bytes | None = None

    def data_received(self, data: bytes) -> None:
        self._unset_keepalive_if_required()
        if self._head_bytes is not None:
            self._head_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._take_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse("Invalid HTTP request received.")
        else:
            if (self._head_bytes or 0) > _MAX_HEAD_BYTES:
                self._refuse("The head of the request is too long.")

    def on_message_begin(self) -> None:
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head_bytes = None
        if self.parser.should_upgrade() and not self._should_upgrade() and not self._tunnels():
            self._wishless_head = b"".join(self._lines_without_upgrade())
        else:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if self._wishless_head is None:
            super().on_message_complete()

    def _refuse(self, reason: str) -> None:
        self.logger.warning(reason)
        self.send_400_response(reason)

    def _take_upgrade(self, rest: bytes) -> None:
        head, self._wishless_head = self._wishless_head, None
        if head is not None:
            self.parser = httptools.HttpRequestParser(self)
            self.data_received(head + rest)
        elif self._should_upgrade():
            self.handle_websocket_upgrade()

    def _tunnels(self) -> bool:
        return bool(self.parser.get_method() == b"CONNECT")

    def _lines_without_upgrade(self) -> Iterator[bytes]:
        version = self.parser.get_http_version().encode()
        yield self.parser.get_method() + b" " + self.url + b" HTTP/" + version + b"\r\n"
        for name, value in self.headers:
            if name != b"upgrade":
                yield name + b": " + value + b"\r\n"
        yield b"\r\n"
