"""The opening of a WebSocket: where clients put their credentials."""

import base64
from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.websockets import WebSocket

from appsync_emulator.auth.authentication import GRAPHQL_PATH, Presented, possible_hosts
from appsync_emulator.errors import RequestRefused, bad_request
from appsync_emulator.execution.documents import GraphQLRequest
from appsync_emulator.http.network import source_ip
from appsync_emulator.json_text import read_json

SUBPROTOCOL = "graphql-ws"
_HEADER_PREFIX = "header-"
_CONNECT = GraphQLRequest("", {}, "DeepDish:Connect")  # what Lambda authorizers are told


def presented_at_connect(websocket: WebSocket) -> Presented:
    """Raises `RequestRefused` if what is presented cannot be read.

    Three carriers: the query string (gql, older Amplify and Apollo), a subprotocol (Amplify JS,
    Apollo), and headers of the upgrade itself (Android, iOS).
    """
    headers = _headers(websocket)
    return Presented(
        headers=headers,
        path=f"{GRAPHQL_PATH}/connect",
        body=b"{}",
        hosts=possible_hosts(headers.get("host"), websocket.headers.get("host")),
        read_operation=lambda: _CONNECT,
        source_ip=source_ip(websocket),
        request_id=websocket.scope["request_id"],
    )


def presented_at_start(websocket: WebSocket, authorization: Any, data: str) -> Presented:
    """A `start` carries credentials of its own; a signature covers its `data`."""
    headers = _lower_case(authorization if isinstance(authorization, Mapping) else {})
    return Presented(
        headers=headers,
        path=GRAPHQL_PATH,
        body=data.encode("utf-8", "replace"),
        hosts=possible_hosts(headers.get("host"), websocket.headers.get("host")),
        read_operation=partial(GraphQLRequest.parse, data),
        source_ip=source_ip(websocket),
    )


def _headers(websocket: WebSocket) -> dict[str, str]:
    if "header" in websocket.query_params:
        return _decoded(websocket.query_params["header"])
    for offered in websocket.scope["subprotocols"]:
        if offered.startswith(_HEADER_PREFIX):
            return _decoded(offered.removeprefix(_HEADER_PREFIX))
    return _lower_case(websocket.headers)


def _decoded(text: str) -> dict[str, str]:
    """Either base64 alphabet, with or without padding; a query string turns "+" into a space."""
    try:
        standard = text.replace(" ", "+").replace("-", "+").replace("_", "/").rstrip("=")
        decoded = base64.b64decode(standard + "=" * (-len(standard) % 4), validate=True)
        headers = read_json(decoded)
    except ValueError as error:  # not ASCII, not base64, not JSON
        raise _unreadable() from error
    if not isinstance(headers, dict):
        raise _unreadable()
    return _lower_case(headers)


def _unreadable() -> RequestRefused:
    return bad_request("The authorization header is not base64 of a JSON object.")


def _lower_case(headers: Mapping[Any, Any]) -> dict[str, str]:
    return {
        name.lower(): value.encode("utf-8", "replace").decode()  # lone surrogates cannot be sent on
        for name, value in headers.items()
        if isinstance(name, str) and isinstance(value, str)
    }
