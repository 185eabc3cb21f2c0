"""Features of gql alone: it reads schemas, and it raises the reason of a refused connection."""

import pytest
from appsync_emulator import AuthMode
from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportError, TransportQueryError

from tests.clients.gql_client import authentication, websockets_transport
from tests.clients.published import Access
from tests.clients.shop import ReopeningShop


def over_http(access: Access) -> AIOHTTPTransport:
    return AIOHTTPTransport(access.endpoint, auth=authentication(access), ssl=False)


async def test_the_schema_is_read_by_introspection(shop: ReopeningShop) -> None:
    access = shop.access("http", AuthMode.COGNITO)

    async with Client(transport=over_http(access), fetch_schema_from_transport=True) as session:
        await session.execute(gql("{ everyone }"))

    schema = session.client.schema
    assert schema is not None
    assert schema.subscription_type is not None
    assert "onAlbum" in schema.subscription_type.fields


@pytest.mark.parametrize("mode", AuthMode)
async def test_bad_credentials_are_refused_by_both_edges(
    shop: ReopeningShop, mode: AuthMode
) -> None:
    access = shop.access("http", mode, is_good=False)

    with pytest.raises(TransportQueryError, match="You are not authorized to make this call"):
        async with Client(transport=over_http(access)) as http:
            await http.execute(gql("{ everyone }"))
    with pytest.raises(TransportError, match="You are not authorized to make this call"):
        async with Client(transport=websockets_transport(access)):
            pass
