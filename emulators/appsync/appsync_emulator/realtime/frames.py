"""The messages of AppSync's real-time protocol that a server sends."""

from collections.abc import Sequence
from typing import Any

from appsync_emulator.errors import OperationInvalid, RequestRefused
from appsync_emulator.json_text import write_json
from appsync_emulator.realtime.subscriptions import SubscriptionRefused

KEEP_ALIVE = '{"type":"ka"}'


def connection_ack(timeout_ms: int) -> str:
    return _frame("connection_ack", payload={"connectionTimeoutMs": timeout_ms})


def connection_error(refusal: RequestRefused) -> str:
    error = refusal.as_object() | {"errorCode": refusal.status}
    return _frame("connection_error", payload={"errors": [error]})


def start_ack(subscription_id: str) -> str:
    return _frame("start_ack", id=subscription_id)


def data(subscription_id: str, payload: str) -> str:
    """`payload` is JSON already: many subscriptions share it."""
    return f'{{"type":"data","id":{write_json(subscription_id)},"payload":{payload}}}'


def complete(subscription_id: str) -> str:
    return _frame("complete", id=subscription_id)


def error(
    reason: RequestRefused | OperationInvalid | SubscriptionRefused, subscription_id: str | None
) -> str:
    """With its id whenever there is one: Android fails every subscription without."""
    members = {} if subscription_id is None else {"id": subscription_id}
    return _frame("error", **members, payload={"errors": _errors(reason)})


def _errors(
    reason: RequestRefused | OperationInvalid | SubscriptionRefused,
) -> Sequence[dict[str, Any]]:
    if isinstance(reason, RequestRefused):
        return [reason.as_object()]
    if isinstance(reason, OperationInvalid):
        return [{"message": each.message} for each in reason.errors]
    return [
        {key: each[key] for key in ("errorType", "message") if each.get(key)}
        for each in reason.errors
    ]


def _frame(kind: str, **members: Any) -> str:
    return write_json({"type": kind, **members})
