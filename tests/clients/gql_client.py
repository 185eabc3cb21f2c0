"""gql, the Python client, in the sessions that it reconnects by itself."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from appsync_emulator import AuthMode
from botocore.credentials import Credentials
from botocore.session import Session
from gql import Client, GraphQLRequest
from gql.client import AsyncClientSession, ReconnectingAsyncClientSession
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.appsync_auth import (
    AppSyncApiKeyAuthentication,
    AppSyncAuthentication,
    AppSyncIAMAuthentication,
    AppSyncJWTAuthentication,
)
from gql.transport.appsync_websockets import AppSyncWebsocketsTransport
from gql.transport.exceptions import TransportClosed, TransportConnectionFailed, TransportQueryError

from tests.clients.published import Access, ClientFailed, Inbox

_AGAIN_S = 0.1


class GqlClient:
    def __init__(self, http: AsyncClientSession, realtime: ReconnectingAsyncClientSession) -> None:
        self._http = http
        self._realtime = realtime

    async def query(self, document: str, variables: dict[str, Any]) -> dict[str, Any]:
        try:
            return await self._http.execute(GraphQLRequest(document, variable_values=variables))
        except TransportQueryError as error:
            raise _failed(error) from error

    mutate = query

    @asynccontextmanager
    async def subscribed(self, document: str, variables: dict[str, Any]) -> AsyncIterator[Inbox]:
        request, inbox = GraphQLRequest(document, variable_values=variables), Inbox()
        listening = asyncio.create_task(self._listen(request, inbox))
        yield inbox
        listening.cancel()
        await asyncio.wait([listening])

    async def _listen(self, request: GraphQLRequest, inbox: Inbox) -> None:
        """After a reconnect, the application itself must subscribe again."""
        while True:
            try:
                async for data in self._realtime.subscribe(request):
                    inbox.put(data)
            except TransportQueryError as error:
                return inbox.put(_failed(error))
            except (TransportClosed, TransportConnectionFailed):
                await asyncio.sleep(_AGAIN_S)


@asynccontextmanager
async def gql_client(access: Access) -> AsyncIterator[GqlClient]:
    auth, tls = authentication(access), ssl.create_default_context(cafile=access.authority_file)
    http = Client(transport=AIOHTTPTransport(access.endpoint, auth=auth, ssl=tls))
    realtime = Client(transport=websockets_transport(access))
    async with http as session:
        listening = await realtime.connect_async(  # type: ignore[no-untyped-call]  # gql's
            reconnecting=True
        )
        assert isinstance(listening, ReconnectingAsyncClientSession)
        yield GqlClient(session, listening)
        await realtime.close_async()  # type: ignore[no-untyped-call]  # gql's


def websockets_transport(access: Access) -> AppSyncWebsocketsTransport:
    url = access.endpoint.replace("http", "ws", 1)
    tls = ssl.create_default_context(cafile=access.authority_file)
    return AppSyncWebsocketsTransport(
        url,
        auth=authentication(access),
        ssl=tls if url.startswith("wss:") else False,
        connect_args={"proxy": None},
    )


def authentication(access: Access) -> AppSyncAuthentication:
    host, shown = urlsplit(access.endpoint).netloc, access.credentials
    match access.mode:
        case AuthMode.API_KEY:
            return AppSyncApiKeyAuthentication(host, shown["apiKey"])
        case AuthMode.AWS_IAM:
            key = shown["credentials"]
            credentials = Credentials(
                key["accessKeyId"], key["secretAccessKey"], key["sessionToken"]
            )
            return AppSyncIAMAuthentication(
                host, access.region, credentials=credentials, session=Session()
            )
        case _:
            return AppSyncJWTAuthentication(host, shown["token"])


def _failed(error: TransportQueryError) -> ClientFailed:
    """If a subscription is refused, gql's error holds the frame's whole payload."""
    errors = error.errors or [{"message": str(error)}]
    return ClientFailed([inner for each in errors for inner in each.get("errors", [each])])
