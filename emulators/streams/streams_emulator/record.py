"""A change of a table, as Lambda passes it to a function."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mypy_boto3_dynamodbstreams.type_defs import RecordTypeDef


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """`event` is one of an event's `Records`; `created_at` is in epoch seconds."""

    sequence_number: str
    created_at: float
    event: Mapping[str, Any]
    size_bytes: int

    @classmethod
    def from_api(cls, record: RecordTypeDef, stream_arn: str) -> StreamRecord:
        """`record` is one of a GetRecords response."""
        change = _plain(record["dynamodb"])
        created_at = record["dynamodb"]["ApproximateCreationDateTime"].timestamp()
        change["ApproximateCreationDateTime"] = _number(created_at)
        event = {
            "eventID": record["eventID"],
            "eventName": record["eventName"],
            "eventVersion": record["eventVersion"],
            "eventSource": record["eventSource"],
            "awsRegion": record["awsRegion"],
            "dynamodb": change,
            "eventSourceARN": stream_arn,
            **_user_identity(record),
        }
        return cls(change["SequenceNumber"], created_at, event, len(json.dumps(event)))


def event_of(records: Iterable[StreamRecord]) -> dict[str, Any]:
    """The event that a function is invoked with."""
    return {"Records": [record.event for record in records]}


def _user_identity(record: RecordTypeDef) -> dict[str, Any]:
    # Only deletions by the service have one: type "Service", principal dynamodb.amazonaws.com.
    if "userIdentity" not in record:
        return {}
    identity = record["userIdentity"]
    return {"userIdentity": {"type": identity["Type"], "principalId": identity["PrincipalId"]}}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _number(epoch_seconds: float) -> float:
    return int(epoch_seconds) if epoch_seconds.is_integer() else epoch_seconds
