"""The HTTP side of an API: GET and POST of its one path, as plain ASGI.

Every query takes this path, so it goes around Starlette, whose routing and middlewares cost a
fifth of what a small query costs in all.
"""

import logging
from collections.abc import Callable
from functools import partial

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from appsync_emulator.auth.authentication import Authentication, Presented, possible_hosts
from appsync_emulator.errors import (
    OperationInvalid,
    RequestRefused,
    internal_failure,
    invalid_response,
)
from appsync_emulator.execution.documents import GraphQLRequest
from appsync_emulator.execution.engine import Engine
from appsync_emulator.execution.operations import run_operation
from appsync_emulator.http.network import Inbound
from appsync_emulator.http.responses import (
    cross_origin_headers,
    executed_response,
    refusal_response,
    request_id_header,
)
from appsync_emulator.http.throttle import RequestRate
from appsync_emulator.realtime.publication import SubscriptionHub

log = logging.getLogger(__name__)

METHODS = ("POST", "GET")


class ClientLeft(Exception):
    """The client closed its connection before it had sent the whole body."""


class HttpEdge:
    def __init__(
        self, engine: Engine, hub: SubscriptionHub, authentication: Authentication
    ) -> None:
        self._engine = engine
        self._hub = hub
        self._authentication = authentication
        self._rate = RequestRate(engine.api.limits.requests_per_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        inbound = Inbound.of(scope)
        try:
            body = await self._body(receive)
            response = await self._answer(scope["method"], inbound, body)
        except ClientLeft:
            return
        except RequestRefused as refusal:
            response = refusal_response(refusal)
        except Exception:
            log.exception("A request failed inside the emulator")
            response = refusal_response(internal_failure())
        response.raw_headers.append(request_id_header(inbound.request_id))
        response.raw_headers.extend(cross_origin_headers(inbound.headers))
        await response(scope, receive, send)

    async def _answer(self, method: str, inbound: Inbound, body: bytes) -> Response:
        """Raises `RequestRefused`."""
        read_operation = _operation_reader(method, inbound, body)
        presented = _presented(method, inbound, body, read_operation)
        caller = await self._authentication.caller(presented)
        self._rate.take()
        operation = read_operation()
        accepted = inbound.headers.get("accept-encoding", "")
        try:
            result = await run_operation(self._engine, operation, caller, inbound.resolver_headers)
        except OperationInvalid as invalid:
            return await executed_response(invalid_response(invalid), accepted)
        for mutation, value in result.published:
            self._hub.publish(mutation, value)
        return await executed_response(result.response, accepted)

    async def _body(self, receive: Receive) -> bytes:
        """Raises `RequestRefused`, `ClientLeft`."""
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientLeft
            body += message.get("body", b"")
            if len(body) > self._engine.api.limits.request_bytes:
                raise RequestRefused(413, "RequestEntityTooLargeException", "Request too large.")
            if not message.get("more_body", False):
                return bytes(body)


def _operation_reader(method: str, inbound: Inbound, body: bytes) -> Callable[[], GraphQLRequest]:
    """A POST's body may be of any content type: AWS's samples vary."""
    if method == "GET":
        return partial(GraphQLRequest.of_query_string, inbound.parameters)
    return partial(GraphQLRequest.parse, body)


def _presented(
    method: str, inbound: Inbound, body: bytes, read_operation: Callable[[], GraphQLRequest]
) -> Presented:
    return Presented(
        headers=inbound.headers,
        path=inbound.path,
        body=body,
        hosts=possible_hosts(inbound.headers.get("host")),
        read_operation=read_operation,
        method=method,
        query=inbound.query,
        source_ip=inbound.source_ip,
        request_id=inbound.request_id,
    )
