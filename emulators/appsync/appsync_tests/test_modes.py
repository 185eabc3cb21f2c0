"""Which mode handles a request's credentials, when an API admits several modes."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from appsync_emulator import Iam, KnownCredentials, UnsupportedApi, create_app

from appsync_tests import modes
from appsync_tests.conftest import OpenShop, Shop, shop_with
from appsync_tests.signing import signed_headers
from appsync_tests.tokens import Pool
from appsync_tests.toy import REGION, PythonFunctions, an_api, functions_of

ANY = json.dumps({"query": "{ any }"})
OTHER_ISSUER = "https://issuer.example"


def judging_functions() -> PythonFunctions:
    return functions_of(modes.FIELDS, judge=lambda _: {"isAuthorized": True})


@pytest.fixture(scope="module")
def standing_shop_of_all(pool: Pool) -> Iterator[Shop]:
    members = {"sdl": modes.SDL, "additional_auth": modes.additional_modes()}
    with shop_with(pool, judging_functions(), **members) as standing:
        yield standing


@pytest.fixture
def shop_of_all(standing_shop_of_all: Shop) -> Shop:
    """A shop that admits every mode but OpenID Connect."""
    standing_shop_of_all.functions.forget()
    return standing_shop_of_all


def open_with(open_shop: OpenShop, **members: Any) -> Shop:
    return open_shop(judging_functions(), sdl=modes.SDL, **members)


async def mode_of(shop: Shop, **headers: str) -> str | None:
    """The mode that admitted a call, from what its resolver received; None for a refused call."""
    response = await shop.post(ANY, **headers)
    if response.status_code == 401:
        return None
    [event] = shop.functions.events["Query_any"]
    identity = event["identity"] or {"key": True}
    return next(name for name in ("userArn", "key", "resolverContext", "sub") if name in identity)


def signature(shop: Shop) -> dict[str, str]:
    signed = signed_headers(shop.url, ANY, headers={"content-type": "application/json"})
    return {name.replace("-", "_"): value for name, value in signed.items()}


async def test_a_signature_goes_before_a_key(shop_of_all: Shop) -> None:
    shop = shop_of_all

    assert await mode_of(shop, **signature(shop), x_api_key=modes.KEY) == "userArn"


async def test_a_bad_signature_is_refused_although_a_good_key_is_sent_too(
    shop_of_all: Shop,
) -> None:
    shop = shop_of_all
    bad = signature(shop) | {"X_Amz_Date": "20200101T000000Z"}

    assert await mode_of(shop, **bad, x_api_key=modes.KEY) is None


async def test_a_key_goes_before_a_token(shop_of_all: Shop) -> None:
    shop = shop_of_all

    assert await mode_of(shop, authorization=shop.pool.token(), x_api_key=modes.KEY) == "key"


async def test_a_key_is_ignored_when_no_mode_takes_keys(open_shop: OpenShop) -> None:
    shop = open_with(open_shop, additional_auth=(modes.judge(),))

    assert await mode_of(shop, authorization="ticket", x_api_key="da2-x") == "resolverContext"


@pytest.mark.parametrize("prefix", ["", "Bearer "])
async def test_a_bare_json_web_token_is_taken_for_a_users_token(
    shop_of_all: Shop, prefix: str
) -> None:
    shop = shop_of_all

    assert await mode_of(shop, authorization=prefix + shop.pool.token()) == "sub"


async def test_a_json_web_token_of_another_issuer_does_not_reach_the_authorizer(
    shop_of_all: Shop,
) -> None:
    shop = shop_of_all

    assert await mode_of(shop, authorization=shop.pool.token(iss=OTHER_ISSUER)) is None
    assert not shop.functions.events["judge"]


async def test_a_json_web_token_goes_to_the_authorizer_when_no_mode_takes_json_web_tokens(
    open_shop: OpenShop,
) -> None:
    shop = open_with(open_shop, default_auth=modes.judge(), additional_auth=(Iam(REGION),))

    assert await mode_of(shop, authorization=shop.pool.token()) == "resolverContext"


@pytest.mark.parametrize("token", ["ticket", "Bearer ticket", "a.b.c", "AWS4-ticket"])
async def test_a_token_of_no_known_form_goes_to_the_authorizer(
    shop_of_all: Shop, token: str
) -> None:
    assert await mode_of(shop_of_all, authorization=token) == "resolverContext"


async def test_a_signature_goes_to_the_authorizer_when_no_mode_takes_signatures(
    open_shop: OpenShop,
) -> None:
    shop = open_with(open_shop, additional_auth=(modes.judge(),))

    assert await mode_of(shop, authorization="AWS4-HMAC-SHA256 x") == "resolverContext"


async def test_a_request_without_credentials_is_refused(shop_of_all: Shop) -> None:
    response = await shop_of_all.post(ANY)

    assert response.status_code == 401
    assert response.json()["errors"][0]["message"] == "Missing authorization header"


@pytest.mark.parametrize("twice", [modes.api_keys(), modes.judge(), Iam(REGION)])
def test_an_api_that_names_a_single_mode_twice_is_refused(pool: Pool, twice: Any) -> None:
    invoker = functions_of(modes.FIELDS)
    api = an_api(invoker, pool.definition(), sdl=modes.SDL, additional_auth=(twice, twice))

    with pytest.raises(UnsupportedApi, match=f"{twice.mode} stands more than once"):
        create_app(api, invoker, KnownCredentials())
