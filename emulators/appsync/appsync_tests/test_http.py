import asyncio
import gzip
import json
from typing import Any

import httpx
import pytest
from appsync_emulator import AccessKey, Limits, create_app, serve
from appsync_emulator.errors import RequestRefused
from appsync_emulator.http.throttle import RequestRate

from appsync_tests.conftest import OpenShop, Shop
from appsync_tests.signing import signed_headers
from appsync_tests.sockets import dialled, query_string
from appsync_tests.tokens import Pool
from appsync_tests.toy import an_api, functions


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=UTF-8", "application/graphql", "text/plain"],
)
async def test_answers_a_json_body_whatever_its_content_type(shop: Shop, content_type: str) -> None:
    body = json.dumps({"query": "{ album(id: 1) { id title } }"})

    response = await shop.post(body, authorization=shop.pool.token(), content_type=content_type)

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json;charset=UTF-8"
    assert response.json() == {"data": {"album": {"id": "1", "title": "Blue Train"}}}


async def test_ignores_members_of_the_body_that_it_does_not_know(shop: Shop) -> None:
    body = json.dumps(
        {
            "query": "{ everyone }",
            "variables": None,
            "operationName": None,
            "extensions": {"clientLibrary": {"name": "@apollo/client"}},
        }
    )

    response = await shop.post(body, authorization=shop.pool.token())

    assert response.json() == {"data": {"everyone": "for all"}}


async def test_runs_the_named_operation(shop: Shop) -> None:
    body = json.dumps(
        {"query": "query A { everyone } query B { a: everyone }", "operationName": "B"}
    )

    response = await shop.post(body, authorization=shop.pool.token())

    assert response.json() == {"data": {"a": "for all"}}


@pytest.mark.parametrize(
    ("body", "error_type", "message"),
    [
        ("", "MalformedHttpRequestException", "Request body is empty."),
        ("{", "MalformedHttpRequestException", "Unable to parse GraphQL query."),
        ("{}", "MalformedHttpRequestException", "Unable to parse GraphQL query."),
        ("[]", "MalformedHttpRequestException", "Unable to parse GraphQL query."),
        ('{"query": 1}', "MalformedHttpRequestException", "Unable to parse GraphQL query."),
        (
            '{"query": "{ everyone }", "variables": []}',
            "MalformedHttpRequestException",
            "Unable to parse GraphQL query.",
        ),
        (
            '{"query": "query A { everyone } query B { everyone }"}',
            "BadRequestException",
            "Missing operation name.",
        ),
        (
            '{"query": "query A { everyone }", "operationName": "B"}',
            "BadRequestException",
            "Unknown operation named 'B'.",
        ),
    ],
)
async def test_refuses_a_body_that_is_no_request(
    shop: Shop, body: str, error_type: str, message: str
) -> None:
    response = await shop.post(body, authorization=shop.pool.token())

    assert response.status_code == 400
    assert response.headers["x-amzn-errortype"] == error_type
    assert response.json() == {"errors": [{"errorType": error_type, "message": message}]}
    assert not any(shop.functions.events.values())


async def test_refuses_too_long_a_query(open_shop: OpenShop) -> None:
    shop = open_shop(limits=Limits(query_tokens=8))
    fields = " ".join(f"f{n}: everyone" for n in range(9))

    response = await shop.post(
        json.dumps({"query": f"{{ {fields} }}"}), authorization=shop.pool.token()
    )

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "Maximum char length exceeded"


async def test_refuses_too_large_a_body(open_shop: OpenShop) -> None:
    shop = open_shop(limits=Limits(request_bytes=100))

    response = await shop.post("x" * 101, authorization=shop.pool.token())

    assert response.status_code == 413


async def test_every_answer_has_a_request_id(shop: Shop) -> None:
    token = shop.pool.token()

    answers = [
        await shop.post('{"query": "{ everyone }"}', authorization=token),
        await shop.post("", authorization=token),
        await shop.post(""),
    ]

    assert [answer.status_code for answer in answers] == [200, 400, 401]
    assert len({answer.headers["x-amzn-requestid"] for answer in answers}) == 3
    assert not any("server" in answer.headers for answer in answers)


async def test_a_subscription_over_http_is_refused(shop: Shop) -> None:
    answer = await shop.ask("subscription { onAlbum { id } }")

    assert answer["errors"][0]["errorType"] == "OperationNotSupported"


async def test_other_paths_and_methods_are_refused_in_json(shop: Shop) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        put = await client.put(shop.url)
        head = await client.head(f"{shop.url}?query={{everyone}}")
        elsewhere = await client.post(f"{shop.url}/elsewhere")

    assert put.status_code == head.status_code == 405
    assert put.json()["errors"][0]["errorType"] == "MethodNotAllowedException"
    assert not shop.functions.events["Query_everyone"]
    assert elsewhere.status_code == 404
    assert elsewhere.json()["errors"][0]["errorType"] == "NotFoundException"


async def test_a_preflight_is_allowed_every_header_it_asks_for(shop: Shop) -> None:
    asked = "authorization,content-type,x-amz-date,x-amz-user-agent,x-of-our-own"
    headers = {
        "origin": "http://localhost:3000",
        "access-control-request-method": "POST",
        "access-control-request-headers": asked,
    }
    async with httpx.AsyncClient(trust_env=False) as client:
        preflight = await client.options(shop.url, headers=headers)
        request = await client.post(shop.url, headers={"origin": "http://localhost:3000"})

    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-headers"] == asked
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert request.status_code == 401
    assert request.headers["access-control-allow-origin"] == "*"
    assert "x-amzn-errortype" in request.headers["access-control-expose-headers"]


async def get(shop: Shop, **parameters: str) -> httpx.Response:
    headers = {"authorization": shop.pool.token()}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.get(shop.url, params=parameters, headers=headers)


