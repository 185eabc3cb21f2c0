"""Published clients, unchanged."""

import asyncio
from typing import Any

import pytest
from botocore.credentials import Credentials
from botocore.session import Session
from gql import Client, GraphQLRequest, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.appsync_auth import (
    AppSyncApiKeyAuthentication,
    AppSyncAuthentication,
    AppSyncIAMAuthentication,
    AppSyncJWTAuthentication,
)
from gql.transport.appsync_websockets import AppSyncWebsocketsTransport
from gql.transport.exceptions import TransportError, TransportQueryError

from tests.appsync.conftest import OpenShop, Shop
from tests.appsync.toy import REGION, ROLE_KEY, functions

PUT = GraphQLRequest(
    "mutation ($id: ID!) { putAlbum(id: $id) { id title } }", variable_values={"id": "x1"}
)


def by_token(shop: Shop) -> AppSyncAuthentication:
    return AppSyncJWTAuthentication(host=shop.host, jwt=shop.pool.token())


def by_signature(shop: Shop) -> AppSyncAuthentication:
    credentials = Credentials(
        ROLE_KEY.access_key_id, ROLE_KEY.secret_access_key, ROLE_KEY.session_token
    )
    return AppSyncIAMAuthentication(
        host=shop.host, region_name=REGION, credentials=credentials, session=Session()
    )


def over_http(shop: Shop, auth: AppSyncAuthentication) -> AIOHTTPTransport:
    return AIOHTTPTransport(shop.url, auth=auth, ssl=False)


def over_websocket(shop: Shop, auth: AppSyncAuthentication) -> AppSyncWebsocketsTransport:
    return AppSyncWebsocketsTransport(shop.ws_url, auth=auth, connect_args={"proxy": None})


@pytest.mark.parametrize("authentication", [by_token, by_signature])
async def test_gql_queries_and_hears_of_mutations(shop: Shop, authentication: Any) -> None:
    auth = authentication(shop)
    subscription = gql('subscription { onAlbum(id: "x1") { id title } }')

    async with (
        Client(transport=over_http(shop, auth)) as http,
        Client(transport=over_websocket(shop, auth)) as websocket,
    ):
        heard = websocket.subscribe(subscription)
        first = asyncio.ensure_future(anext(heard))
        while not first.done():
            # gql does not tell of start_ack, so the mutation is repeated until it is heard.
            answer = await http.execute(PUT)
            assert answer == {"putAlbum": {"id": "x1", "title": "Blue Train"}}
            await asyncio.wait([first], timeout=0.1)
        assert await first == {"onAlbum": {"id": "x1", "title": "Blue Train"}}
        await heard.aclose()


async def test_gql_reads_the_schema_by_introspection(shop: Shop) -> None:
    async with Client(
        transport=over_http(shop, by_token(shop)), fetch_schema_from_transport=True
    ) as session:
        await session.execute(gql("{ everyone }"))

        schema = session.client.schema
        assert schema is not None
        assert schema.subscription_type is not None
        assert "onAlbum" in schema.subscription_type.fields


async def test_gql_raises_what_a_function_raised(open_shop: OpenShop) -> None:
    def fail(_event: Any) -> None:
        raise LookupError("no such album")

    shop = open_shop(functions(Query_album=fail))

    async with Client(transport=over_http(shop, by_token(shop))) as session:
        with pytest.raises(TransportQueryError) as raised:
            await session.execute(gql("{ album(id: 1) { id } }"))

    assert raised.value.errors is not None
    assert raised.value.errors[0]["errorType"] == "LookupError"


async def test_gql_raises_a_refused_subscription(shop: Shop) -> None:
    async with Client(transport=over_websocket(shop, by_token(shop))) as session:
        with pytest.raises(TransportQueryError) as raised:
            async for _ in session.subscribe(gql("subscription { onBackend { id } }")):
                pass

    assert "Not Authorized to access onBackend on type Subscription" in str(raised.value)


async def test_gql_is_refused_with_a_key_where_keys_are_not_taken(shop: Shop) -> None:
    auth = AppSyncApiKeyAuthentication(host=shop.host, api_key="da2-x")

    with pytest.raises(TransportQueryError, match="You are not authorized to make this call"):
        async with Client(transport=over_http(shop, auth)) as http:
            await http.execute(gql("{ everyone }"))
    with pytest.raises(TransportError):
        async with Client(transport=over_websocket(shop, auth)):
            pass
