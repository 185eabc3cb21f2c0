"""A queue subscribed to the topic, read as a backend would read it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from benchmarks.arrivals import Arrivals
from laptop.laptop import Laptop

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import DeleteMessageBatchRequestEntryTypeDef

_WAIT_S = 1  # a long poll; short enough to notice the end
_MAX_MESSAGES = 10


@contextmanager
def listening_to_topic(laptop: Laptop) -> Iterator[Arrivals]:
    arrivals = Arrivals()
    with receiving_events(laptop, lambda event: arrivals.note(event["imageId"])):
        yield arrivals


@contextmanager
def receiving_events(laptop: Laptop, receive: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """A thread calls `receive` for each event."""
    endpoint = laptop.outputs.aws_endpoint
    sqs = laptop.session.client("sqs", endpoint_url=endpoint)
    sns = laptop.session.client("sns", endpoint_url=endpoint)
    queue_url = sqs.create_queue(QueueName=f"listener-{uuid4().hex}")["QueueUrl"]
    attributes = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
    subscription = sns.subscribe(
        TopicArn=laptop.outputs.topic_arn,
        Protocol="sqs",
        Endpoint=attributes["Attributes"]["QueueArn"],
        Attributes={"RawMessageDelivery": "true"},
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    stopping = threading.Event()
    thread = threading.Thread(target=_listen, args=(sqs, queue_url, receive, stopping))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()
        sns.unsubscribe(SubscriptionArn=subscription)
        sqs.delete_queue(QueueUrl=queue_url)


def _listen(
    sqs: "SQSClient",
    queue_url: str,
    receive: Callable[[dict[str, Any]], None],
    stopping: threading.Event,
) -> None:
    while not stopping.is_set():
        messages = sqs.receive_message(
            QueueUrl=queue_url, WaitTimeSeconds=_WAIT_S, MaxNumberOfMessages=_MAX_MESSAGES
        ).get("Messages", [])
        for message in messages:
            receive(json.loads(message["Body"]))
        if messages:
            handles: list[DeleteMessageBatchRequestEntryTypeDef] = [
                {"Id": str(index), "ReceiptHandle": message["ReceiptHandle"]}
                for index, message in enumerate(messages)
            ]
            sqs.delete_message_batch(QueueUrl=queue_url, Entries=handles)
