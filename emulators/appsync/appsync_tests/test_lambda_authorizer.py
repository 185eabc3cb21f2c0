import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from appsync_emulator import (
    InvocationFailed,
    InvocationResult,
    KnownCredentials,
    LambdaAuthorizer,
    UnsupportedApi,
    create_app,
)
from appsync_emulator.auth.verdict import read_verdict

from appsync_tests import modes
from appsync_tests.conftest import OpenShop, Shop, shop_with
from appsync_tests.sockets import connected, dialled, query_string
from appsync_tests.tokens import Pool
from appsync_tests.toy import LambdaFault, PythonFunctions, an_api, functions_of

ANY = json.dumps({"query": "{ any }"})
ALLOW = {"isAuthorized": True}

JudgedBy = Callable[[Any], Shop]
OpenJudged = Callable[..., Shop]


class Judge:
    """The authorizer's function, which may be replaced between tests."""

    def __init__(self) -> None:
        self.answer: Any = None

    def __call__(self, event: Any) -> Any:
        return self.answer(event) if callable(self.answer) else self.answer


def judged_functions(judge: Judge) -> PythonFunctions:
    thing = {"id": 1, "price": 2, "owned": True}
    return functions_of(
        modes.FIELDS, judge=judge, Query_thing=lambda _: thing, Mutation_put=lambda _: thing
    )


@pytest.fixture(scope="module")
def standing(pool: Pool) -> Iterator[tuple[Shop, Judge]]:
    judge = Judge()
    members = {"sdl": modes.SDL, "additional_auth": modes.additional_modes()}
    with shop_with(pool, judged_functions(judge), **members) as shop:
        yield shop, judge


@pytest.fixture
def judged_by(standing: tuple[Shop, Judge]) -> JudgedBy:
    """A shop whose authorizer is this function, or returns this value."""
    shop, judge = standing

    def instruct(answer: Any) -> Shop:
        shop.functions.forget()
        judge.answer = answer
        return shop

    return instruct


@pytest.fixture
def open_judged(open_shop: OpenShop) -> OpenJudged:
    """The same shop with another configuration of the authorizer."""

    def open_one(answer: Any, **authorizer: Any) -> Shop:
        judge = Judge()
        judge.answer = answer
        return open_shop(
            judged_functions(judge),
            sdl=modes.SDL,
            additional_auth=modes.additional_modes(**authorizer),
        )

    return open_one


def failing(error: Exception) -> Any:
    def judge(_event: Any) -> None:
        raise error

    return judge


async def refused(shop: Shop) -> tuple[int, dict[str, Any]]:
    response = await shop.post(ANY, authorization="ticket")
    assert not any(shop.functions.events[f"Query_{name}"] for name in modes.FIELDS)
    [error] = response.json()["errors"]
    return response.status_code, error


async def test_the_authorizer_receives_the_token_and_the_operation(judged_by: JudgedBy) -> None:
    shop = judged_by(ALLOW)
    query = "query Q($no: Boolean!) { any @skip(if: $no) } query R { any }"
    body = {"query": query, "variables": {"no": False}, "operationName": "Q"}

    response = await shop.post(json.dumps(body), authorization="ticket", x_tenant="blue")
    await shop.post(ANY, authorization="ticket")

    named, unnamed = shop.functions.events["judge"]
    headers = named.pop("requestHeaders")
    assert response.json() == {"data": {"any": "any"}}
    assert named == {
        "authorizationToken": "ticket",
        "requestContext": {
            "apiId": "local",
            "accountId": "000000000000",
            "requestId": response.headers["x-amzn-requestid"],
            "queryString": query,
            "operationName": "Q",
            "variables": {"no": False},
        },
    }
    assert headers["x-tenant"] == "blue"
    assert "operationName" not in unnamed["requestContext"]


async def test_resolvers_receive_the_authorizers_context(judged_by: JudgedBy) -> None:
    shop = judged_by(ALLOW | {"resolverContext": {"tenant": "blue", "level": 3, "none": None}})

    await shop.post(ANY, authorization="ticket")

    [event] = shop.functions.events["Query_any"]
    assert event["identity"] == {
        "resolverContext": {"tenant": "blue", "level": 3, "none": None},
    }


async def test_the_mode_opens_what_is_marked_for_it(judged_by: JudgedBy) -> None:
    response = await judged_by(ALLOW).post('{"query": "{ judged named }"}', authorization="t")

    answer = response.json()
    assert answer["data"] == {"judged": "judged", "named": None}
    assert answer["errors"][0]["message"] == "Not Authorized to access named on type Query"


