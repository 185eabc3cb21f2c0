"""The time of day, and when an invocation will have ended."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class LambdaContext(Protocol):
    aws_request_id: str

    def get_remaining_time_in_millis(self) -> int: ...


def now() -> datetime:
    return datetime.now(UTC)


def deadline(context: LambdaContext) -> datetime:
    """Lambda ends the function then, so nothing that it began goes on later."""
    return now() + timedelta(milliseconds=context.get_remaining_time_in_millis())
