"""Messages of the erasure queue: orders for slices."""

import json
from dataclasses import dataclass
from typing import Any

from core.model.erasure import ErasureOrder
from core.model.wire import from_wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    id: str
    receipt_handle: str
    receive_count: int
    body: str


class MalformedMessage(Exception):
    """Not an order: it ends in the dead-letter queue for somebody to look at."""


def message_of(record: dict[str, Any]) -> Message:
    """A record of the event that Lambda makes of an SQS batch."""
    return Message(
        id=record["messageId"],
        receipt_handle=record["receiptHandle"],
        receive_count=int(record["attributes"]["ApproximateReceiveCount"]),
        body=record["body"],
    )


def order_in(body: str) -> ErasureOrder:
    """Raises MalformedMessage."""
    try:
        return from_wire(ErasureOrder, json.loads(body))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise MalformedMessage(str(error)) from error
