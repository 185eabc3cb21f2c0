"""The time of day, and the deadline of an invocation."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class LambdaContext(Protocol):
    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int: ...


def now() -> datetime:
    return datetime.now(UTC)


def deadline(context: LambdaContext) -> datetime:
    """At this moment Lambda ends the function and everything that it started."""
    return now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