async def test_answers_a_query_string(shop: Shop) -> None:
    response = await get(
        shop,
        query="query A { everyone } query B($id: ID!) { album(id: $id) { id } }",
        variables='{"id": "a7"}',
        operationName="B",
    )

    assert response.json() == {"data": {"album": {"id": "a7"}}}


@pytest.mark.parametrize(
    "parameters", [{}, {"query": "{ everyone }", "variables": "{"}, {"variables": "{}"}]
)
async def test_refuses_a_query_string_that_is_no_request(shop: Shop, parameters: Any) -> None:
    response = await get(shop, **parameters)

    assert response.status_code == 400
    assert response.headers["x-amzn-errortype"] == "MalformedHttpRequestException"


async def test_a_signed_query_string_is_taken_as_signed(shop: Shop) -> None:
    url = f"{shop.url}?query=%7Beveryone%7D"
    headers = signed_headers(url, "", method="GET")

    async with httpx.AsyncClient(trust_env=False) as client:
        signed = await client.get(url, headers=headers)
        moved = await client.post(url, headers=headers)

    assert signed.json() == {"data": {"everyone": "for all"}}
    assert moved.status_code == 401


async def test_an_api_without_a_schema_is_a_bad_gateway(open_shop: OpenShop) -> None:
    shop = open_shop(sdl=" ", resolvers={})

    response = await shop.post('{"query": "{ a }"}', authorization=shop.pool.token())

    assert response.status_code == 502
    assert response.headers["x-amzn-errortype"] == "GraphQLSchemaException"
    assert response.json() == {
        "errors": [
            {"errorType": "GraphQLSchemaException", "message": "No schema definition exists."}
        ]
    }


async def test_requests_over_a_configured_rate_are_refused(open_shop: OpenShop) -> None:
    shop = open_shop(limits=Limits(requests_per_s=2))
    body = '{"query": "{ everyone }"}'

    answers = await asyncio.gather(
        *(shop.post(body, authorization=shop.pool.token()) for _ in range(20))
    )

    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].headers["x-amzn-errortype"] == "ThrottlingException"
    assert len(shop.functions.events["Query_everyone"]) == 20 - len(refused)


def test_a_rate_is_refilled_steadily() -> None:
    now = [0.0]
    rate = RequestRate(2, clock=lambda: now[0])

    for _ in range(2):
        rate.take()
    with pytest.raises(RequestRefused):
        rate.take()
    now[0] = 0.5
    rate.take()
    with pytest.raises(RequestRefused):
        rate.take()


class BrokenCredentials:
    def find(self, access_key_id: str) -> AccessKey | None:
        raise RuntimeError(access_key_id)


async def test_a_failure_inside_the_emulator_is_answered_with_a_request_id_and_logged(
    pool: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    invoker = functions()
    body = '{"query": "{ everyone }"}'

    with serve(create_app(an_api(invoker, pool.definition()), invoker, BrokenCredentials())) as url:
        shop = Shop(url, pool, invoker)
        headers = signed_headers(url, body) | {"origin": "http://localhost:3000"}
        async with httpx.AsyncClient(trust_env=False) as client:
            response = await client.post(url, content=body, headers=headers)
        query = query_string(signed_headers(f"{url}/connect", "{}") | {"host": shop.host})
        async with dialled(shop, query) as socket:
            await socket.send({"type": "connection_init"})
            answered = await socket.receive()

    failure = {"errorType": "InternalFailure", "message": "Internal Failure"}
    assert response.status_code == 500
    assert response.json() == {"errors": [failure]}
    assert response.headers["x-amzn-errortype"] == "InternalFailure"
    assert response.headers["x-amzn-requestid"]
    assert response.headers["access-control-allow-origin"] == "*"
    assert answered["payload"] == {"errors": [failure | {"errorCode": 500}]}
    assert caplog.text.count("RuntimeError: AKIASHOP") == 2


async def test_a_response_names_the_cost_of_what_was_executed(shop: Shop) -> None:
    token = shop.pool.token()

    executed = await shop.post('{"query": "{ everyone }"}', authorization=token)
    refused = await shop.post("", authorization=token)

    assert executed.headers["x-amzn-appsync-TokensConsumed"] == "1"
    assert "x-amzn-appsync-TokensConsumed" not in refused.headers


@pytest.mark.parametrize(
    ("size", "compressed"), [(999, False), (1_000, True), (10_000_000, True), (10_000_001, False)]
)
async def test_compresses_answers_within_bounds_for_clients_that_ask(
    open_shop: OpenShop, size: int, compressed: bool
) -> None:
    text = "x" * (size - len('{"data":{"everyone":""}}'))
    limits = Limits(lambda_payload_bytes=2 * size, resolver_result_bytes=2 * size)
    shop = open_shop(functions(Query_everyone=lambda _: text), limits=limits)
    headers = {"authorization": shop.pool.token(), "accept-encoding": "gzip"}

    async with (
        httpx.AsyncClient(trust_env=False) as client,
        client.stream(
            "POST", shop.url, content='{"query": "{ everyone }"}', headers=headers
        ) as response,
    ):
        raw = b"".join([chunk async for chunk in response.aiter_raw()])

    assert ("content-encoding" in response.headers) is compressed
    body = gzip.decompress(raw) if compressed else raw
    assert len(body) == size
    assert json.loads(body) == {"data": {"everyone": text}}


async def test_does_not_compress_for_clients_that_do_not_ask(open_shop: OpenShop) -> None:
    shop = open_shop(functions(Query_everyone=lambda _: "x" * 5000))

    response = await shop.post(
        '{"query": "{ everyone }"}', authorization=shop.pool.token(), accept_encoding="identity"
    )

    assert "content-encoding" not in response.headers
