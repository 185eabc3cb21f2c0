"""gql's transport, which keeps to itself when AppSync has acknowledged a subscription."""

from collections.abc import Callable, Mapping
from typing import Any

from gql.transport.appsync_auth import AppSyncAuthentication
from gql.transport.appsync_websockets import AppSyncWebsocketsTransport

KEEP_ALIVE_TIMEOUT_S = 120  # AppSync says that it lives about once a minute


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
        parsed = super()._parse_answer(answer)
        if parsed[0] == "start_ack" and self._acknowledged:
            self._acknowledged()
        return parsed
