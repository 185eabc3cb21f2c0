"""The page's files and configuration, with the headers that it has on AWS."""

from pathlib import Path, PurePosixPath

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.model.wire import to_wire
from infrastructure.console.configuration import CONFIGURATION_FILE, ConsoleConfiguration
from infrastructure.console.headers import IMMUTABLE, REVALIDATED, Endpoints, security_headers
from laptop.child_process import LOOPBACK

_ASSETS = "assets"


def console_app(
    folder: Path, configuration: ConsoleConfiguration, endpoints: Endpoints
) -> Starlette:
    """`folder` holds the built page. A path without a file is an address of the page itself."""

    def configured(request: Request) -> Response:  # noqa: ARG001 - Starlette's
        return JSONResponse(to_wire(configuration), headers={"cache-control": REVALIDATED})

    return Starlette(
        routes=[Route(f"/{CONFIGURATION_FILE}", configured), Mount("/", _Files(directory=folder))],
        middleware=[
            # Otherwise another site's name could lead here (DNS rebinding) and share our origin.
            Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"]),
            Middleware(_Headers, headers=security_headers(endpoints)),
            Middleware(GZipMiddleware),
        ],
    )


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        asked = PurePosixPath(path)
        if "." not in asked.name:
            asked = PurePosixPath("index.html")
        response = await super().get_response(str(asked), scope)
        lasts = asked.parts[0] == _ASSETS
        response.headers["cache-control"] = IMMUTABLE if lasts else REVALIDATED
        return response


class _Headers:
    def __init__(self, app: ASGIApp, headers: dict[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)
