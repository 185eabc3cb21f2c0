"""An API as an ASGI application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from appsync_emulator.api import ApiDefinition
from appsync_emulator.auth.authentication import GRAPHQL_PATH
from appsync_emulator.auth.authenticators import authentication
from appsync_emulator.auth.credentials import Credentials
from appsync_emulator.errors import RequestRefused
from appsync_emulator.execution.engine import Engine
from appsync_emulator.http.edge import METHODS, HttpEdge
from appsync_emulator.http.middleware import InternalFailures, RequestId, cors
from appsync_emulator.http.responses import refusal_response
from appsync_emulator.invoker import LambdaInvoker
from appsync_emulator.realtime.edge import Realtime
from appsync_emulator.realtime.publication import SubscriptionHub

REALTIME_PATH = f"{GRAPHQL_PATH}/realtime"  # where clients dial hosts that are not AWS's own


class ApiApplication:
    """Serves one API. Close `realtime` before the server, so that subscribers learn the reason."""

    def __init__(self, http: HttpEdge, realtime: Realtime, invoker: LambdaInvoker) -> None:
        self.realtime = realtime
        self._http = http
        self._rest = _everything_else(http, realtime, invoker)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_http = scope["type"] == "http" and scope["path"] == GRAPHQL_PATH
        handler = self._http if is_http and scope["method"] in METHODS else self._rest
        await handler(scope, receive, send)


def create_app(
    api: ApiDefinition, invoker: LambdaInvoker, credentials: Credentials
) -> ApiApplication:
    """Serves `api` at /graphql and /graphql/realtime, and closes `invoker` at shutdown.

    Raises `UnsupportedApi`.
    """
    engine = Engine(api, invoker)
    hub = SubscriptionHub(engine)
    callers = authentication(api, invoker, credentials)
    return ApiApplication(HttpEdge(engine, hub, callers), Realtime(hub, callers), invoker)


def _everything_else(http: HttpEdge, realtime: Realtime, invoker: LambdaInvoker) -> Starlette:
    """Upgrades, preflights, and the refusals of other paths and methods."""
    return Starlette(
        routes=[
            Route(GRAPHQL_PATH, http, methods=["POST"]),
            WebSocketRoute(GRAPHQL_PATH, realtime.serve),
            WebSocketRoute(REALTIME_PATH, realtime.serve),
        ],
        middleware=[Middleware(RequestId), cors(), Middleware(InternalFailures)],
        exception_handlers={HTTPException: _not_served},
        lifespan=_closing(invoker),
    )


def _closing(invoker: LambdaInvoker) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        await invoker.close()

    return lifespan


async def _not_served(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    name = "MethodNotAllowedException" if error.status_code == 405 else "NotFoundException"
    return refusal_response(RequestRefused(error.status_code, name, error.detail))
