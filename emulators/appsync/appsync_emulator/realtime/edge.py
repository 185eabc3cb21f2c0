"""The WebSocket side of an API."""

import asyncio
import logging
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect

from appsync_emulator.auth.authentication import Authentication
from appsync_emulator.errors import RequestRefused, internal_failure
from appsync_emulator.http.responses import refusal_response
from appsync_emulator.realtime import frames
from appsync_emulator.realtime.connection import GOING_AWAY, Connection
from appsync_emulator.realtime.conversation import Conversation
from appsync_emulator.realtime.handshake import SUBPROTOCOL, presented_at_connect
from appsync_emulator.realtime.outbox import Backlog, Outbox
from appsync_emulator.realtime.publication import SubscriptionHub

log = logging.getLogger(__name__)

_REFUSAL_PATIENCE_S = 15.0  # clients listen for a refusal only once they have sent a message
_GOODBYES_S = 2.0


class Realtime:
    """All connections of an API, so that they can be told when it ends."""

    def __init__(self, hub: SubscriptionHub, authentication: Authentication) -> None:
        self._hub = hub
        self._authentication = authentication
        self._limits = hub.engine.api.realtime
        self._backlog = Backlog(self._limits.whole_backlog_bytes)
        self._serving: dict[Connection, asyncio.Task[None] | None] = {}

    async def serve(self, websocket: WebSocket) -> None:
        """From the upgrade to the end. Without any credentials the upgrade itself is refused."""
        try:
            presented = presented_at_connect(websocket)
            if presented.is_empty:
                refusal = RequestRefused(401, "UnauthorizedException", "Missing authorization")
                return await websocket.send_denial_response(refusal_response(refusal))
            await self._authentication.caller(presented)
            _require_subprotocol(websocket)
        except RequestRefused as refusal:
            return await _turn_away(websocket, refusal)
        except Exception:
            log.exception("A connection failed for a reason of ours")
            return await _turn_away(websocket, internal_failure())
        return await self._converse(websocket)

    @property
    def dropped_messages(self) -> int:
        """Deliveries that were too large: AppSync drops them without a word to anybody."""
        return self._hub.dropped_messages

    async def close(self) -> None:
        """Tells every client, and returns when they have been told or do not listen."""
        for connection in self._serving:
            connection.end(GOING_AWAY)
        if tasks := [task for task in self._serving.values() if task]:
            await asyncio.wait(tasks, timeout=_GOODBYES_S)

    async def _converse(self, websocket: WebSocket) -> None:
        with suppress(WebSocketDisconnect):
            await websocket.accept(SUBPROTOCOL)
            outbox = Outbox(self._limits.backlog_bytes, self._backlog)
            connection = Connection(websocket, outbox, longest_s=self._limits.connection_s)
            self._serving[connection] = asyncio.current_task()
            try:
                conversation = Conversation(connection, websocket, self._hub, self._authentication)
                await connection.serve(conversation.receive)
            finally:
                del self._serving[connection]
                outbox.close()


async def _turn_away(websocket: WebSocket, refusal: RequestRefused) -> None:
    with suppress(WebSocketDisconnect):
        await websocket.accept(SUBPROTOCOL if _offers_subprotocol(websocket) else None)
        with suppress(TimeoutError):
            async with asyncio.timeout(_REFUSAL_PATIENCE_S):
                if (await websocket.receive())["type"] == "websocket.disconnect":
                    return
        await websocket.send_text(frames.connection_error(refusal))
        await websocket.close(4000 + refusal.status, refusal.error_type)


def _require_subprotocol(websocket: WebSocket) -> None:
    if not _offers_subprotocol(websocket):
        message = f"The subprotocol {SUBPROTOCOL} is not offered."
        raise RequestRefused(400, "NoProtocolError", message)


def _offers_subprotocol(websocket: WebSocket) -> bool:
    return SUBPROTOCOL in websocket.scope["subprotocols"]
