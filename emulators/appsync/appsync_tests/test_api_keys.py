import json
from collections.abc import Iterator
from typing import Any

import pytest

from appsync_tests import modes
from appsync_tests.conftest import Shop, shop_with
from appsync_tests.sockets import PROTOCOL, connected, dialled, query_string, subprotocol
from appsync_tests.tokens import Pool
from appsync_tests.toy import functions_of

ANY = json.dumps({"query": "{ any }"})


@pytest.fixture(scope="module")
def standing_keyed_shop(pool: Pool) -> Iterator[Shop]:
    invoker = functions_of(modes.FIELDS, Mutation_put=lambda _: {"id": 1, "price": 2})
    members = {"sdl": modes.SDL, "additional_auth": modes.additional_modes()}
    with shop_with(pool, invoker, **members) as standing:
        yield standing


@pytest.fixture
def keyed_shop(standing_keyed_shop: Shop) -> Shop:
    standing_keyed_shop.functions.forget()
    return standing_keyed_shop


@pytest.mark.parametrize("key", [modes.KEY, modes.SECOND_KEY])
async def test_each_key_opens_the_api_and_resolvers_receive_no_identity(
    keyed_shop: Shop, key: str
) -> None:
    response = await keyed_shop.post(ANY, X_Api_Key=key)

    assert response.json() == {"data": {"any": "any"}}
    [event] = keyed_shop.functions.events["Query_any"]
    assert event["identity"] is None


@pytest.mark.parametrize("key", ["", "da2-", modes.KEY + "x", modes.EXPIRED_KEY])
async def test_an_unknown_or_expired_key_is_refused(keyed_shop: Shop, key: str) -> None:
    response = await keyed_shop.post(ANY, x_api_key=key)

    assert response.status_code == 401
    assert response.headers["x-amzn-errortype"] == "UnauthorizedException"
    assert response.json() == {
        "errors": [
            {
                "errorType": "UnauthorizedException",
                "message": "You are not authorized to make this call.",
            }
        ]
    }
    assert not any(keyed_shop.functions.events.values())


async def test_a_key_opens_what_is_marked_for_keys(keyed_shop: Shop) -> None:
    response = await keyed_shop.post('{"query": "{ keyed named judged }"}', x_api_key=modes.KEY)

    answer = response.json()
    assert answer["data"] == {"keyed": "keyed", "named": None, "judged": None}
    assert {error["errorType"] for error in answer["errors"]} == {"Unauthorized"}


@pytest.mark.parametrize("carrier", ["query string", "subprotocol", "headers"])
async def test_a_key_is_taken_from_each_carrier_and_with_each_start(
    keyed_shop: Shop, carrier: str
) -> None:
    shop = keyed_shop
    credentials = {"host": shop.host, "x-api-key": modes.KEY}
    path, options = "/realtime", dict[str, Any]()
    if carrier == "query string":
        path += query_string(credentials)
    elif carrier == "subprotocol":
        options["subprotocols"] = [PROTOCOL, subprotocol(credentials)]
    else:
        options["additional_headers"] = {"X-Api-Key": modes.KEY}

    async with connected(shop, path, **options) as socket:
        started = await socket.start("subscription { onPut { id } }", authorization=credentials)
        await shop.post('{"query": "mutation { put { id } }"}', x_api_key=modes.KEY)
        event = await socket.receive()

    assert started == {"type": "start_ack", "id": "1"}
    assert event["payload"] == {"data": {"onPut": {"id": "1"}}}


async def test_an_expired_key_does_not_connect(keyed_shop: Shop) -> None:
    async with dialled(keyed_shop, query_string({"x-api-key": modes.EXPIRED_KEY})) as socket:
        await socket.send({"type": "connection_init"})
        answer = await socket.receive()

    assert answer["type"] == "connection_error"
    assert answer["payload"]["errors"][0]["errorCode"] == 401


async def test_one_socket_may_mix_all_modes(keyed_shop: Shop) -> None:
    shop, on_put = keyed_shop, "subscription { onPut { id } }"

    async with connected(shop) as socket:
        by_user = await socket.start(on_put, id="user")
        by_key = await socket.start(on_put, id="key", authorization={"x-api-key": modes.KEY})
        by_none = await socket.start(on_put, id="old", authorization={"x-api-key": "da2-x"})
        signed = await socket.start_signed(on_put, id="signed")

    refusals = [answer["payload"]["errors"][0]["message"] for answer in (by_user, by_none, signed)]
    assert by_key == {"type": "start_ack", "id": "key"}
    assert refusals == [
        "Not Authorized to access onPut on type Subscription",
        "Permission denied",
        "Not Authorized to access onPut on type Subscription",
    ]


def test_keys_are_not_printed() -> None:
    assert modes.KEY not in repr(modes.api_keys())
