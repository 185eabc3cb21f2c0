import asyncio
import json
import socket
import threading

import pytest
from appsync_emulator import KnownCredentials, create_app, serve

from appsync_tests.conftest import Shop
from appsync_tests.tokens import Pool
from appsync_tests.toy import an_api, functions


def test_closes_its_invoker_when_it_stops(pool: Pool) -> None:
    invoker, threads = functions(), threading.active_count()

    with serve(create_app(an_api(invoker, pool.definition()), invoker, KnownCredentials())):
        closed_while_serving = invoker.closed

    assert not closed_while_serving
    assert invoker.closed
    assert threading.active_count() == threads


def test_a_taken_port_raises_to_the_caller(pool: Pool) -> None:
    invoker = functions()
    app = create_app(an_api(invoker, pool.definition()), invoker, KnownCredentials())

    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(OSError, match="in use"),
        serve(app, port=taken.getsockname()[1]),
    ):
        pass


H2C = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
_PIECE = b"x" * 65_536


def request(shop: Shop, more: str) -> bytes:
    body = '{"query": "{ everyone }"}'
    return (
        f"POST /graphql HTTP/1.1\r\nHost: {shop.host}\r\n{more}"
        f"Authorization: {shop.pool.token()}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


async def dial(shop: Shop) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = shop.host.partition(":")
    return await asyncio.open_connection(host, int(port))


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    async with asyncio.timeout(10):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.partition("content-length: ")[2].partition("\r\n")[0])
        return int(head.split()[1]), await reader.readexactly(length)


@pytest.mark.parametrize("pieces", [1, 7])
@pytest.mark.parametrize("more", [H2C, "Connection: upgrade\r\nUpgrade: TLS/1.0\r\n", ""])
async def test_a_client_that_offers_another_protocol_is_answered_by_http_1(
    shop: Shop, more: str, pieces: int
) -> None:
    reader, writer = await dial(shop)
    sent = request(shop, more) + request(shop, "") + request(shop, more)
    size = -(-len(sent) // pieces)
    for start in range(0, len(sent), size):
        writer.write(sent[start : start + size])
        await asyncio.sleep(0.01)
    answers = [await answer(reader) for _ in range(3)]
    writer.close()

    assert [(status, json.loads(body)) for status, body in answers] == [
        (200, {"data": {"everyone": "for all"}})
    ] * 3


@pytest.mark.parametrize("start", [b"POST /graphql HTTP/1.1\r\nX: ", b"GET /graphql?"])
async def test_a_head_without_an_end_is_refused(shop: Shop, start: bytes) -> None:
    reader, writer = await dial(shop)
    writer.write(start)
    refusal = asyncio.create_task(answer(reader))
    for _ in range(20):  # 1.25 MiB, of which a server may read 256 KiB at once
        if not refusal.done():
            writer.write(_PIECE)
        await asyncio.wait([refusal], timeout=0.1)

    assert (await refusal)[0] == 400
    writer.close()


async def test_a_long_head_is_taken(shop: Shop) -> None:
    reader, writer = await dial(shop)
    writer.write(request(shop, f"X-Long: {'x' * 40_000}\r\n"))

    assert (await answer(reader))[0] == 200
    writer.close()


async def test_a_tunnel_is_refused(shop: Shop) -> None:
    reader, writer = await dial(shop)
    writer.write(f"CONNECT {shop.host} HTTP/1.1\r\nHost: {shop.host}\r\n\r\n".encode())

    assert (await answer(reader))[0] == 400
    writer.close()
