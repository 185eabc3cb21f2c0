"""Users of the API, through gql's own transports."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from gql import Client, GraphQLRequest
from gql.client import AsyncClientSession
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.appsync_auth import AppSyncJWTAuthentication
from gql.transport.appsync_websockets import AppSyncWebsocketsTransport
from gql.transport.exceptions import TransportQueryError

from tests.support.system.documents import ON_EVENT_OF_IMAGE, ON_IMAGE_EVENT
from tests.support.system.inbox import Event, Inbox
from tests.support.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@dataclass(frozen=True, slots=True)
class Reply:
    """GraphQL's answer: data and errors, both unchanged."""

    data: Any
    errors: Any = None

    @property
    def error_types(self) -> list[str]:
        return [error["errorType"] for error in self.errors or ()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    name: str
    sub: str
    token: str
    graphql_url: str
    realtime_url: str

    async def ask(self, document: str, **variables: Any) -> Reply:
        transport = AIOHTTPTransport(self.graphql_url, headers={"Authorization": self.token})
        request = GraphQLRequest(document, variable_values=variables)
        async with Client(transport=transport) as session:
            try:
                return Reply(await session.execute(request))
            except TransportQueryError as refusal:
                return Reply(refusal.data, refusal.errors)

    async def answer(self, document: str, **variables: Any) -> Any:
        """The value of the document's one field; fails if there are errors."""
        reply = await self.ask(document, **variables)
        assert reply.errors is None
        (value,) = reply.data.values()
        return value

    @asynccontextmanager
    async def listening(
        self, owner: str | None = None, **image_id: str | None
    ) -> "AsyncIterator[Inbox]":
        """The inbox of a subscription, from the start of the block. Raises if it is refused."""
        variables = {"owner": owner or self.sub, **image_id}
        document = ON_EVENT_OF_IMAGE if image_id else ON_IMAGE_EVENT
        transport = _Transport(self.realtime_url, self.token)
        async with Client(transport=transport) as session:
            inbox = Inbox("a subscriber", receive=lambda: _nothing_unless_ended(receiving))
            request = GraphQLRequest(document, variable_values=variables)
            receiving = asyncio.create_task(_receive(session, request, inbox))
            await eventually(lambda: receiving.done() or transport.acknowledged, "a subscription")
            _nothing_unless_ended(receiving)
            try:
                yield inbox
            finally:
                receiving.cancel()


async def download(link: str) -> bytes:
    """Downloads without credentials: the link is enough."""
    async with httpx.AsyncClient() as client:
        return (await client.get(link)).raise_for_status().content


class _Transport(AppSyncWebsocketsTransport):
    """gql does not report when AppSync has acknowledged a subscription."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(url, auth=AppSyncJWTAuthentication(urlsplit(url).netloc, token))
        self.acknowledged = False

    def _parse_answer(self, answer: str) -> Any:
        parsed = super()._parse_answer(answer)
        if parsed[0] == "start_ack":
            self.acknowledged = True
        return parsed


async def _receive(session: AsyncClientSession, request: GraphQLRequest, inbox: Inbox) -> None:
    async for data in session.subscribe(request):
        inbox.put([data["onImageEvent"]])


def _nothing_unless_ended(receiving: "asyncio.Task[None]") -> tuple[Event, ...]:
    """Raises the error that ended the subscription."""
    if receiving.done():
        receiving.result()
    return ()
