import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from appsync_emulator import KnownCredentials, RealtimeLimits, create_app, serve
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from appsync_tests.conftest import OpenShop, Shop
from appsync_tests.signing import signed_headers
from appsync_tests.sockets import (
    PROTOCOL,
    Socket,
    connected,
    dialled,
    query_string,
    read_to_the_end,
    subprotocol,
    user_headers,
)
from appsync_tests.tokens import Pool
from appsync_tests.toy import SHOP_KEY, an_api, functions

ON_ALBUM = "subscription { onAlbum { id } }"
PUT = "mutation { putAlbum(id: 1) { id } }"


@pytest.mark.parametrize("path", ["", "/realtime"])
@pytest.mark.parametrize("carrier", ["query string", "subprotocol", "headers"])
async def test_takes_credentials_from_each_carrier_on_both_paths(
    shop: Shop, path: str, carrier: str
) -> None:
    credentials = user_headers(shop)
    options: dict[str, Any] = {}
    if carrier == "query string":
        path += query_string(credentials)
    elif carrier == "subprotocol":
        options["subprotocols"] = [PROTOCOL, subprotocol(credentials)]
    else:
        options["additional_headers"] = {"authorization": credentials["Authorization"]}

    async with connect(
        shop.ws_url + path, proxy=None, **({"subprotocols": [PROTOCOL]} | options)
    ) as websocket:
        socket = Socket(websocket, shop)
        await socket.send({"type": "connection_init", "payload": {}})
        answer = await socket.receive()

        assert websocket.subprotocol == "graphql-ws"
        assert answer == {
            "type": "connection_ack",
            "payload": {"connectionTimeoutMs": 300_000},
        }


async def test_a_start_needs_no_connection_init(shop: Shop) -> None:
    async with dialled(shop) as socket:
        await socket.subscribe(ON_ALBUM)


async def test_a_keep_alive_follows_the_ack_at_once_and_then_periodically(
    open_shop: OpenShop,
) -> None:
    shop = open_shop(realtime=RealtimeLimits(keep_alive_s=0.05))

    async with connected(shop) as socket:
        async with asyncio.timeout(10):
            beats = [json.loads(await socket.websocket.recv()) for _ in range(3)]

    assert beats == [{"type": "ka"}] * 3


async def test_without_any_credentials_the_upgrade_is_refused(shop: Shop) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(shop.ws_url, subprotocols=[PROTOCOL], proxy=None)

    assert refused.value.response.status_code == 401
    assert refused.value.response.headers["x-amzn-errortype"] == "UnauthorizedException"
    assert refused.value.response.headers["x-amzn-requestid"]


def expired(shop: Shop) -> str:
    return query_string({"host": shop.host, "Authorization": shop.pool.token(exp=1_600_000_000)})


def connect_path(shop: Shop, **signing: Any) -> str:
    """A `connect` signed by IAM; `body` replaces what the signature covers."""
    body = signing.pop("body", "{}")
    headers = signed_headers(f"{shop.url}/connect", body, **signing)
    return query_string(headers | {"host": shop.host})


@pytest.mark.parametrize(
    ("path", "code", "error_type"),
    [
        (expired, 401, "UnauthorizedException"),
        (lambda shop: connect_path(shop, body="{ }"), 401, "UnauthorizedException"),
        (lambda shop: connect_path(shop, service="lambda"), 401, "UnauthorizedException"),
        (lambda _: query_string({"x-api-key": "da2-x"}), 401, "UnauthorizedException"),
        (lambda _: "?header=!", 400, "BadRequestException"),
        (lambda _: "?header=%C3%A4", 400, "BadRequestException"),
        (lambda _: "?header=e30&header=WzFd", 400, "BadRequestException"),
        (lambda _: "?header=" + base64.b64encode(b"\xff{").decode(), 400, "BadRequestException"),
    ],
)
async def test_bad_credentials_are_answered_after_connection_init(
    shop: Shop, path: Any, code: int, error_type: str
) -> None:
    async with dialled(shop, path(shop)) as socket:
        await socket.send({"type": "connection_init"})
        answer = await socket.receive()
        with pytest.raises(ConnectionClosed):
            await socket.receive()

    assert answer["type"] == "connection_error"
    [error] = answer["payload"]["errors"]
    assert error["errorType"] == error_type
    assert error["errorCode"] == code
    assert socket.websocket.close_code == 4000 + code


