"""Clients by other authors, as published, against the API over real sockets."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from appsync_emulator import AuthMode

from tests.clients.gql_client import gql_client
from tests.clients.node_client import node_client
from tests.clients.published import Access, ClientFailed, Inbox, OpenClient, PublishedClient
from tests.clients.shop import ReopeningShop

ALBUM = "query Album($id: ID!) { album(id: $id) { __typename id title genre extra } }"
PUT = """mutation Put($id: ID!, $title: String) {
  putAlbum(id: $id, title: $title) { __typename id title genre }
}"""
ON_ALBUM = "subscription OnAlbum($id: ID) { onAlbum(id: $id) { __typename id title genre } }"
ON_BACKEND = "subscription { onBackend { id } }"
ALBUMS = "query { albums { id } }"


@dataclass(frozen=True, slots=True)
class Row:
    """A client, and the scheme of its endpoint's URL."""

    name: str
    scheme: str
    open: OpenClient


ROWS = [
    Row("gql", "http", gql_client),
    Row("gql over TLS", "https", gql_client),
    # It opens wss:// for http://, so its sockets use TLS. It does not for a scheme in capitals.
    Row("Amplify", "http", partial(node_client, "amplify.mjs")),
    Row("Amplify in capitals", "HTTP", partial(node_client, "amplify.mjs")),
    Row("Amplify over TLS", "https", partial(node_client, "amplify.mjs")),
    Row("Apollo", "http", partial(node_client, "apollo.mjs")),
    Row("Apollo over TLS", "https", partial(node_client, "apollo.mjs")),
]

pytestmark = pytest.mark.usefixtures("node_packages")


@pytest.fixture(params=ROWS, ids=lambda row: row.name)
def row(request: pytest.FixtureRequest) -> Row:
    chosen: Row = request.param
    return chosen


async def receive(client: PublishedClient, inbox: Inbox, title: str) -> dict[str, Any]:
    """Repeats a mutation until its event arrives, and returns the event.

    No client reports to its application that the subscription has begun.
    """
    while True:
        arriving = asyncio.create_task(inbox.next())
        try:
            while not arriving.done():
                await client.mutate(PUT, {"id": "x1", "title": title})
                await asyncio.wait([arriving], timeout=0.1)
        finally:
            arriving.cancel()
        if arriving.result()["onAlbum"]["title"] == title:
            return arriving.result()


async def listen(
    open_clients: AsyncExitStack, row: Row, access: Access
) -> tuple[PublishedClient, Inbox]:
    client = await open_clients.enter_async_context(row.open(access))
    subscribed = client.subscribed(ON_ALBUM, {"id": "x1"})
    return client, await open_clients.enter_async_context(subscribed)


async def all_receive(listeners: list[tuple[PublishedClient, Inbox]], title: str) -> list[str]:
    events = await asyncio.gather(*(receive(client, inbox, title) for client, inbox in listeners))
    return [event["onAlbum"]["title"] for event in events]


@pytest.mark.parametrize("mode", AuthMode)
async def test_a_client_queries_mutates_and_receives_the_event(
    shop: ReopeningShop, row: Row, mode: AuthMode
) -> None:
    async with row.open(shop.access(row.scheme, mode)) as client:
        asked = await client.query(ALBUM, {"id": "a1"})
        async with client.subscribed(ON_ALBUM, {"id": "x1"}) as inbox:
            event = await receive(client, inbox, "Giant Steps")

    album = {"__typename": "Album", "id": "a1", "title": "Blue Train", "genre": "JAZZ"}
    assert asked == {"album": album | {"extra": '{"vinyl":true}'}}
    assert event == {"onAlbum": album | {"id": "x1", "title": "Giant Steps"}}
    assert shop.modes_seen() == {mode}


async def test_a_client_in_every_mode_receives_again_after_the_server_has_restarted(
    shop: ReopeningShop, row: Row
) -> None:
    async with AsyncExitStack() as open_clients:
        listeners = [
            await listen(open_clients, row, shop.access(row.scheme, mode)) for mode in AuthMode
        ]
        before = await all_receive(listeners, "before")
        await asyncio.to_thread(shop.close)  # gql needs this loop to close its connections
        await asyncio.to_thread(shop.open)
        after = await all_receive(listeners, "after")

    assert before == ["before"] * len(AuthMode)
    assert after == ["after"] * len(AuthMode)


async def test_a_client_gives_its_application_the_reason_why_a_field_failed(
    shop: ReopeningShop, row: Row
) -> None:
    async with row.open(shop.access(row.scheme, AuthMode.COGNITO)) as client:
        with pytest.raises(ClientFailed) as failed:
            await client.query(ALBUMS, {})

    [error] = failed.value.errors
    assert error["message"] == "nothing is left"
    assert error["errorType"] == "OutOfStock"
    assert error["path"] == ["albums"]


async def test_a_client_reports_a_refused_subscription_to_its_application(
    shop: ReopeningShop, row: Row
) -> None:
    access = shop.access(row.scheme, AuthMode.COGNITO)

    async with row.open(access) as client, client.subscribed(ON_BACKEND, {}) as inbox:
        with pytest.raises(ClientFailed) as failed:
            await inbox.next()

    [error] = failed.value.errors
    assert "Not Authorized to access onBackend on type Subscription" in error["message"]


@pytest.mark.parametrize("mode", AuthMode)
@pytest.mark.parametrize(
    ("script", "reason"), [("amplify.mjs", "Unauthorized"), ("apollo.mjs", "status code 401")]
)
async def test_a_client_reports_refused_credentials_to_its_application(
    shop: ReopeningShop, script: str, reason: str, mode: AuthMode
) -> None:
    access = shop.access("http", mode, is_good=False)

    async with node_client(script, access) as client, client.subscribed(ON_ALBUM, {}) as inbox:
        with pytest.raises(ClientFailed) as asked:
            await client.query(ALBUM, {"id": "a1"})
        with pytest.raises(ClientFailed) as subscribed:
            await inbox.next()

    assert reason in asked.value.errors[0]["message"]
    assert "Connection failed: UnauthorizedException" in subscribed.value.errors[0]["message"]
    assert shop.modes_seen() == set()
