import json
import time
from typing import Any

import pytest
from appsync_emulator import OpenIdProvider
from cryptography.hazmat.primitives.asymmetric import rsa

from appsync_tests import modes
from appsync_tests.conftest import OpenShop, Shop
from appsync_tests.tokens import Pool
from appsync_tests.toy import functions_of

ISSUER = "https://issuer.example"
ANY = json.dumps({"query": "{ any named }"})


def provider(pool: Pool, **members: Any) -> OpenIdProvider:
    return OpenIdProvider(**({"issuer": ISSUER, "jwks_url": pool.jwks_url} | members))


@pytest.fixture
def open_with(open_shop: OpenShop, pool: Pool) -> Any:
    """A shop with this provider beside its user pool."""

    def open_one(**members: Any) -> Shop:
        invoker = functions_of(modes.FIELDS)
        additional = (provider(pool, **members),)
        return open_shop(invoker, sdl=modes.SDL, additional_auth=additional)

    return open_one


async def status(shop: Shop, token: str) -> int:
    return (await shop.post(ANY, authorization=token)).status_code


async def test_takes_a_token_of_the_issuer(open_with: Any, pool: Pool) -> None:
    shop = open_with()

    response = await shop.post(ANY, authorization=f"Bearer {pool.token(iss=ISSUER, aud='app')}")

    assert response.json()["data"] == {"any": "any", "named": None}
    [event] = shop.functions.events["Query_any"]
    claims = event["identity"].pop("claims")
    assert event["identity"] == {"sub": "sub-ana", "issuer": ISSUER}
    assert claims["aud"] == "app"


@pytest.mark.parametrize(
    "claims", [{"iat": None}, {"exp": 1_600_000_000}, {"sub": None}, {"iss": "https://other"}]
)
async def test_refuses_a_token_with_wrong_claims(
    open_with: Any, pool: Pool, claims: dict[str, Any]
) -> None:
    assert await status(open_with(), pool.token(**({"iss": ISSUER} | claims))) == 401


async def test_refuses_a_token_signed_with_another_key(open_with: Any, pool: Pool) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert await status(open_with(), pool.token(key=stranger, iss=ISSUER)) == 401


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"aud": "app-1"}, 200),
        ({"aud": ["x", "app-2"]}, 200),
        ({"aud": "x", "azp": "app-3"}, 200),
        ({"aud": "x"}, 401),
        ({}, 401),
    ],
)
async def test_the_client_is_audience_or_authorized_party(
    open_with: Any, pool: Pool, claims: dict[str, Any], expected: int
) -> None:
    shop = open_with(client_id_pattern=r"app-\d")

    assert await status(shop, pool.token(iss=ISSUER, **claims)) == expected


@pytest.mark.parametrize(
    ("limit", "claims", "expected"),
    [
        ("longest_since_issue_ms", {"iat": -50}, 200),
        ("longest_since_issue_ms", {"iat": -70}, 401),
        ("longest_since_sign_in_ms", {"auth_time": -50}, 200),
        ("longest_since_sign_in_ms", {"auth_time": -70}, 401),
        ("longest_since_sign_in_ms", {}, 401),
    ],
)
async def test_a_token_lives_no_longer_than_the_api_says(
    open_with: Any, pool: Pool, limit: str, claims: dict[str, int], expected: int
) -> None:
    shop = open_with(**{limit: 60_000})
    times: dict[str, Any] = {name: int(time.time()) + ago_s for name, ago_s in claims.items()}

    assert await status(shop, pool.token(iss=ISSUER, **times)) == expected


@pytest.mark.parametrize(("key_of_another", "expected"), [(False, 200), (True, 401)])
async def test_as_the_sole_mode_only_the_keys_decide(
    open_shop: OpenShop, pool: Pool, key_of_another: bool, expected: int
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048) if key_of_another else None
    shop = open_shop(
        functions_of(modes.FIELDS), sdl=modes.SDL, default_auth=provider(pool), additional_auth=()
    )

    assert await status(shop, pool.token(key=key, iss=f"{ISSUER}/")) == expected
