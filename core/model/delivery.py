"""One delivery of a queue's message to a worker."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`deadline`: when the worker has ended for certain. After the last delivery the queue does not
    bring the message again, so a failure is final: the image is FAILED."""

    deadline: datetime
    is_last: bool
