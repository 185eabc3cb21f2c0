import asyncio
import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from appsync_emulator import AccessKey, KnownCredentials, create_app, serve
from cryptography.hazmat.primitives.asymmetric import rsa

from appsync_tests.conftest import OpenShop, Shop
from appsync_tests.signing import signed_headers
from appsync_tests.tokens import KEY_ID, Pool
from appsync_tests.toy import CLIENT_ID, REGION, ROLE_KEY, SHOP_KEY, an_api, functions

BODY = json.dumps({"query": "{ everyone }"})
NOT_AUTHORIZED = "You are not authorized to make this call."


def assert_refused(response: httpx.Response, shop: Shop, message: str = NOT_AUTHORIZED) -> None:
    assert response.status_code == 401
    assert response.headers["x-amzn-errortype"] == "UnauthorizedException"
    error = {"errorType": "UnauthorizedException", "message": message}
    assert response.json() == {"errors": [error]}
    assert not any(shop.functions.events.values())


async def send(shop: Shop, headers: dict[str, str], body: str = BODY) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(shop.url, content=body, headers=headers)


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer  "])
@pytest.mark.parametrize("kind", ["access", "id"])
async def test_takes_a_users_token_bare_or_as_bearers(shop: Shop, prefix: str, kind: str) -> None:
    token = shop.pool.token() if kind == "access" else shop.pool.id_token()

    response = await shop.post(BODY, authorization=prefix + token)

    assert response.json() == {"data": {"everyone": "for all"}}
    [event] = shop.functions.events["Query_everyone"]
    assert event["identity"]["username"] == "ana"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1_600_000_000},
        {"iat": 4_000_000_000},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"client_id": "another-client"},
        {"client_id": f"{CLIENT_ID}-2"},
        {"client_id": None},
        {"token_use": "refresh"},
        {"token_use": None},
        {"token_use": "id"},  # which names its client in another claim
        {"iss": "https://cognito-idp.eu-west-1.amazonaws.com/another-pool"},
    ],
)
async def test_refuses_a_token_with_wrong_claims(shop: Shop, claims: dict[str, Any]) -> None:
    response = await shop.post(BODY, authorization=shop.pool.token(**claims))

    assert_refused(response, shop)


async def test_a_token_that_was_taken_is_refused_from_its_expiry_on(shop: Shop) -> None:
    token = shop.pool.token(exp=time.time() + 1.5)

    taken = await shop.post(BODY, authorization=token)
    await asyncio.sleep(1.6)

    assert taken.status_code == 200
    assert (await shop.post(BODY, authorization=token)).status_code == 401


async def test_takes_a_token_whose_expiry_is_text(shop: Shop) -> None:
    token = shop.pool.token(exp=str(int(time.time()) + 60))

    assert (await shop.post(BODY, authorization=token)).status_code == 200


async def test_refuses_a_token_that_differs_from_one_that_was_taken(shop: Shop) -> None:
    head, _, signature = (token := shop.pool.token()).split(".")
    other = shop.pool.token(sub="sub-ben").split(".")[1]

    taken = await shop.post(BODY, authorization=token)
    bent = await shop.post(BODY, authorization=f"{head}.{other}.{signature}")

    assert (taken.status_code, bent.status_code) == (200, 401)


async def test_refuses_a_token_signed_with_another_key(shop: Shop) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert_refused(await shop.post(BODY, authorization=shop.pool.token(key=stranger)), shop)


@pytest.mark.parametrize(("algorithm", "key"), [("none", ""), ("HS256", "k" * 32)])
async def test_refuses_a_token_signed_by_another_method(
    shop: Shop, algorithm: str, key: str
) -> None:
    claims = jwt.decode(shop.pool.token(), options={"verify_signature": False})
    token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": KEY_ID})

    assert_refused(await shop.post(BODY, authorization=token), shop)


async def test_refuses_a_token_that_names_no_key_of_the_pool(shop: Shop) -> None:
    claims = jwt.decode(shop.pool.token(), options={"verify_signature": False})
    token = jwt.encode(claims, shop.pool.key, algorithm="RS256", headers={"kid": "other"})

    assert_refused(await shop.post(BODY, authorization=token), shop)