@pytest.mark.parametrize(
    "denied",
    [
        ["Query.secret", "Thing.price"],
        [
            "arn:aws:appsync:us-east-1:000000000000:apis/local/types/Query/fields/secret",
            "arn:aws:appsync:us-east-1:000000000000:apis/local/types/Thing/fields/price",
            "arn:aws:appsync:us-east-1:000000000000:apis/other/types/Query/fields/any",
        ],
    ],
)
async def test_denied_fields_are_null_and_not_resolved(
    judged_by: JudgedBy, denied: list[str]
) -> None:
    shop = judged_by(ALLOW | {"deniedFields": denied})

    response = await shop.post(
        '{"query": "{ any secret thing { id price } }"}', authorization="ticket"
    )

    answer = response.json()
    assert answer["data"] == {"any": "any", "secret": None, "thing": {"id": "1", "price": None}}
    assert [(error["errorType"], error["message"]) for error in answer["errors"]] == [
        ("Unauthorized", "Not Authorized to access secret on type Query"),
        ("Unauthorized", "Not Authorized to access price on type Thing"),
    ]
    assert not shop.functions.events["Query_secret"]


@pytest.mark.parametrize(
    "answer",
    [
        {"isAuthorized": False},
        {"isAuthorized": "true"},
        {"resolverContext": {}},
        {},
        None,
        [],
        failing(PermissionError("no")),
    ],
)
async def test_a_request_is_refused_when_the_authorizer_does_not_allow_it(
    judged_by: JudgedBy, answer: Any
) -> None:
    assert await refused(judged_by(answer)) == (
        401,
        {
            "errorType": "UnauthorizedException",
            "message": "You are not authorized to make this call.",
        },
    )


@pytest.mark.parametrize(
    "answer",
    [
        ALLOW | {"deniedFields": "Query.any"},
        ALLOW | {"deniedFields": [1]},
        ALLOW | {"resolverContext": []},
        ALLOW | {"resolverContext": {"nested": {}}},
        ALLOW | {"resolverContext": {"long": "x" * (5 * 1024 * 1024)}},
        ALLOW | {"ttlOverride": "5"},
        ALLOW | {"ttlOverride": True},
        ALLOW | {"ttlOverride": -1},
        failing(LambdaFault(InvocationResult(b"{"))),
        failing(
            LambdaFault(
                InvocationResult(b'{"isAuthorized": true, "resolverContext": {"n": 1e999}}')
            )
        ),
        failing(LambdaFault(InvocationFailed("AccessDeniedException", "not allowed"))),
    ],
)
async def test_a_misconfigured_authorizer_is_a_bad_request_without_a_message(
    judged_by: JudgedBy, answer: Any
) -> None:
    assert await refused(judged_by(answer)) == (400, {"errorType": "BadRequestException"})


async def test_a_request_is_refused_when_the_authorizer_takes_too_long(
    open_judged: OpenJudged,
) -> None:
    async def never(_event: Any) -> None:
        await asyncio.Event().wait()

    status, error = await refused(open_judged(never, timeout_s=0.1))

    assert (status, error["errorType"]) == (401, "UnauthorizedException")


@pytest.mark.parametrize("body", ["", "{", "{}"])
async def test_a_body_that_is_no_request_is_refused_before_the_authorizer_is_asked(
    judged_by: JudgedBy, body: str
) -> None:
    shop = judged_by(ALLOW)

    response = await shop.post(body, authorization="ticket")

    assert response.status_code == 400
    assert response.headers["x-amzn-errortype"] == "MalformedHttpRequestException"
    assert not shop.functions.events["judge"]


@pytest.mark.parametrize(("token", "status"), [("blue-7", 200), ("red-7", 401), ("blue-7x", 401)])
async def test_tokens_that_do_not_match_the_pattern_never_reach_the_authorizer(
    open_judged: OpenJudged, token: str, status: int
) -> None:
    shop = open_judged(ALLOW, token_pattern=r"blue-\d")

    response = await shop.post(ANY, authorization=token)

    assert response.status_code == status
    assert len(shop.functions.events["judge"]) == (status == 200)


