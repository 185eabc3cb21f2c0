"""Queues that are subscribed to the topic."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.support.system.inbox import Event, Inbox

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient


_RAW: Mapping[str, str] = {"RawMessageDelivery": "true"}


@dataclass(frozen=True, slots=True)
class Topic:
    sns: "SNSClient"
    sqs: "SQSClient"
    arn: str

    @contextmanager
    def delivered_to_queue(
        self, attributes: Mapping[str, str] = _RAW, /, **filter_policy: Any
    ) -> Iterator[Inbox]:
        """The inbox of a queue that is subscribed with this policy, by default with raw
        delivery."""
        queue_url = self.sqs.create_queue(QueueName=f"listener-{uuid4()}")["QueueUrl"]
        queue_arn = self._arn(queue_url)
        admission = json.dumps(_admission(queue_arn, self.arn))
        self.sqs.set_queue_attributes(QueueUrl=queue_url, Attributes={"Policy": admission})
        self._subscribe("sqs", queue_arn, {**_RAW, **attributes}, filter_policy)
        yield Inbox("a queue", lambda: self._receive(queue_url))
        self.sqs.delete_queue(QueueUrl=queue_url)

    @contextmanager
    def delivered_to(
        self, url: str, attributes: Mapping[str, str], /, **filter_policy: Any
    ) -> Iterator[None]:
        """Subscribes a web server, which receives nothing before it has confirmed."""
        self._subscribe("http", url, attributes, filter_policy)
        yield
        subscribed = self.sns.list_subscriptions_by_topic(TopicArn=self.arn)["Subscriptions"]
        for arn in (each["SubscriptionArn"] for each in subscribed if each["Endpoint"] == url):
            if arn.startswith(self.arn):  # an unconfirmed subscription has no ARN
                self.sns.unsubscribe(SubscriptionArn=arn)

    def _arn(self, queue_url: str) -> str:
        described = self.sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
        return described["Attributes"]["QueueArn"]

    def _subscribe(
        self,
        protocol: str,
        endpoint: str,
        attributes: Mapping[str, str],
        filter_policy: Mapping[str, Any],
    ) -> None:
        self.sns.subscribe(
            TopicArn=self.arn,
            Protocol=protocol,
            Endpoint=endpoint,
            Attributes={**attributes, "FilterPolicy": json.dumps(filter_policy)},
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
        return [_event(json.loads(message["Body"])) for message in messages]


def _event(body: dict[str, Any]) -> Event:
    """A message without raw delivery has an SNS envelope."""
    event: Event = json.loads(body["Message"]) if body.get("Type") == "Notification" else body
    return event


def _admission(queue_arn: str, topic_arn: str) -> dict[str, Any]:
    """The queue's policy: it admits messages of the topic."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