async def test_refuses_tokens_while_the_pools_keys_cannot_be_read(
    open_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    shop = open_shop(pool_members={"jwks_url": "http://127.0.0.1:9/jwks.json"})

    assert_refused(await shop.post(BODY, authorization=shop.pool.token()), shop)
    assert "cannot be read" in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe",
        b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
        b"nothing like HTTP\r\n\r\n",
        b"",
    ],
)
async def test_refuses_tokens_while_the_pools_keys_are_garbage(
    open_shop: OpenShop, answer: bytes
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1") as keys:
        port = keys.sockets[0].getsockname()[1]
        shop = open_shop(pool_members={"jwks_url": f"http://127.0.0.1:{port}/"})

        assert_refused(await shop.post(BODY, authorization=shop.pool.token()), shop)


async def test_refuses_a_token_that_is_longer_than_any_before_it_is_looked_at(shop: Shop) -> None:
    token = shop.pool.token(username="x" * 16_384)

    assert_refused(await shop.post(BODY, authorization=token), shop)


async def test_without_a_pattern_every_client_of_the_pool_may_call(open_shop: OpenShop) -> None:
    shop = open_shop(pool_members={"client_id_pattern": None})

    response = await shop.post(BODY, authorization=shop.pool.token(client_id="any"))

    assert response.status_code == 200


async def test_refuses_a_call_without_credentials(shop: Shop) -> None:
    assert_refused(await shop.post(BODY), shop, "Missing authorization header")


@pytest.mark.parametrize("headers", [{"x_api_key": "da2-x"}, {"authorization": "opaque"}])
async def test_refuses_modes_that_the_api_does_not_have(shop: Shop, headers: Any) -> None:
    assert_refused(await shop.post(BODY, **headers), shop)


async def test_refuses_signatures_where_iam_is_off(open_shop: OpenShop) -> None:
    shop = open_shop(additional_auth=())

    assert_refused(await send(shop, signed_headers(shop.url, BODY)), shop)


@pytest.mark.parametrize("key", [SHOP_KEY, ROLE_KEY])
async def test_takes_a_request_signed_with_known_credentials(shop: Shop, key: AccessKey) -> None:
    response = await send(shop, signed_headers(shop.url, BODY, key=key))

    assert response.json() == {"data": {"everyone": "for all"}}


async def test_a_signature_may_cover_a_query_string(shop: Shop) -> None:
    url = f"{shop.url}?b=2&a=%C3%A4%20x"

    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(url, content=BODY, headers=signed_headers(url, BODY))
        moved = await client.post(shop.url, content=BODY, headers=signed_headers(url, BODY))

    assert response.status_code == 200
    assert moved.status_code == 401
    assert len(shop.functions.events["Query_everyone"]) == 1


@pytest.mark.parametrize(
    "signed",
    [
        {"key": AccessKey("AKIAOTHER", "shop secret")},
        {"key": AccessKey("AKIASHOP", "guessed secret")},
        {"key": AccessKey("AKIASHOP", "shop secret", session_token="surplus")},
        {"key": AccessKey("ASIAROLE", "role secret")},
        {"key": AccessKey("ASIAROLE", "role secret", session_token="older token")},
        {"service": "execute-api"},
        {"region": "us-east-1"},
    ],
)
async def test_refuses_a_request_signed_otherwise(shop: Shop, signed: dict[str, Any]) -> None:
    assert_refused(await send(shop, signed_headers(shop.url, BODY, **signed)), shop)


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_refuses_a_request_whose_clock_is_off(shop: Shop, minutes: int) -> None:
    at = datetime.now(UTC) + timedelta(minutes=minutes)

    assert_refused(await send(shop, signed_headers(shop.url, BODY, at=at)), shop)


async def test_refuses_a_body_that_was_not_signed(shop: Shop) -> None:
    headers = signed_headers(shop.url, BODY)

    assert_refused(await send(shop, headers, BODY.replace("everyone", "backend ")), shop)


@pytest.mark.parametrize("declared", ["UNSIGNED-PAYLOAD", "0" * 64])
async def test_refuses_a_body_whose_hash_is_only_declared(shop: Shop, declared: str) -> None:
    headers = signed_headers(shop.url, BODY, headers={"x-amz-content-sha256": declared})

    assert_refused(await send(shop, headers), shop)


async def test_refuses_a_header_changed_after_it_was_signed(shop: Shop) -> None:
    headers = signed_headers(shop.url, BODY, headers={"x-purpose": "reading"})

    assert_refused(await send(shop, headers | {"x-purpose": "writing"}), shop)


async def test_refuses_a_date_outside_of_the_signature(shop: Shop) -> None:
    headers = signed_headers(shop.url, BODY)
    authorization = headers["Authorization"].replace(";x-amz-date", "")

    assert_refused(await send(shop, headers | {"Authorization": authorization}), shop)


@pytest.mark.parametrize(
    "authorization",
    ["AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=x", "AWS4-HMAC-SHA256 Credential=a/b/c"],
)
async def test_refuses_a_garbled_signature(shop: Shop, authorization: str) -> None:
    assert_refused(await shop.post(BODY, authorization=authorization), shop)


async def test_refuses_credentials_that_have_expired_and_takes_those_added_later(
    pool: Pool,
) -> None:
    expired = AccessKey("AKIAOLD", "s", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    later = AccessKey("AKIANEW", "s", expires_at=datetime.now(UTC) + timedelta(hours=1))
    invoker, known = functions(), KnownCredentials([expired])

    with serve(create_app(an_api(invoker, pool.definition()), invoker, known)) as url:
        shop = Shop(url, pool, invoker)
        assert_refused(await send(shop, signed_headers(url, BODY, key=expired)), shop)
        assert_refused(await send(shop, signed_headers(url, BODY, key=later)), shop)
        known.add(later)
        response = await send(shop, signed_headers(url, BODY, key=later))

    assert response.status_code == 200


def test_secrets_are_not_printed() -> None:
    key = AccessKey("AKIA", "the secret", session_token="the token")

    assert "the secret" not in repr(key)
    assert "the token" not in repr(key)
    assert REGION not in repr(key)
