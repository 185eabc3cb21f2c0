"""Calls of a Lambda endpoint that is slow, restarts or is out of reach."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from aiohttp import web
from appsync_emulator import InvocationFailed, LambdaEndpoint
from botocore.credentials import CredentialProvider, CredentialResolver, RefreshableCredentials
from botocore.exceptions import CredentialRetrievalError
from botocore.session import get_session

from appsync_tests.toy import REGION

pytestmark = pytest.mark.sockets


class Lambda:
    """Answers every invocation with null, once the test allows it."""

    def __init__(self) -> None:
        self.requests: list[web.Request] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.port = 0

    @property
    def signers(self) -> list[str]:
        found = (request.headers["authorization"] for request in self.requests)
        return [text.partition("Credential=")[2].partition("/")[0] for text in found]

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/{path:.*}", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = runner.addresses[0][1]
        try:
            yield f"http://127.0.0.1:{self.port}"
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.requests.append(request)
        await self.may_answer.wait()
        response = web.json_response(None)
        response.enable_compression()  # for clients that accept it
        return response


def a_session(credentials: Any = None) -> boto3.Session:
    if credentials is None:
        return boto3.Session("AKIASHOP", "shop secret", region_name=REGION)
    session = get_session()
    session.register_component("credential_provider", CredentialResolver([_Given(credentials)]))
    return boto3.Session(botocore_session=session, region_name=REGION)


class _Given(CredentialProvider):
    METHOD = "given by a test"

    def __init__(self, credentials: Any) -> None:
        super().__init__()
        self._credentials = credentials

    def load(self) -> Any:
        return self._credentials


@asynccontextmanager
async def endpoint(url: str, session: boto3.Session | None = None) -> AsyncIterator[LambdaEndpoint]:
    invoker = LambdaEndpoint(session or a_session(), url)
    try:
        yield invoker
    finally:
        await invoker.close()


async def test_a_request_does_not_ask_for_compression() -> None:
    async with (served := Lambda()).serving() as url, endpoint(url) as invoker:
        assert (await invoker.invoke("f", b"{}")).payload == b"null"

    assert "accept-encoding" not in served.requests[0].headers


async def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    served = Lambda()
    async with served.serving() as url:
        invoker = LambdaEndpoint(a_session(), url)
        await invoker.invoke("f", b"{}")
    async with served.serving():
        again = await invoker.invoke("f", b"{}")
        await invoker.close()

    assert again.payload == b"null"


async def test_a_cancelled_invocation_does_not_disturb_other_invocations() -> None:
    async with (served := Lambda()).serving() as url, endpoint(url) as invoker:
        served.may_answer.clear()
        other = asyncio.create_task(invoker.invoke("other", b"{}"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await invoker.invoke("slow", b"{}")
        served.may_answer.set()

        assert (await other).payload == (await invoker.invoke("later", b"{}")).payload == b"null"


async def test_invocations_at_once_are_limited_by_the_files_that_may_be_open() -> None:
    async with (served := Lambda()).serving() as url, endpoint(url) as invoker:
        served.may_answer.clear()
        tasks = [asyncio.create_task(invoker.invoke("f", b"{}")) for _ in range(150)]
        async with asyncio.timeout(10):
            while len(served.requests) < 128:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        under_way = len(served.requests)
        served.may_answer.set()

        assert {result.payload for result in await asyncio.gather(*tasks)} == {b"null"}
    assert under_way == 128


def test_a_closed_invoker_may_be_used_from_another_loop() -> None:
    invoker: LambdaEndpoint | None = None

    async def invoke() -> bytes:
        nonlocal invoker
        async with served.serving() as url:
            invoker = invoker or LambdaEndpoint(a_session(), url)
            result = await invoker.invoke("f", b"{}")
            await invoker.close()
            return result.payload

    served = Lambda()

    assert [asyncio.run(invoke()), asyncio.run(invoke())] == [b"null", b"null"]


def refreshable(refresh: Any) -> RefreshableCredentials:
    soon = datetime.now(UTC) + timedelta(seconds=1)  # and so refreshed at once
    return RefreshableCredentials("AKIAOLD", "s", "t", soon, refresh, "test")


async def test_credentials_that_end_are_refreshed_off_the_loop() -> None:
    threads = []

    def refresh() -> dict[str, str]:
        threads.append(threading.current_thread())
        later = datetime.now(UTC) + timedelta(hours=1)
        names = "access_key", "secret_key", "token"
        return dict.fromkeys(names, "AKIANEW") | {"expiry_time": later.isoformat()}

    session = a_session(refreshable(refresh))
    async with (served := Lambda()).serving() as url, endpoint(url, session) as invoker:
        await invoker.invoke("f", b"{}")
        await invoker.invoke("f", b"{}")

    assert served.signers == ["AKIANEW", "AKIANEW"]
    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


async def test_credentials_that_cannot_be_refreshed_are_reported() -> None:
    def refresh() -> Any:
        raise CredentialRetrievalError(provider="test", error_msg="gone")

    session = a_session(refreshable(refresh))
    async with (served := Lambda()).serving() as url, endpoint(url, session) as invoker:
        with pytest.raises(InvocationFailed, match="gone") as failure:
            await invoker.invoke("f", b"{}")

    assert failure.value.code == "CredentialRetrievalError"
    assert served.requests == []
