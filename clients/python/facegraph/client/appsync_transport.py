"""gql's AppSync transport, which hides two things: the acknowledgement of a subscription, and the
errors that refuse a connection."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from gql.transport.appsync_auth import AppSyncAuthentication
from gql.transport.appsync_websockets import AppSyncWebsocketsTransport
from gql.transport.exceptions import TransportQueryError, TransportServerError

KEEP_ALIVE_TIMEOUT_S = 120  # AppSync sends a keep-alive about once a minute


class AcknowledgedTransport(AppSyncWebsocketsTransport):
    def __init__(
        self,
        url: str,
        auth: AppSyncAuthentication,
        connect_args: Mapping[str, Any],
        acknowledged: Callable[[], None] | None,
    ) -> None:
        super().__init__(
            url,
            auth=auth,
            keep_alive_timeout=KEEP_ALIVE_TIMEOUT_S,
            connect_args=dict(connect_args),
        )
        self._acknowledged = acknowledged

    def _parse_answer(self, answer: str) -> Any:
        try:
            parsed = super()._parse_answer(answer)
        except TransportServerError as error:
            raise TransportQueryError(str(error), errors=_errors(answer)) from error
        if parsed[0] == "start_ack" and self._acknowledged:
            self._acknowledged()
        return parsed


def _errors(answer: str) -> list[dict[str, Any]] | None:
    """AppSync sends a list, and for some refusals a single error."""
    errors = json.loads(answer).get("payload", {}).get("errors")
    return [errors] if isinstance(errors, dict) else errors
