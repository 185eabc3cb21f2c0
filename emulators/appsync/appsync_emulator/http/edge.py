"""The HTTP side of an API."""

from collections.abc import Callable
from functools import partial

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from appsync_emulator.auth.authentication import Authentication, Presented, possible_hosts
from appsync_emulator.errors import OperationInvalid, RequestRefused, invalid_response
from appsync_emulator.execution.documents import GraphQLRequest
from appsync_emulator.execution.engine import Engine
from appsync_emulator.execution.operations import run_operation
from appsync_emulator.http.network import request_headers, source_ip
from appsync_emulator.http.responses import executed_response
from appsync_emulator.http.throttle import RequestRate
from appsync_emulator.realtime.publication import SubscriptionHub


class HttpEdge:
    def __init__(
        self, engine: Engine, hub: SubscriptionHub, authentication: Authentication
    ) -> None:
        self._engine = engine
        self._hub = hub
        self._authentication = authentication
        self._rate = RequestRate(engine.api.limits.requests_per_s)

    async def answer(self, request: Request) -> Response:
        """Raises `RequestRefused`."""
        if request.method == "HEAD":
            raise HTTPException(405)  # or it would run what it asks for
        body = await self._body(request)
        read_operation = _operation_reader(request, body)
        caller = await self._authentication.caller(_presented(request, body, read_operation))
        self._rate.take()
        operation = read_operation()
        try:
            outcome = await run_operation(self._engine, operation, caller, request_headers(request))
        except OperationInvalid as invalid:
            return await executed_response(invalid_response(invalid), request)
        for mutation, value in outcome.published:
            self._hub.publish(mutation, value)
        return await executed_response(outcome.response, request)

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._engine.api.limits.request_bytes:
                raise RequestRefused(413, "RequestEntityTooLargeException", "Request too large.")
        return bytes(body)


def _operation_reader(request: Request, body: bytes) -> Callable[[], GraphQLRequest]:
    """A POST's body may be of any content type: AWS's samples vary."""
    if request.method == "GET":
        return partial(GraphQLRequest.of_query_string, request.query_params)
    return partial(GraphQLRequest.parse, body)


def _presented(
    request: Request, body: bytes, read_operation: Callable[[], GraphQLRequest]
) -> Presented:
    return Presented(
        headers=dict(request.headers),
        path=request.url.path,
        body=body,
        hosts=possible_hosts(request.headers.get("host")),
        read_operation=read_operation,
        method=request.method,
        query=request.url.query,
        source_ip=source_ip(request),
        request_id=request.scope["request_id"],
    )
