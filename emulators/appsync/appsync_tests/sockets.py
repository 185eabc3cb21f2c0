"""Raw clients of the real-time protocol."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from appsync_tests.conftest import Shop
from appsync_tests.signing import signed_headers

PROTOCOL = Subprotocol("graphql-ws")
_PATIENCE_S = 10


class Socket:
    def __init__(self, websocket: ClientConnection, shop: Shop) -> None:
        self.websocket = websocket
        self.shop = shop
        self.received = 0

    async def send(self, message: Any) -> None:
        text = message if isinstance(message, str | bytes) else json.dumps(message)
        await self.websocket.send(text)

    async def receive(self) -> dict[str, Any]:
        """The next message other than `ka`."""
        while True:
            async with asyncio.timeout(_PATIENCE_S):
                message: dict[str, Any] = json.loads(await self.websocket.recv())
            if message["type"] != "ka":
                self.received += 1
                return message

    async def start(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        id: str = "1",
        authorization: Any = None,
    ) -> dict[str, Any]:
        """The server's answer to a start, by ana by default."""
        data = json.dumps({"query": query, "variables": variables})
        if authorization is None:
            authorization = {"host": self.shop.host, "Authorization": self.shop.pool.token()}
        extensions = {"authorization": authorization}
        payload = {"data": data, "extensions": extensions}
        await self.send({"id": id, "type": "start", "payload": payload})
        return await self.receive()

    async def subscribe(self, query: str, variables: Any = None, *, id: str = "1") -> None:
        answer = await self.start(query, variables, id=id)
        assert answer == {"type": "start_ack", "id": id}, answer

    async def start_signed(self, query: str, *, id: str = "1", **signing: Any) -> dict[str, Any]:
        data = json.dumps({"query": query})
        authorization = signed_headers(self.shop.url, data, **signing)
        extensions = {"authorization": authorization | {"host": self.shop.host}}
        payload = {"data": data, "extensions": extensions}
        await self.send({"id": id, "type": "start", "payload": payload})
        return await self.receive()

    async def silent(self) -> bool:
        """Whether nothing was delivered before the answer to an unknown `stop`."""
        await self.send({"type": "stop", "id": "nothing-before-this"})
        return await self.receive() == {"type": "complete", "id": "nothing-before-this"}


async def read_to_the_end(socket: Socket) -> None:
    """Raises ConnectionClosed."""
    while True:
        await socket.receive()


def query_string(headers: dict[str, Any]) -> str:
    encoded = base64.b64encode(json.dumps(headers).encode()).decode()
    return f"?header={quote(encoded)}&payload=e30="


def subprotocol(headers: dict[str, Any]) -> Subprotocol:
    encoded = base64.urlsafe_b64encode(json.dumps(headers).encode()).decode()
    return Subprotocol("header-" + encoded.rstrip("="))


def user_headers(shop: Shop) -> dict[str, str]:
    return {"host": shop.host, "Authorization": shop.pool.token()}


@asynccontextmanager
async def dialled(shop: Shop, path: str = "", **options: Any) -> AsyncIterator[Socket]:
    """A socket with ana's credentials in the query string, before connection_init."""
    options = {"subprotocols": [PROTOCOL], "proxy": None, **options}
    path = path or query_string(user_headers(shop))
    async with connect(shop.ws_url + path, **options) as websocket:
        yield Socket(websocket, shop)


@asynccontextmanager
async def connected(shop: Shop, path: str = "", **options: Any) -> AsyncIterator[Socket]:
    async with dialled(shop, path, **options) as socket:
        await socket.send({"type": "connection_init"})
        assert (await socket.receive())["type"] == "connection_ack"
        yield socket
