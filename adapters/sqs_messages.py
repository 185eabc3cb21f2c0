"""Messages of an SQS queue, as Lambda brings them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    id: str
    receipt_handle: str
    receive_count: int
    body: str


class MalformedMessage(Exception):
    """The consumer cannot read the body: the message goes to the dead-letter queue."""


def message_of(record: dict[str, Any]) -> Message:
    """A record of the event that Lambda makes of an SQS batch."""
    return Message(
        id=record["messageId"],
        receipt_handle=record["receiptHandle"],
        receive_count=int(record["attributes"]["ApproximateReceiveCount"]),
        body=record["body"],
    )
