"""The generated client's base: GraphQL over HTTP, and AppSync's realtime protocol."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from facegraph.errors import ApiError, ConnectionLost, UnexpectedResponse

from .base_model import UNSET

Token = Callable[[], Awaitable[str]]


class AppSyncClient:
    """`token` is called before each request and each subscription.

    `connect_args` go to websockets' `connect`. Closing the client closes `http`.
    """

    def __init__(
        self,
        *,
        url: str,
        realtime_url: str,
        token: Token,
        http: httpx.AsyncClient | None = None,
        connect_args: Mapping[str, Any] | None = None,
    ) -> None:
        self.http = http or httpx.AsyncClient()
        self._url = url
        self._realtime_url = realtime_url
        self._token = token
        self._connect_args = dict(connect_args or {})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    async def execute(
        self, query: str, operation_name: str, variables: dict[str, object]
    ) -> dict[str, Any]:
        """Raises ApiError, for partial data too, UnexpectedResponse, and httpx's errors."""
        document = {
            "query": query,
            "operationName": operation_name,
            "variables": _given(variables),
        }
        headers = {"authorization": await self._token()}
        return _data(await self.http.post(self._url, json=document, headers=headers))

    def get_data(self, answered: dict[str, Any]) -> dict[str, Any]:
        return answered

    async def execute_ws(
        self,
        query: str,
        operation_name: str,
        variables: dict[str, object],
        *,
        subscribed: Callable[[], None] | None = None,
    ) -> AsyncGenerator[dict[str, Any]]:
        """`subscribed` is called when AppSync has acknowledged the subscription.

        Raises ApiError and ConnectionLost.
        """
        from gql import (  # here: queries do not need it, and it is slow to import
            Client,
            GraphQLRequest,
        )
        from gql.transport.appsync_auth import AppSyncJWTAuthentication
        from gql.transport.exceptions import TransportError, TransportQueryError

        from .appsync_transport import AcknowledgedTransport

        transport = AcknowledgedTransport(
            self._realtime_url,
            AppSyncJWTAuthentication(urlsplit(self._url).netloc, await self._token()),
            self._connect_args,
            subscribed,
        )
        request = GraphQLRequest(
            query, variable_values=_given(variables), operation_name=operation_name
        )
        try:
            async with (
                Client(transport=transport) as session,
                aclosing(session.subscribe(request)) as answers,
            ):
                async for data in answers:
                    yield data
        except TransportQueryError as error:
            raise _refused(error.errors or [{"message": str(error)}]) from error
        except (TransportError, OSError, TimeoutError) as error:
            raise ConnectionLost(str(error)) from error
        raise ConnectionLost("the server ended the subscription")


def _data(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not answer.keys() & {"data", "errors"}:
        raise UnexpectedResponse(response.status_code)
    if errors := answer.get("errors"):
        raise _refused(errors)
    data: dict[str, Any] = answer["data"]
    return data


def _given(variables: dict[str, object]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if value is not UNSET}


def _refused(errors: list[dict[str, Any]]) -> ApiError:
    """gql passes the errors of a refused subscription inside the frame's payload."""
    first, *_ = [inner for error in errors for inner in error.get("errors", [error])]
    return ApiError(first.get("errorType") or "", first["message"])
