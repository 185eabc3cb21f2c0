"""A front end that follows an owner's images: it receives events, and queries after it was
disconnected."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from gql import Client, GraphQLRequest
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.appsync_auth import AppSyncJWTAuthentication
from gql.transport.appsync_websockets import AppSyncWebsocketsTransport
from gql.transport.exceptions import TransportError
from websockets.exceptions import WebSocketException
from yarl import URL

from laptop.outputs import Outputs, User

PAGE = 100
_ON_EVENT = """subscription ($owner: ID!) {
  onImageEvent(owner: $owner) { id kind imageId revision image { status faceCount } }
}"""
_IMAGES = """query ($owner: ID!, $limit: Int, $after: String) {
  images(owner: $owner, limit: $limit, nextToken: $after) {
    items { id status faceCount }
    nextToken
  }
}"""
_PAUSE_S = 0.2
_GONE = (TransportError, WebSocketException, OSError, TimeoutError)


class Follower:
    """`known`: the last known status of each image."""

    def __init__(self, outputs: Outputs, user: User) -> None:
        self._outputs = outputs
        self._user = user
        self.known: dict[str, str] = {}
        self.events = 0
        self.reconnections = 0
        self.pages = 0

    async def follow(self) -> None:
        """Subscribes again whenever the connection ends, until the task is cancelled."""
        while True:
            try:
                await self._listen()
            except _GONE:
                self.reconnections += 1
            await asyncio.sleep(_PAUSE_S)

    async def page_through(self) -> None:
        """Reads all pages repeatedly, until the task is cancelled."""
        while True:
            try:
                await self._fetch()
            except _GONE:
                self.reconnections += 1
                await asyncio.sleep(_PAUSE_S)

    async def _listen(self) -> None:
        host = str(URL(self._outputs.realtime_url).authority)
        transport = AppSyncWebsocketsTransport(
            self._outputs.realtime_url,
            auth=AppSyncJWTAuthentication(host=host, jwt=self._user.id_token),
            connect_args={"proxy": None},
        )
        request = GraphQLRequest(_ON_EVENT, variable_values={"owner": self._user.sub})
        async with Client(transport=transport) as session:
            fetching = asyncio.create_task(self._catch_up()) if self.reconnections else None
            try:
                async for event in session.subscribe(request):
                    received = event["onImageEvent"]
                    self.known[received["imageId"]] = received["kind"]
                    self.events += 1
            finally:
                if fetching:
                    fetching.cancel()

    async def _catch_up(self) -> None:
        """Queries missed changes once the subscription has had time to begin."""
        await asyncio.sleep(1)
        await self._fetch()

    async def _fetch(self) -> None:
        async for image in self._images():
            if image["status"] != "PENDING":
                self.known.setdefault(image["id"], image["status"])

    async def _images(self) -> AsyncIterator[dict[str, Any]]:
        transport = AIOHTTPTransport(
            self._outputs.graphql_url, headers={"authorization": self._user.id_token}
        )
        async with Client(transport=transport, execute_timeout=60) as session:
            after = None
            while True:
                asked = {"owner": self._user.sub, "limit": PAGE, "after": after}
                answer = await session.execute(GraphQLRequest(_IMAGES, variable_values=asked))
                self.pages += 1
                for image in answer["images"]["items"]:
                    yield image
                after = answer["images"]["nextToken"]
                if after is None:
                    return
