"""The queue of erasures over SQS: orders for slices, and delayed redelivery of a message."""

import json
import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from core.model.erasure import ErasureOrder
from core.model.wire import to_wire

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_MAX_DELAY_S = 15 * 60  # SQS's limit
# Without the delay, an order could arrive before its sender has recorded it, and run twice.
_MIN_DELAY_S = 1


@dataclass(frozen=True, slots=True)
class SqsErasureQueue:
    client: "SQSClient"
    queue_url: str

    def send(self, order: ErasureOrder, delay: timedelta) -> None:
        delay_s = min(max(math.ceil(delay.total_seconds()), _MIN_DELAY_S), _MAX_DELAY_S)
        self.client.send_message(
            QueueUrl=self.queue_url,
            MessageBody=json.dumps(to_wire(order)),
            DelaySeconds=delay_s,
        )

    def return_after(self, receipt_handle: str, delay_s: int) -> None:
        """The message is delivered again once `delay_s` have passed."""
        self.client.change_message_visibility(
            QueueUrl=self.queue_url, ReceiptHandle=receipt_handle, VisibilityTimeout=delay_s
        )