async def test_a_signed_connect_is_taken_whether_or_not_the_host_names_the_port(
    shop: Shop,
) -> None:
    without_port = signed_headers("https://127.0.0.1/graphql/connect", "{}")

    for path in (connect_path(shop), query_string(without_port | {"host": "127.0.0.1"})):
        async with connected(shop, path) as socket:
            answer = await socket.start_signed("subscription { onBackend { id } }")
            assert answer == {"type": "start_ack", "id": "1"}


async def test_a_connection_without_the_subprotocol_is_refused(shop: Shop) -> None:
    async with dialled(shop, subprotocols=None) as socket:
        await socket.send({"type": "connection_init"})
        answer = await socket.receive()

    assert answer["payload"]["errors"][0]["errorType"] == "NoProtocolError"
    assert answer["payload"]["errors"][0]["errorCode"] == 400


async def test_each_start_is_authorised_by_itself(shop: Shop) -> None:
    denied = {"errorType": "UnauthorizedException", "message": "Permission denied"}
    stale = {"Authorization": shop.pool.token(exp=1_600_000_000)}

    async with connected(shop) as socket:
        for number, authorization in enumerate([stale, {}, "text", [], {"Authorization": 1}]):
            answer = await socket.start(ON_ALBUM, id=f"s{number}", authorization=authorization)
            assert answer == {
                "type": "error",
                "id": f"s{number}",
                "payload": {"errors": [denied]},
            }
        await socket.subscribe(ON_ALBUM, id="s0")


async def test_a_signed_start_covers_exactly_its_data(shop: Shop) -> None:
    data = json.dumps({"query": "subscription { onBackend { id } }"})
    authorization = signed_headers(shop.url, data) | {"host": shop.host}
    payload = {"data": data + " ", "extensions": {"authorization": authorization}}

    async with connected(shop) as socket:
        await socket.send({"type": "start", "id": "a", "payload": payload})
        tampered = await socket.receive()
        payload["data"] = data
        await socket.send({"type": "start", "id": "a", "payload": payload})
        intact = await socket.receive()

    assert tampered["payload"]["errors"][0]["message"] == "Permission denied"
    assert intact == {"type": "start_ack", "id": "a"}


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_connect_and_a_start_signed_by_a_clock_that_is_off_are_refused(
    shop: Shop, minutes: int
) -> None:
    at = datetime.now(UTC) + timedelta(minutes=minutes)

    async with dialled(shop, connect_path(shop, at=at)) as socket:
        await socket.send({"type": "connection_init"})
        refused = await socket.receive()
    async with connected(shop) as socket:
        denied = await socket.start_signed("subscription { onBackend { id } }", at=at)

    assert refused["type"] == "connection_error"
    assert refused["payload"]["errors"][0]["errorCode"] == 401
    assert denied["type"] == "error"
    assert denied["payload"]["errors"][0]["message"] == "Permission denied"


async def test_one_socket_may_mix_modes_and_directives_decide(shop: Shop) -> None:
    on_backend = "subscription { onBackend { id } }"

    async with connected(shop) as socket:
        as_user = await socket.start(on_backend, id="a")
        as_machine = await socket.start_signed(on_backend, id="b")

    assert as_user == {
        "type": "error",
        "id": "a",
        "payload": {
            "errors": [
                {
                    "errorType": "Unauthorized",
                    "message": "Not Authorized to access onBackend on type Subscription",
                }
            ]
        },
    }
    assert as_machine == {"type": "start_ack", "id": "b"}


