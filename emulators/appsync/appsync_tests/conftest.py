import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from appsync_emulator import KnownCredentials, create_app, serve
from hypothesis import settings

from appsync_tests.signing import signed_headers
from appsync_tests.tokens import Pool, serving_keys
from appsync_tests.toy import ROLE_KEY, SHOP_KEY, PythonFunctions, an_api, functions

# The same examples in every run; no deadline, because machines are shared.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=100)
if settings.get_current_profile_name() == "default":  # none was chosen
    settings.load_profile("repeatable")


@dataclass(frozen=True, slots=True)
class Shop:
    """A served API, and clients of it."""

    url: str
    pool: Pool
    functions: PythonFunctions

    @property
    def ws_url(self) -> str:
        return self.url.replace("http://", "ws://")

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://").removesuffix("/graphql")

    async def post(self, content: str | bytes, **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            return await client.post(self.url, content=content, headers=named)

    async def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        groups: list[str] | None = None,
    ) -> dict[str, Any]:
        """The answer to a user who signed in with these groups."""
        body = json.dumps({"query": query, "variables": variables})
        response = await self.post(body, authorization=self.pool.token(groups=groups))
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def ask_signed(
        self, query: str, variables: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The answer to a machine."""
        body = json.dumps({"query": query, "variables": variables})
        async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
            headers = signed_headers(self.url, body)
            response = await client.post(self.url, content=body, headers=headers)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer


OpenShop = Callable[..., Shop]


@contextmanager
def shop_with(pool: Pool, invoker: PythonFunctions, **members: Any) -> Iterator[Shop]:
    api = an_api(invoker, **({"default_auth": pool.definition()} | members))
    app = create_app(api, invoker, KnownCredentials([SHOP_KEY, ROLE_KEY]))
    with serve(app) as url:
        yield Shop(url, pool, invoker)


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    with serving_keys() as served:
        yield served


@pytest.fixture
def open_shop(pool: Pool) -> Iterator[OpenShop]:
    """Serves the toy API; a test may replace functions and members of the API's definition."""
    with ExitStack() as open_shops:

        def open_one(
            invoker: PythonFunctions | None = None, pool_members: Any = None, **members: Any
        ) -> Shop:
            members.setdefault("default_auth", pool.definition(**(pool_members or {})))
            return open_shops.enter_context(shop_with(pool, invoker or functions(), **members))

        yield open_one


@pytest.fixture(scope="session")
def standing_shop(pool: Pool) -> Iterator[Shop]:
    with shop_with(pool, functions()) as standing:
        yield standing


@pytest.fixture
def shop(standing_shop: Shop) -> Shop:
    """The unchanged toy API; the events of earlier calls are forgotten."""
    standing_shop.functions.forget()
    return standing_shop
