"""The ingest queue over SQS: requests to analyse, and delayed redelivery of a message."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from core.model.stored_object import ReanalysisRequest
from core.model.wire import to_wire

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAX_VISIBILITY_S = 12 * 60 * 60  # SQS's limit
_FIRST_SEQUENCER = "0"


@dataclass(frozen=True, slots=True)
class IngestQueue:
    client: "SQSClient"
    queue_url: str

    def send(self, image_id: str, if_revision: int) -> None:
        request = ReanalysisRequest(image_id=image_id, if_revision=if_revision)
        self.client.send_message(QueueUrl=self.queue_url, MessageBody=json.dumps(to_wire(request)))

    def send_upload(self, bucket: str, key: str) -> None:
        s3 = {
            "bucket": {"name": bucket},
            "object": {"key": quote_plus(key), "sequencer": _FIRST_SEQUENCER},
        }
        body = {"Records": [{"eventName": "ObjectCreated:Put", "s3": s3}]}
        self.client.send_message(QueueUrl=self.queue_url, MessageBody=json.dumps(body))

    def return_after(self, receipt_handle: str, delay_s: int) -> None:
        """The message is delivered again once `delay_s` (0 to 43,200) have passed."""
        self.client.change_message_visibility(
            QueueUrl=self.queue_url,
            ReceiptHandle=receipt_handle,
            VisibilityTimeout=min(delay_s, MAX_VISIBILITY_S),
        )