@pytest.mark.parametrize(
    ("message", "error_type", "text"),
    [
        ({"type": "start", "id": "a"}, "UnsupportedOperation", "unknown not supported"),
        ({"type": "start", "id": "a", "payload": 1}, "UnsupportedOperation", "unknown not supp"),
        ({"type": "publish", "id": "a"}, "UnsupportedOperation", "publish not supported"),
        ({"id": "a"}, "UnsupportedOperation", "unknown not supported"),
    ],
)
async def test_an_unknown_message_is_an_error_with_its_id(
    shop: Shop, message: dict[str, Any], error_type: str, text: str
) -> None:
    async with connected(shop) as socket:
        await socket.send(message)
        answer = await socket.receive()

    assert answer["type"] == "error"
    assert answer["id"] == "a"
    assert answer["payload"]["errors"][0]["errorType"] == error_type
    assert text in answer["payload"]["errors"][0]["message"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", '{"type": "start"}', '{"type": "stop", "id": 1}', b"\x00", "[" * 9999],
)
async def test_garbage_is_an_error_and_the_connection_goes_on(shop: Shop, text: Any) -> None:
    async with connected(shop) as socket:
        await socket.send(text)
        answer = await socket.receive()
        await socket.subscribe(ON_ALBUM)

    assert answer["type"] == "error"
    assert answer["payload"]["errors"][0]["errorType"] == "BadRequestException"


@pytest.mark.parametrize(
    ("query", "error_type", "text"),
    [
        ("{ everyone }", "UnsupportedOperation", "query not supported through the realtime"),
        (PUT, "UnsupportedOperation", "mutation not supported through the realtime channel"),
        ("subscription { onNothing }", None, "'onNothing' in type 'Subscription' is undefined"),
        ("subscription {", None, "Syntax Error"),
        (
            "subscription { onAlbum { id } onRating { id } }",
            None,
            "must select only one top level field",
        ),
        (
            "subscription ($i: ID!) { onAlbum(id: $i) { id } }",
            None,
            "Variable 'i' has coerced Null value for NonNull type 'ID!'",
        ),
        (
            "subscription ($p: Int) { onAlbum(plays: $p) { id } }",
            None,
            "Variable 'p' has an invalid value. Int cannot represent non-integer value: 'x'",
        ),
        (
            'subscription { onWide(id: 1, title: "", genre: ROCK, plays: 1, sold: true, label: 1)'
            " { id } }",
            "BadRequestException",
            "Filters exceed maximum attributes limit 5 for subscription",
        ),
    ],
)
async def test_a_start_that_cannot_be_subscribed_to_is_an_error_with_its_id(
    shop: Shop, query: str, error_type: str | None, text: str
) -> None:
    async with connected(shop) as socket:
        answer = await socket.start(query, {"p": "x"} if "$p" in query else None, id="z")
        await socket.subscribe(ON_ALBUM, id="z")

    assert answer["type"] == "error"
    assert answer["id"] == "z"
    [error] = answer["payload"]["errors"]
    assert error.get("errorType") == error_type
    assert text in error["message"]


async def test_a_second_start_with_an_open_id_is_refused_and_the_first_stays(shop: Shop) -> None:
    async with connected(shop) as socket:
        await socket.subscribe(ON_ALBUM, id="same")
        answer = await socket.start(ON_ALBUM, id="same")
        await shop.ask(PUT)
        delivered = await socket.receive()

    assert answer["payload"]["errors"] == [
        {"errorType": "DuplicatedOperationError", "message": "Duplicated operation with id same"}
    ]
    assert delivered["type"] == "data"
    assert delivered["id"] == "same"


async def test_subscriptions_of_a_connection_are_limited(open_shop: OpenShop) -> None:
    shop = open_shop(realtime=RealtimeLimits(subscriptions_per_connection=3))

    async with connected(shop) as socket:
        for number in range(3):
            await socket.subscribe(ON_ALBUM, id=f"s{number}")
        refused = await socket.start(ON_ALBUM, id="s3")
        await socket.send({"type": "stop", "id": "s0"})
        stopped = await socket.receive()
        await socket.subscribe(ON_ALBUM, id="s3")

    [error] = refused["payload"]["errors"]
    assert error["errorType"] == "MaxSubscriptionsReachedError"
    assert error["message"] == "Max number of 3 subscriptions reached"
    assert stopped == {"type": "complete", "id": "s0"}


async def test_nothing_is_delivered_after_a_stop(shop: Shop) -> None:
    async with connected(shop) as socket:
        await socket.subscribe(ON_ALBUM)
        await socket.send({"type": "stop", "id": "1"})
        assert await socket.receive() == {"type": "complete", "id": "1"}

        await shop.ask(PUT)

        assert await socket.silent()


async def test_a_stop_ends_a_start_that_still_waits_for_its_resolver(open_shop: OpenShop) -> None:
    async def never(_event: Any) -> None:
        await asyncio.Event().wait()

    shop = open_shop(functions(Subscription_onAlbum=never))

    async with connected(shop) as socket:
        data = json.dumps({"query": ON_ALBUM})
        extensions = {"authorization": user_headers(shop)}
        payload = {"data": data, "extensions": extensions}
        await socket.send({"type": "start", "id": "1", "payload": payload})
        while not shop.functions.events["Subscription_onAlbum"]:  # noqa: ASYNC110 - another loop's
            await asyncio.sleep(0.01)
        await socket.send({"type": "stop", "id": "1"})

        assert await socket.receive() == {"type": "complete", "id": "1"}


async def test_a_connection_ends_after_its_longest_duration(open_shop: OpenShop) -> None:
    shop = open_shop(realtime=RealtimeLimits(connection_s=0.2))

    async with connected(shop) as socket:
        with pytest.raises(ConnectionClosed):
            await socket.receive()

    assert socket.websocket.close_code == 1000


async def test_a_message_over_the_limit_is_dropped_counted_and_logged(
    pool: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    invoker = functions()
    limits = RealtimeLimits(message_bytes=2000)
    app = create_app(
        an_api(invoker, pool.definition(), realtime=limits), invoker, KnownCredentials()
    )

    with serve(app) as url:
        shop = Shop(url, pool, invoker)
        delivered = await _delivered_of_long_and_short(shop)

    assert delivered["payload"] == {"data": {"onAlbum": {"title": "short"}}}
    assert "Dropped a message of 20" in caplog.text
    assert app.realtime.dropped_messages == 1


async def _delivered_of_long_and_short(shop: Shop) -> dict[str, Any]:
    async with connected(shop) as socket:
        await socket.subscribe("subscription { onAlbum { title } }")
        for title in ("x" * 2000, "short"):
            await shop.ask(
                "mutation ($t: String) { putAlbum(id: 1, title: $t) { title } }", {"t": title}
            )
        return await socket.receive()


async def test_a_client_that_does_not_read_is_disconnected_and_others_go_on(
    open_shop: OpenShop,
) -> None:
    shop = open_shop(realtime=RealtimeLimits(backlog_bytes=1_000_000))
    query = "subscription { onAlbum { title } }"
    put = "mutation ($t: String) { putAlbum(id: 1, title: $t) { title } }"
    sent = 150

    async with (
        connected(shop, max_queue=1, compression=None) as slow,
        connected(shop, compression=None) as quick,
    ):
        await slow.subscribe(query)
        await quick.subscribe(query)
        # What the sockets' buffers hold comes before the backlog: 30 MB are more than both.
        for _ in range(sent):
            await shop.ask(put, {"t": "x" * 200_000})
            assert (await quick.receive())["type"] == "data"
        with pytest.raises(ConnectionClosed):
            await read_to_the_end(slow)

    assert slow.received < sent


async def test_a_server_that_stops_closes_its_connections(pool: Pool) -> None:
    invoker = functions()
    app = create_app(an_api(invoker, pool.definition()), invoker, KnownCredentials([SHOP_KEY]))
    serving = serve(app)
    shop = Shop(await asyncio.to_thread(serving.__enter__), pool, invoker)

    async with connected(shop) as socket:
        await socket.subscribe(ON_ALBUM)
        stopping = asyncio.create_task(asyncio.to_thread(serving.__exit__, None, None, None))
        with pytest.raises(ConnectionClosed):
            await socket.receive()
        await stopping

    assert socket.websocket.close_code == 1001
    with pytest.raises(httpx.ConnectError):
        await shop.post("")


async def test_other_clients_still_receive_when_a_client_disconnects(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(shop) as staying:
        await staying.subscribe(ON_ALBUM)
        async with connected(shop) as leaving:
            await leaving.subscribe(ON_ALBUM)
            leaving.websocket.transport.abort()

        await shop.ask(PUT)

        assert (await staying.receive())["type"] == "data"
    assert not caplog.records
