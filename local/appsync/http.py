"""The HTTP side of an API."""

from starlette.requests import Request
from starlette.responses import Response

from local.appsync.authentication import Authentication, Presented, possible_hosts
from local.appsync.documents import GraphQLRequest
from local.appsync.engine import Engine
from local.appsync.errors import OperationInvalid, RequestRefused, invalid_response
from local.appsync.execution import run_operation
from local.appsync.network import request_headers, source_ip
from local.appsync.publication import SubscriptionHub
from local.appsync.responses import json_response


class HttpEdge:
    def __init__(
        self, engine: Engine, hub: SubscriptionHub, authentication: Authentication
    ) -> None:
        self._engine = engine
        self._hub = hub
        self._authentication = authentication

    async def post(self, request: Request) -> Response:
        """Raises `RequestRefused`. The body may be of any content type: AWS's samples vary."""
        body = await self._body(request)
        caller = await self._authentication.caller(_presented(request, body))
        graphql = GraphQLRequest.parse(body)
        try:
            outcome = await run_operation(self._engine, graphql, caller, request_headers(request))
        except OperationInvalid as invalid:
            return json_response(invalid_response(invalid))
        for mutation, value in outcome.published:
            self._hub.publish(mutation, value)
        return json_response(outcome.response)

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._engine.api.limits.request_bytes:
                raise RequestRefused(413, "RequestEntityTooLargeException", "Request too large.")
        return bytes(body)


def _presented(request: Request, body: bytes) -> Presented:
    return Presented(
        headers=dict(request.headers),
        path=request.url.path,
        body=body,
        hosts=possible_hosts(request.headers.get("host")),
        query=request.url.query,
        source_ip=source_ip(request),
    )
