"""One connection to an HTTP/1.1 server: a request, its response, then the next request."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import httptools

_CLOSED = "The server closed the connection."


@dataclass(slots=True)
class HttpResponse:
    """Header names are in lower case; of a repeated header the last value counts."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class ResponseMalformed(ConnectionError):
    """The server's answer is not HTTP."""


class ResponseTooLarge(ConnectionError):
    """The server's answer is larger than the client accepts."""


class HttpConnection(asyncio.Protocol):
    """`on_lost` is called once, when the connection has ended for whatever reason."""

    def __init__(self, on_lost: Callable[["HttpConnection"], None], max_body_bytes: int) -> None:
        self._on_lost = on_lost
        self._max_body_bytes = max_body_bytes
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[HttpResponse] | None = None
        self._response = HttpResponse()
        self._chunks: list[bytes] = []
        self._received_bytes = 0
        self._ends_with_connection = False
        self.is_reusable = False
        self.idle_since_s = 0.0

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def exchange(self, request: bytes) -> HttpResponse:
        """Raises `ConnectionError`. After any exception, cancellation included, it is closed."""
        if not self._transport or not self.is_open:
            raise ConnectionResetError(_CLOSED)
        self._waiter = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        try:
            return await self._waiter
        except BaseException:
            self.abort()
            raise

    def abort(self) -> None:
        self._fail(ConnectionAbortedError("The client closed the connection."))

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._waiter is None:  # nobody asked
            self.abort()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(ResponseMalformed(str(error)))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._ends_with_connection and exc is None:
            self.on_message_complete()
        self._fail(exc or ConnectionResetError(_CLOSED))
        self._on_lost(self)

    # httptools' callbacks

    def on_message_begin(self) -> None:
        self._response = HttpResponse()
        self._chunks, self._received_bytes = [], 0

    def on_header(self, name: bytes, value: bytes) -> None:
        self._response.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self._response.status = self._parser.get_status_code()
        has_length = not self._response.headers.keys().isdisjoint(
            ("content-length", "transfer-encoding")
        )
        self._ends_with_connection = self._response.status >= 200 and not has_length

    def on_body(self, body: bytes) -> None:
        self._received_bytes += len(body)
        if self._received_bytes > self._max_body_bytes:
            self._fail(ResponseTooLarge(f"It has more than {self._max_body_bytes} bytes."))
        else:
            self._chunks.append(body)

    def on_message_complete(self) -> None:
        self._ends_with_connection = False
        if self._response.status >= 200:  # or the response itself follows
            self._complete()

    def _complete(self) -> None:
        waiter, self._waiter = self._waiter, None
        if waiter is None:  # a second response to one request
            self.abort()
        elif not waiter.done():
            self.is_reusable = self._parser.should_keep_alive() and self._has_sent_all()
            self._response.body = b"".join(self._chunks)
            waiter.set_result(self._response)

    def _has_sent_all(self) -> bool:
        """A server may refuse a request before the whole request is sent."""
        return self._transport is not None and self._transport.get_write_buffer_size() == 0

    def _fail(self, error: Exception) -> None:
        self.is_reusable = False
        waiter, self._waiter = self._waiter, None
        if waiter and not waiter.done():
            waiter.set_exception(error)
        if self._transport:
            self._transport.abort()
