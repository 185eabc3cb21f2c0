"""What every response has that Starlette gives: other paths, preflights, upgrades."""

import logging
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appsync_emulator.errors import internal_failure
from appsync_emulator.http.responses import (
    EXPOSED,
    REQUEST_ID,
    refusal_response,
)

log = logging.getLogger(__name__)

_RESPONSE_STARTS = ("http.response.start", "websocket.http.response.start")


class RequestId:
    """Gives every request an id, in its scope and in its response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["request_id"] = str(uuid4())

        async def send_with_id(message: Message) -> None:
            if message["type"] in _RESPONSE_STARTS:
                MutableHeaders(scope=message)[REQUEST_ID] = scope["request_id"]
            await send(message)

        await self._app(scope, receive, send_with_id)


class InternalFailures:
    """Logs a failure of the emulator, and answers as AppSync answers its own failures."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            await self._app(scope, receive, send)
        except Exception:
            log.exception("A request failed inside the emulator")
            await refusal_response(internal_failure())(scope, receive, send)


def cors() -> Middleware:
    """AppSync does not document its own answer; browsers need this much."""
    return Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["GET", "POST", "OPTIONS"],
        allow_headers=["*"],  # echoes what the preflight asks for
        expose_headers=EXPOSED,
        max_age=172_800,
    )
