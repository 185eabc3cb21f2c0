"""Queues that listen to the topic."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.stack.inbox import Event, Inbox

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Topic:
    sns: "SNSClient"
    sqs: "SQSClient"
    arn: str

    @contextmanager
    def told_to_queue(self, **filter_policy: Any) -> Iterator[Inbox]:
        """What a queue receives that is subscribed with this policy."""
        queue_url = self.sqs.create_queue(QueueName=f"listener-{uuid4()}")["QueueUrl"]
        self._subscribe(queue_url, filter_policy)
        yield Inbox("a queue", lambda: self._receive(queue_url))
        self.sqs.delete_queue(QueueUrl=queue_url)

    def _subscribe(self, queue_url: str, filter_policy: Mapping[str, Any]) -> None:
        attributes = self.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
        self.sns.subscribe(
            TopicArn=self.arn,
            Protocol="sqs",
            Endpoint=attributes["Attributes"]["QueueArn"],
            Attributes={
                "RawMessageDelivery": "true",
                "FilterPolicy": json.dumps(filter_policy),
            },
        )

    def _receive(self, queue_url: str) -> list[Event]:
        received = self.sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10)
        messages = received.get("Messages", [])
        if messages:
            self.sqs.delete_message_batch(
                QueueUrl=queue_url,
                Entries=[
                    {"Id": str(place), "ReceiptHandle": message["ReceiptHandle"]}
                    for place, message in enumerate(messages)
                ],
            )
        return [json.loads(message["Body"]) for message in messages]