@pytest.mark.parametrize(
    ("ttl_s", "answer", "asked"),
    [
        (0, ALLOW, 2),
        (60, ALLOW, 1),
        (60, ALLOW | {"ttlOverride": 0}, 2),
        (0, ALLOW | {"ttlOverride": 60}, 1),
        (0, ALLOW | {"ttlOverride": 10**400}, 1),
        (60, {"isAuthorized": False}, 1),
        (60, ALLOW | {"resolverContext": {"long": "x" * 1_048_576}}, 2),
    ],
)
async def test_answers_are_cached_for_their_time_to_live(
    open_judged: OpenJudged, ttl_s: float, answer: Any, asked: int
) -> None:
    shop = open_judged(answer, ttl_s=ttl_s)

    first = await shop.post(ANY, authorization="ticket")
    second = await shop.post('{"query": "{ judged }"}', authorization="ticket")
    await shop.post(ANY, authorization="another")

    assert first.status_code == second.status_code
    assert len(shop.functions.events["judge"]) == asked + 1


def test_denied_fields_may_be_short_names_or_arns() -> None:
    arn = "arn:aws:appsync:eu-west-1:1:apis/a"
    fields = ["A.b", f"{arn}/types/C/fields/d", f"{arn}x/types/E/fields/f", "*", "A", "A.b.c"]
    answer = json.dumps(ALLOW | {"deniedFields": fields})

    verdict = read_verdict(InvocationResult(answer.encode()), arn)

    assert verdict.denied_fields == {("A", "b"), ("C", "d")}


async def test_a_connection_and_each_start_are_authorized(judged_by: JudgedBy) -> None:
    shop = judged_by(lambda event: {"isAuthorized": event["authorizationToken"] != "stale"})
    credentials = {"host": shop.host, "Authorization": "ticket"}
    query = "subscription ($a: Boolean!) { onJudged { id owned @include(if: $a) } }"
    variables = {"a": True}

    async with connected(shop, query_string(credentials)) as socket:
        started = await socket.start(query, variables, authorization=credentials)
        stale = await socket.start(
            "subscription { onPut { id } }", id="2", authorization={"Authorization": "stale"}
        )
        await shop.post('{"query": "mutation { put { id owned } }"}', authorization="ticket")
        event = await socket.receive()

    connect, start, *_ = [event["requestContext"] for event in shop.functions.events["judge"]]
    assert started == {"type": "start_ack", "id": "1"}
    assert stale["payload"]["errors"][0]["message"] == "Permission denied"
    assert event["payload"] == {"data": {"onJudged": {"id": "1", "owned": True}}}
    assert (connect["operationName"], connect["queryString"], connect["variables"]) == (
        "DeepDish:Connect",
        "",
        {},
    )
    assert (start["queryString"], start["variables"]) == (query, variables)
    assert shop.functions.events["judge"][0]["requestHeaders"]["authorization"] == "ticket"


async def test_denied_fields_hold_for_subscriptions(judged_by: JudgedBy) -> None:
    shop = judged_by(ALLOW | {"deniedFields": ["Subscription.onJudged", "Thing.price"]})
    credentials = {"host": shop.host, "Authorization": "ticket"}

    async with connected(shop, query_string(credentials)) as socket:
        denied = await socket.start("subscription { onJudged { id } }", authorization=credentials)
        await socket.start("subscription { onPut { id price } }", authorization=credentials)
        await shop.post('{"query": "mutation { put { id price } }"}', x_api_key=modes.KEY)
        event = await socket.receive()

    assert denied["payload"]["errors"] == [
        {
            "errorType": "Unauthorized",
            "message": "Not Authorized to access onJudged on type Subscription",
        }
    ]
    assert event["payload"]["data"] == {"onPut": {"id": "1", "price": None}}


async def test_a_refused_connection_is_answered(judged_by: JudgedBy) -> None:
    shop = judged_by({"isAuthorized": False})

    async with dialled(shop, query_string({"Authorization": "ticket"})) as socket:
        await socket.send({"type": "connection_init"})
        answer = await socket.receive()

    assert answer["payload"]["errors"] == [
        {
            "errorType": "UnauthorizedException",
            "message": "You are not authorized to make this call.",
            "errorCode": 401,
        }
    ]


def test_a_pattern_that_cannot_be_read_is_refused(pool: Pool) -> None:
    invoker = functions_of(modes.FIELDS)
    authorizer = LambdaAuthorizer("judge", token_pattern="(")
    api = an_api(invoker, pool.definition(), sdl=modes.SDL, additional_auth=(authorizer,))

    with pytest.raises(UnsupportedApi, match="The token pattern cannot be read"):
        create_app(api, invoker, KnownCredentials())
