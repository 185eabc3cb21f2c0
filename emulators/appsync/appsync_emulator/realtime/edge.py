"""The WebSocket side of an API, on Starlette's sockets."""

import asyncio
import logging
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from appsync_emulator.auth.authentication import Authentication
from appsync_emulator.errors import RequestRefused, internal_failure
from appsync_emulator.http.responses import refusal_response
from appsync_emulator.realtime import frames
from appsync_emulator.realtime.channel import GOING_AWAY, Channel
from appsync_emulator.realtime.connection import SocketClosed, carry
from appsync_emulator.realtime.conversation import Conversation
from appsync_emulator.realtime.handshake import SUBPROTOCOL, Upgrade, presented_at_connect
from appsync_emulator.realtime.outbox import Backlog, Outbox
from appsync_emulator.realtime.publication import SubscriptionHub

log = logging.getLogger(__name__)

_REFUSAL_PATIENCE_S = 15.0  # clients read a refusal only once they have sent a message
_GOODBYES_S = 2.0


class Realtime:
    """All connections of an API, so that each client learns why its connection ends."""

    def __init__(self, hub: SubscriptionHub, authentication: Authentication) -> None:
        self._hub = hub
        self._authentication = authentication
        self._limits = hub.engine.api.realtime
        self._backlog = Backlog(self._limits.whole_backlog_bytes)
        self._serving: dict[Channel, asyncio.Task[None] | None] = {}

    async def serve(self, websocket: WebSocket) -> None:
        """From the upgrade to the end. Without any credentials the upgrade itself is refused."""
        upgrade = Upgrade.of(websocket.scope)
        try:
            presented = presented_at_connect(upgrade)
            if presented.is_empty:
                refusal = RequestRefused(401, "UnauthorizedException", "Missing authorization")
                return await websocket.send_denial_response(refusal_response(refusal))
            await self._authentication.caller(presented)
            upgrade.require_subprotocol()
        except RequestRefused as refusal:
            return await _turn_away(websocket, upgrade, refusal)
        except Exception:
            log.exception("A connection failed inside the emulator")
            return await _turn_away(websocket, upgrade, internal_failure())
        return await self._converse(websocket, upgrade)

    @property
    def dropped_messages(self) -> int:
        """Deliveries that were too large: AppSync drops them and reports nothing."""
        return self._hub.dropped_messages

    async def close(self) -> None:
        """Closes every connection, and waits a little for clients that are slow to answer."""
        for channel in self._serving:
            channel.end(GOING_AWAY)
        if tasks := [task for task in self._serving.values() if task]:
            await asyncio.wait(tasks, timeout=_GOODBYES_S)

    async def _converse(self, websocket: WebSocket, upgrade: Upgrade) -> None:
        socket = _StarletteSocket(websocket)
        with suppress(SocketClosed):
            await socket.accept(SUBPROTOCOL)
            outbox = Outbox(self._limits.backlog_bytes, self._backlog)
            channel = Channel(outbox)
            self._serving[channel] = asyncio.current_task()
            try:
                conversation = Conversation(channel, upgrade, self._hub, self._authentication)
                longest_s = self._limits.connection_s
                await carry(socket, channel, conversation.receive, longest_s=longest_s)
            finally:
                del self._serving[channel]
                outbox.close()


class _StarletteSocket:
    """Starlette's WebSocket as a `TextSocket`."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def accept(self, subprotocol: str | None) -> None:
        try:
            await self._websocket.accept(subprotocol)
        except WebSocketDisconnect as error:
            raise SocketClosed from error

    async def receive(self) -> str:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise SocketClosed
        return message.get("text") or ""

    async def send(self, text: str) -> None:
        try:
            await self._websocket.send_text(text)
        except WebSocketDisconnect as error:
            raise SocketClosed from error

    async def close(self, code: int, reason: str) -> None:
        try:
            await self._websocket.close(code, reason)
        except WebSocketDisconnect as error:
            raise SocketClosed from error


async def _turn_away(websocket: WebSocket, upgrade: Upgrade, refusal: RequestRefused) -> None:
    """Accepts the upgrade and refuses on the socket: clients report no reason otherwise."""
    socket = _StarletteSocket(websocket)
    with suppress(SocketClosed):
        await socket.accept(SUBPROTOCOL if upgrade.offers_subprotocol else None)
        with suppress(TimeoutError):
            async with asyncio.timeout(_REFUSAL_PATIENCE_S):
                await socket.receive()
        await socket.send(frames.connection_error(refusal))
        await socket.close(4000 + refusal.status, refusal.error_type)
