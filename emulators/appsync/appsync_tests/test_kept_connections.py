"""The HTTP client of the Lambda endpoint, against many kinds of servers."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from appsync_emulator.aws_lambda.connection import (
    HttpResponse,
    ResponseMalformed,
    ResponseTooLarge,
)
from appsync_emulator.aws_lambda.connections import KeptConnections
from appsync_emulator.serving.tls import LoopbackTls

from appsync_tests.scripted import Scripted

pytestmark = pytest.mark.sockets

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nX-Tag: one\r\n\r\nnull"
NULL = HttpResponse(200, {"content-length": "4", "x-tag": "one"}, b"null")


@asynccontextmanager
async def connections(url: str, **changed: float) -> AsyncIterator[KeptConnections]:
    kept = KeptConnections(
        urlsplit(url),
        at_once=int(changed.get("at_once", 8)),
        idle_s=changed.get("idle_s", 60),
        max_body_bytes=100,
    )
    try:
        yield kept
    finally:
        kept.close()


async def test_a_request_names_host_and_length() -> None:
    async with (served := Scripted(OK)).serving() as url, connections(url) as kept:
        response = await kept.post("/path", {"x-a": "1"}, b"body")

    host = urlsplit(url).netloc
    expected = f"POST /path HTTP/1.1\r\nhost: {host}\r\ncontent-length: 4\r\nx-a: 1\r\n\r\nbody"
    assert served.requests == [expected.encode()]
    assert response == NULL


async def test_requests_one_after_the_other_share_a_connection() -> None:
    async with (served := Scripted(OK)).serving() as url, connections(url) as kept:
        for _ in range(3):
            await kept.post("/", {}, b"")

    assert len(served.requests) == 3
    assert served.connections == 1


async def test_a_connection_that_was_idle_for_too_long_is_not_used_again() -> None:
    async with (served := Scripted(OK)).serving() as url, connections(url, idle_s=0) as kept:
        for _ in range(3):
            await kept.post("/", {}, b"")

    assert served.connections == 3


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nnu\r\n2\r\nll\r\n0\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK,
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nnull",
        b"HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nnull",
    ],
)
async def test_a_body_is_read_however_it_is_sent(answer: bytes) -> None:
    async with Scripted(answer).serving() as url, connections(url) as kept:
        responses = [await kept.post("/", {}, b"") for _ in range(2)]

    assert [(each.status, each.body) for each in responses] == [(200, b"null")] * 2


async def test_a_body_without_a_length_ends_with_the_connection() -> None:
    served = Scripted(b"HTTP/1.1 200 OK\r\n\r\nnull", then_closes=True)
    async with served.serving() as url, connections(url) as kept:
        response = await kept.post("/", {}, b"")

    assert response.body == b"null"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", ConnectionResetError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nnull", ConnectionResetError),
        (b"HTTP/1.1 200 OK\r\nContent-", ConnectionResetError),
        (b"SSH-2.0-OpenSSH\r\n", ResponseMalformed),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + b"x" * 101, ResponseTooLarge),
    ],
)
async def test_a_response_that_breaks_off_is_an_error_and_the_next_request_is_answered(
    answer: bytes, error: type[Exception]
) -> None:
    served = Scripted(answer, then_closes=True)
    async with served.serving() as url, connections(url, at_once=1) as kept:
        with pytest.raises(error):
            await kept.post("/", {}, b"")
        served.answer, served.then_closes = OK, False

        assert await kept.post("/", {}, b"") == NULL
    assert len(served.requests) == 2


async def test_a_server_that_is_not_there_is_an_error() -> None:
    async with Scripted(OK).serving() as url:
        pass
    async with connections(url) as kept:
        with pytest.raises(ConnectionRefusedError):
            await kept.post("/", {}, b"")


async def test_a_request_under_way_fails_when_the_client_is_closed() -> None:
    async with (served := Scripted(b"")).serving() as url, connections(url) as kept:
        waiting = asyncio.create_task(kept.post("/", {}, b""))
        while not served.requests:  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.01)
        kept.close()

        with pytest.raises(ConnectionAbortedError):
            await waiting


async def test_a_response_without_a_request_is_not_used_for_the_next_request() -> None:
    stray = OK.replace(b"null", b"true")
    async with (served := Scripted(OK + stray)).serving() as url, connections(url) as kept:
        responses = [await kept.post("/", {}, b"") for _ in range(3)]

    assert responses == [NULL] * 3
    assert served.connections == 3


async def test_tls_connects_only_to_servers_whose_certificate_the_system_trusts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = LoopbackTls(tmp_path / "authority")
    async with Scripted(OK).serving(tls.context()) as url:
        async with connections(url) as stranger:
            with pytest.raises(ssl.SSLCertVerificationError):
                await stranger.post("/", {}, b"")
        monkeypatch.setenv("SSL_CERT_FILE", str(tls.authority_file))
        async with connections(url) as trusting:
            assert await trusting.post("/", {}, b"") == NULL
