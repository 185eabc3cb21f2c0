"""An API as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from local.appsync.api import ApiDefinition, AuthProvider, CognitoUserPool
from local.appsync.authentication import GRAPHQL_PATH, Authentication, Authenticator
from local.appsync.cognito import CognitoAuthenticator
from local.appsync.credentials import Credentials
from local.appsync.engine import Engine
from local.appsync.errors import RequestRefused
from local.appsync.http import HttpEdge
from local.appsync.invoker import LambdaInvoker
from local.appsync.publication import SubscriptionHub
from local.appsync.realtime import Realtime
from local.appsync.responses import refusal_response
from local.appsync.sigv4 import IamAuthenticator

REALTIME_PATH = f"{GRAPHQL_PATH}/realtime"  # where clients dial hosts that are not AWS's own


def create_app(api: ApiDefinition, invoker: LambdaInvoker, credentials: Credentials) -> Starlette:
    """Serves `api` at /graphql and /graphql/realtime, and closes `invoker` in the end.

    Raises `UnsupportedApi`. `app.state.realtime` is to be closed before the server is.
    """
    engine = Engine(api, invoker)
    hub = SubscriptionHub(engine)
    authentication = Authentication(
        [_authenticator(provider, credentials) for provider in api.auth_providers]
    )
    http, realtime = HttpEdge(engine, hub, authentication), Realtime(hub, authentication)
    app = Starlette(
        routes=[
            Route(GRAPHQL_PATH, http.post, methods=["POST"]),
            WebSocketRoute(GRAPHQL_PATH, realtime.serve),
            WebSocketRoute(REALTIME_PATH, realtime.serve),
        ],
        middleware=[Middleware(RequestId), _cors(), Middleware(GZipMiddleware, minimum_size=1000)],
        exception_handlers={
            RequestRefused: _refused,
            HTTPException: _not_served,
            ClientDisconnect: _gone,
            Exception: _failed,
        },
        lifespan=_closing(invoker),
    )
    app.state.realtime = realtime
    return app


class RequestId:
    """Every answer has one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_id(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                MutableHeaders(scope=message)["x-amzn-requestid"] = str(uuid4())
            await send(message)

        await self._app(scope, receive, send_with_id)


def _authenticator(provider: AuthProvider, credentials: Credentials) -> Authenticator:
    if isinstance(provider, CognitoUserPool):
        return CognitoAuthenticator(provider)
    return IamAuthenticator(provider, credentials)


def _cors() -> Middleware:
    """What AppSync itself answers is not documented; browsers need this much."""
    return Middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["POST", "OPTIONS"],
        allow_headers=["*"],  # echoes what the preflight asks for
        expose_headers=["x-amzn-requestid", "x-amzn-errortype"],
        max_age=172_800,
    )


def _closing(invoker: LambdaInvoker) -> Any:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await invoker.close()

    return lifespan


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestRefused)
    return refusal_response(error)


async def _not_served(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    name = "MethodNotAllowedException" if error.status_code == 405 else "NotFoundException"
    return refusal_response(RequestRefused(error.status_code, name, error.detail))


async def _gone(_request: Request, _error: Exception) -> Response:
    return Response(status_code=400)


async def _failed(_request: Request, _error: Exception) -> Response:
    return refusal_response(RequestRefused(500, "InternalFailure", "Internal Failure"))
