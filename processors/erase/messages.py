"""Messages of the erasure queue: orders for slices."""

import json

from adapters.sqs_messages import MalformedMessage
from core.model.erasure import ErasureOrder
from core.model.wire import from_wire


def order_in(body: str) -> ErasureOrder:
    """Raises MalformedMessage."""
    try:
        return from_wire(ErasureOrder, json.loads(body))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise MalformedMessage(str(error)) from error
