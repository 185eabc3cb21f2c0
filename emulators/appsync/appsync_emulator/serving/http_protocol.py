"""HTTP by uvicorn (0.54) and httptools (0.9), with a parser that is kinder and stricter."""

from collections.abc import Iterator
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MAX_HEAD_BYTES = 64 * 1024  # beyond the piece that the head begins in; httptools has no limit


class HttpProtocol(HttpToolsProtocol):
    """uvicorn's protocol; only the parser differs."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.parser = RequestParser(self)


class RequestParser(httptools.HttpRequestParser):
    """Stands between httptools and a protocol's callbacks.

    A request that offers another protocol than WebSocket is served by HTTP/1.1, as the standard
    allows: Java's HttpClient offers HTTP/2 to every plain server. httptools takes what follows
    such a head for the other protocol's and loses the body, so the head is parsed again without
    the offer. A head that does not end is an error.
    """

    def __init__(self, protocol: HttpToolsProtocol) -> None:
        self.on_body = protocol.on_body
        super().__init__(self)
        self.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn sets it
        self._protocol = protocol
        self._head_bytes: int | None = None  # of a head that has begun and not ended
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_again: bytes | None = None  # without the offer

    def feed_data(self, data: Any) -> None:
        """Raises `HttpParserError`, and `HttpParserUpgrade` for a WebSocket or a tunnel."""
        if self._head_bytes is not None:
            self._head_bytes += len(data)
        try:
            super().feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            if self._head_again is None:
                raise
            parser = self._protocol.parser = RequestParser(self._protocol)
            parser.feed_data(self._head_again + data[upgrade.args[0] :])
        if (self._head_bytes or 0) > _MAX_HEAD_BYTES:
            raise httptools.HttpParserError("The head of the request is too long.")

    def on_message_begin(self) -> None:
        self._head_bytes, self._url, self._headers = 0, b"", []
        self._protocol.on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._url += url
        self._protocol.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name, value))
        self._protocol.on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head_bytes = None
        if self.should_upgrade() and not self._is_for_the_protocol():
            self._head_again = b"".join(self._lines_without_the_offer())
        else:
            self._protocol.on_headers_complete()

    def on_message_complete(self) -> None:
        if self._head_again is None:
            self._protocol.on_message_complete()

    def _is_for_the_protocol(self) -> bool:
        offered = {value.lower() for name, value in self._headers if name.lower() == b"upgrade"}
        return b"websocket" in offered or self.get_method() == b"CONNECT"

    def _lines_without_the_offer(self) -> Iterator[bytes]:
        version = self.get_http_version().encode()
        yield self.get_method() + b" " + self._url + b" HTTP/" + version + b"\r\n"
        for name, value in self._headers:
            if name.lower() != b"upgrade":
                yield name + b": " + value + b"\r\n"
        yield b"\r\n"
