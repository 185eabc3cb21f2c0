"""Subscribers of one API, as many as wanted, over as many connections as wanted.

The process reads one JSON document: `{url, authorization, connections, subscriptions}`. When all
have subscribed, the process writes how long that took. From then on it writes a line for each
mutation that all subscribers have received: the mutation's title, and when the last subscriber
received it, by time.monotonic, which all processes share.
"""

import asyncio
import base64
import json
import sys
import time
from collections import Counter
from typing import Any
from urllib.parse import quote

import aiohttp

_DOCUMENT = "subscription { onAlbum { id title year tracks } }"
_DIALLING = 32  # at once


class SubscriptionRefused(Exception):
    """A connection or a subscription was refused; the text is the message that came instead."""


class Listeners:
    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._received: Counter[str] = Counter()
        self._dialling = asyncio.Semaphore(_DIALLING)

    async def listen(self) -> None:
        """Subscribes and counts deliveries until the input ends."""
        total, connections = self._order["subscriptions"], self._order["connections"]
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session, asyncio.TaskGroup() as g:
            shares = [total // connections] * connections
            started_at = time.monotonic()
            sockets = await asyncio.gather(*(self._subscribe(session, share) for share in shares))
            _say({"took_s": time.monotonic() - started_at})
            readers = [g.create_task(self._read(socket)) for socket in sockets]
            await _end_of_input()
            for reader in readers:
                reader.cancel()

    async def _subscribe(
        self, session: aiohttp.ClientSession, subscriptions: int
    ) -> aiohttp.ClientWebSocketResponse:
        async with self._dialling:
            authorization = self._order["authorization"]
            header = quote(base64.b64encode(json.dumps(authorization).encode()).decode())
            url = f"{self._order['url']}/realtime?header={header}&payload=e30="
            socket = await session.ws_connect(url, protocols=["graphql-ws"])
            await socket.send_json({"type": "connection_init"})
            await _expect(socket, "connection_ack")
            for number in range(subscriptions):
                await socket.send_json(_start(str(number), authorization))
            for _ in range(subscriptions):
                await _expect(socket, "start_ack")
            return socket

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            received = json.loads(message.data)
            if received["type"] == "data":
                self._note(received["payload"]["data"]["onAlbum"]["title"])
        raise SubscriptionRefused(f"the connection ended: {socket.close_code}")

    def _note(self, title: str) -> None:
        self._received[title] += 1
        if self._received[title] == self._order["subscriptions"]:
            _say({"title": title, "last_received_at": time.monotonic()})


def _start(subscription_id: str, authorization: Any) -> dict[str, Any]:
    data = json.dumps({"query": _DOCUMENT, "variables": {}})
    payload = {"data": data, "extensions": {"authorization": authorization}}
    return {"id": subscription_id, "type": "start", "payload": payload}


async def _expect(socket: aiohttp.ClientWebSocketResponse, kind: str) -> None:
    while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
        received = json.loads(message.data)
        if received["type"] == kind:
            return
        if received["type"] != "ka":
            raise SubscriptionRefused(message.data)
    raise SubscriptionRefused(f"the connection ended: {socket.close_code}")


async def _end_of_input() -> None:
    """Unlike a thread that reads, it does not outlive a failure."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()


def _say(document: Any) -> None:
    print(json.dumps(document), flush=True)


def main() -> None:
    asyncio.run(Listeners(json.loads(sys.stdin.readline())).listen())


if __name__ == "__main__":
    main()
