"""Whatever clients send, they get an answer, and nothing is logged as an error."""

import asyncio
import base64
import json
import logging
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from appsync_tests.conftest import Shop
from appsync_tests.sockets import (
    connected,
    dialled,
    query_string,
    read_to_the_end,
    user_headers,
)
from appsync_tests.toy import REGION

NOW = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from(["album", "everyone", "id", "on", "onAlbum", "query", "subscription", "x"])
PIECES = NAMES | st.sampled_from([*'{}()[]:$!@=|&"\\#', "...", '"""', "1", "-9", "1e400", "\ud800"])
DOCUMENTS = st.lists(PIECES, max_size=20).map(" ".join)
REQUESTS = st.fixed_dictionaries(
    {}, optional={"query": DOCUMENTS | JSON, "variables": JSON, "operationName": JSON}
)
FRAMES = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["connection_init", "start", "stop", "ka", "data", ""]) | JSON,
        "id": st.sampled_from(["a", "b"]) | JSON,
        "payload": JSON
        | st.fixed_dictionaries(
            {}, optional={"data": st.text(max_size=20) | JSON, "extensions": JSON}
        ),
    },
)
bounded = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def nothing_logged_as_error(caplog: pytest.LogCaptureFixture) -> Any:
    yield
    assert [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.ERROR] == []


@given(body=st.binary(max_size=60) | JSON.map(json.dumps) | REQUESTS.map(json.dumps))
@bounded
def test_any_body_is_answered(shop: Shop, body: str | bytes) -> None:
    content = body if isinstance(body, bytes) else body.encode()

    with httpx.Client(trust_env=False) as client:
        response = client.post(
            shop.url, content=content, headers={"authorization": shop.pool.token()}
        )

    assert response.status_code in (200, 400)
    assert response.json().keys() & {"data", "errors"}


@pytest.mark.parametrize("depth", [900, 950, 970, 980, 990, 1000, 5000])
async def test_values_of_any_depth_are_answered(shop: Shop, depth: int) -> None:
    nested = "[" * depth + "]" * depth
    body = f'{{"query": "{{ everyone }}", "variables": {{"unused": {nested}}}}}'

    plain = await shop.post(body, authorization=shop.pool.token())
    parsed = await shop.ask("query ($j: AWSJSON) { echo(json: $j) }", {"j": nested})

    assert plain.status_code in (200, 400)
    assert parsed.keys() & {"data", "errors"}


@given(authorization=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=80))
@bounded
def test_any_authorization_is_answered(shop: Shop, authorization: str) -> None:
    with httpx.Client(trust_env=False) as client:
        response = client.post(
            shop.url,
            content='{"query": "{ everyone }"}',
            headers={"authorization": authorization.strip()},
        )

    assert response.status_code in (400, 401)


@given(
    frames=st.lists(
        st.text(max_size=30) | JSON.map(json.dumps) | FRAMES.map(json.dumps), max_size=8
    )
)
@bounded
def test_any_frames_leave_a_connection_that_works(shop: Shop, frames: list[str]) -> None:
    async def converse() -> None:
        async with connected(shop) as socket:
            for frame in frames:
                await socket.websocket.send(frame.encode("utf-8", "replace").decode())
            await socket.send({"type": "stop", "id": "the end"})
            while await socket.receive() != {"type": "complete", "id": "the end"}:
                pass

    asyncio.run(converse())


HEADERS = st.dictionaries(
    st.sampled_from(["Host", "Authorization", "x-amz-date", "x-amz-security-token", "x-api-key"]),
    JSON
    | st.text(max_size=20)
    | st.sampled_from(
        [
            "[",
            "\ud800",
            NOW,
            "a.b.c",
            f"AWS4-HMAC-SHA256 Credential=AKIASHOP/{NOW[:8]}/{REGION}/appsync/aws4_request, "
            f"SignedHeaders=host;x-amz-date;x-amz-security-token, Signature={'0' * 64}",
        ]
    ),
)


