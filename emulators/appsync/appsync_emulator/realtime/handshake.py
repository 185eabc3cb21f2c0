"""The opening of a WebSocket: where clients put their credentials."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from starlette.types import Scope

from appsync_emulator.auth.authentication import GRAPHQL_PATH, Presented, possible_hosts
from appsync_emulator.errors import RequestRefused, bad_request
from appsync_emulator.execution.documents import GraphQLRequest
from appsync_emulator.http.network import Inbound
from appsync_emulator.json_text import read_json

SUBPROTOCOL = "graphql-ws"
_HEADER_PREFIX = "header-"
_CONNECT = GraphQLRequest("", {}, "DeepDish:Connect")  # what Lambda authorizers receive


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """What a client sent to open its WebSocket. Names of headers are in lower case."""

    headers: Mapping[str, str]
    parameters: Mapping[str, str]
    subprotocols: tuple[str, ...] = (SUBPROTOCOL,)
    source_ip: tuple[str, ...] = ()
    request_id: str = ""

    @classmethod
    def of(cls, scope: Scope) -> Self:
        inbound = Inbound.of(scope)
        return cls(
            headers=inbound.headers,
            parameters=inbound.parameters,
            subprotocols=tuple(scope["subprotocols"]),
            source_ip=inbound.source_ip,
            request_id=inbound.request_id,
        )

    @property
    def offers_subprotocol(self) -> bool:
        return SUBPROTOCOL in self.subprotocols

    def require_subprotocol(self) -> None:
        """Raises `RequestRefused`."""
        if not self.offers_subprotocol:
            message = f"The subprotocol {SUBPROTOCOL} is not offered."
            raise RequestRefused(400, "NoProtocolError", message)


def presented_at_connect(upgrade: Upgrade) -> Presented:
    """Raises `RequestRefused` if the credentials cannot be read.

    Three carriers: the query string (gql, older Amplify and Apollo), a subprotocol (Amplify JS,
    Apollo), and headers of the upgrade itself (Android, iOS).
    """
    headers = _headers(upgrade)
    return Presented(
        headers=headers,
        path=f"{GRAPHQL_PATH}/connect",
        body=b"{}",
        hosts=possible_hosts(headers.get("host"), upgrade.headers.get("host")),
        read_operation=lambda: _CONNECT,
        source_ip=upgrade.source_ip,
        request_id=upgrade.request_id,
    )


def presented_at_start(upgrade: Upgrade, authorization: Any, data: str) -> Presented:
    """A `start` carries credentials of its own; a signature covers its `data`."""
    headers = _lower_case(authorization if isinstance(authorization, Mapping) else {})
    return Presented(
        headers=headers,
        path=GRAPHQL_PATH,
        body=data.encode("utf-8", "replace"),
        hosts=possible_hosts(headers.get("host"), upgrade.headers.get("host")),
        read_operation=partial(GraphQLRequest.parse, data),
        source_ip=upgrade.source_ip,
    )


def _headers(upgrade: Upgrade) -> dict[str, str]:
    if "header" in upgrade.parameters:
        return _decoded(upgrade.parameters["header"])
    for offered in upgrade.subprotocols:
        if offered.startswith(_HEADER_PREFIX):
            return _decoded(offered.removeprefix(_HEADER_PREFIX))
    return _lower_case(upgrade.headers)


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
        name.lower(): value.encode("utf-8", "replace").decode()  # UTF-8 has no lone surrogates
        for name, value in headers.items()
        if isinstance(name, str) and isinstance(value, str)
    }
