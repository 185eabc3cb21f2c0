"""An API as an ASGI application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

from appsync_emulator.api import ApiDefinition
from appsync_emulator.auth.authentication import GRAPHQL_PATH
from appsync_emulator.auth.authenticators import authentication
from appsync_emulator.auth.credentials import Credentials
from appsync_emulator.errors import RequestRefused
from appsync_emulator.execution.engine import Engine
from appsync_emulator.http.edge import HttpEdge
from appsync_emulator.http.middleware import InternalFailures, RequestId, cors
from appsync_emulator.http.responses import refusal_response
from appsync_emulator.invoker import LambdaInvoker
from appsync_emulator.realtime.edge import Realtime
from appsync_emulator.realtime.publication import SubscriptionHub

REALTIME_PATH = f"{GRAPHQL_PATH}/realtime"  # where clients dial hosts that are not AWS's own


def create_app(api: ApiDefinition, invoker: LambdaInvoker, credentials: Credentials) -> Starlette:
    """Serves `api` at /graphql and /graphql/realtime, and closes `invoker` in the end.

    Raises `UnsupportedApi`. `app.state.realtime` is to be closed before the server is; it also
    counts the deliveries that were dropped for their size.
    """
    engine = Engine(api, invoker)
    hub = SubscriptionHub(engine)
    who = authentication(api, invoker, credentials)
    http, realtime = HttpEdge(engine, hub, who), Realtime(hub, who)
    app = Starlette(
        routes=[
            Route(GRAPHQL_PATH, http.answer, methods=["GET", "POST"]),
            WebSocketRoute(GRAPHQL_PATH, realtime.serve),
            WebSocketRoute(REALTIME_PATH, realtime.serve),
        ],
        middleware=[Middleware(RequestId), cors(), Middleware(InternalFailures)],
        exception_handlers={
            RequestRefused: _refused,
            HTTPException: _not_served,
            ClientDisconnect: _gone,
        },
        lifespan=_closing(invoker),
    )
    app.state.realtime = realtime
    return app


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