@given(headers=HEADERS | JSON)
@bounded
def test_any_credentials_are_answered(shop: Shop, headers: Any) -> None:
    async def converse() -> None:
        await _is_refused(shop, query_string(headers))

    asyncio.run(converse())


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40), is_encoded=st.booleans()
)
@bounded
def test_any_text_for_credentials_is_answered(shop: Shop, text: str, is_encoded: bool) -> None:
    header = base64.b64encode(text.encode()).decode() if is_encoded else text

    async def converse() -> None:
        await _is_refused(shop, f"?header={quote(header)}&payload=e30=")

    asyncio.run(converse())


async def _is_refused(shop: Shop, query: str) -> None:
    """The connection is refused, or the upgrade if there are no credentials."""
    status = 401
    try:
        async with dialled(shop, query) as socket:
            await socket.send({"type": "connection_init"})
            assert (await socket.receive())["type"] == "connection_error"
    except InvalidStatus as refusal:
        status = refusal.response.status_code
    assert status == 401


async def test_a_token_of_any_depth_is_answered(shop: Shop) -> None:
    header, deep = (
        base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        for text in ('{"alg":"RS256"}', "[" * 9000)
    )

    response = await shop.post("{}", authorization=f"{header}.{deep}.x")

    assert response.status_code == 401


@given(data=DOCUMENTS.map(lambda query: json.dumps({"query": query})) | st.text(max_size=40))
@bounded
def test_any_subscription_is_answered(shop: Shop, data: str) -> None:
    async def converse() -> None:
        async with connected(shop) as socket:
            extensions = {"authorization": user_headers(shop)}
            payload = {"data": data, "extensions": extensions}
            await socket.send({"type": "start", "id": "x", "payload": payload})
            answer = await socket.receive()
            assert answer["id"] == "x"
            assert answer["type"] in ("error", "start_ack")

    asyncio.run(converse())


@pytest.mark.parametrize("value", ["1e999", '"\\ud800"', *("[" * n + "]" * n for n in (900, 1000))])
async def test_a_subscription_with_odd_variables_is_answered_and_others_go_on(
    shop: Shop, value: str
) -> None:
    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { id } }", id="other")
        data = f'{{"query": "subscription {{ onAlbum {{ id }} }}", "variables": {{"x": {value}}}}}'
        extensions = {"authorization": user_headers(shop)}
        payload = {"data": data, "extensions": extensions}
        await socket.send({"type": "start", "id": "x", "payload": payload})
        answer = await socket.receive()
        await shop.ask("mutation { putAlbum(id: 1) { id } }")

        assert (await socket.receive())["id"] == "other"
    assert answer["id"] == "x"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # a TLS client hello
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc",
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: \xff\r\nContent-Length: 0\r\n\r\n",
    ],
)
async def test_any_bytes_leave_a_server_that_works(shop: Shop, raw: bytes) -> None:
    host, _, port = shop.host.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(raw)
    writer.write_eof()
    await reader.read()  # the server ends the connection
    writer.close()
    await writer.wait_closed()

    assert await shop.ask("{ everyone }") == {"data": {"everyone": "for all"}}


@pytest.mark.parametrize(
    "frame",
    [
        b"\x81\x82\x00\x00\x00\x00\xff\xfe",  # text that is not UTF-8
        b"\x83\x80\x00\x00\x00\x00",  # a reserved opcode
        b"\x81\x02ab",  # not masked
        b"\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff",  # longer than anything
        b"\x88\x81\x00\x00\x00\x00\x01",  # a close with half a code
    ],
)
async def test_a_broken_frame_ends_its_connection_only(shop: Shop, frame: bytes) -> None:
    async with connected(shop) as socket:
        socket.websocket.transport.write(frame)
        with pytest.raises(ConnectionClosed):
            await read_to_the_end(socket)

    assert await shop.ask("{ everyone }") == {"data": {"everyone": "for all"}}
