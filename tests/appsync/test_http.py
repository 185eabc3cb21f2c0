import gzip
import json

import httpx
import pytest

from local.appsync import Limits
from tests.appsync.conftest import OpenShop, Shop
from tests.appsync.toy import functions


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
        got = await client.get(shop.url)
        elsewhere = await client.post(f"{shop.url}/elsewhere")

    assert got.status_code == 405
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


async def test_compresses_large_answers_for_clients_that_ask(open_shop: OpenShop) -> None:
    shop = open_shop(functions(Query_everyone=lambda _: "x" * 5000))
    body = '{"query": "{ everyone }"}'
    headers = {"authorization": shop.pool.token(), "accept-encoding": "gzip"}

    async with (
        httpx.AsyncClient(trust_env=False) as client,
        client.stream("POST", shop.url, content=body, headers=headers) as response,
    ):
        raw = b"".join([chunk async for chunk in response.aiter_raw()])

    assert response.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(raw)) == {"data": {"everyone": "x" * 5000}}
