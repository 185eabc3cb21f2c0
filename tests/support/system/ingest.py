"""The ingest queue and its consumer, which tests control."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from adapters.settings import variable_name
from tests.support.system.function import Function
from tests.support.waiting import eventually

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef


@dataclass(frozen=True, slots=True)
class Ingest:
    sqs: "SQSClient"
    function: Function
    queue_url: str
    dead_letter_queue_url: str

    def send(self, *bodies: str) -> None:
        """Sends all bodies at once; ten at the most."""
        entries: list[SendMessageBatchRequestEntryTypeDef] = [
            {"Id": uuid4().hex, "MessageBody": body} for body in bodies
        ]
        self.sqs.send_message_batch(QueueUrl=self.queue_url, Entries=entries)

    async def until_idle(self) -> None:
        await eventually(lambda: not any(self.counts()), "an empty ingest queue")

    async def until_handled(self, image_id: str, *, times: int) -> None:
        """Returns once this many messages about the image were started and the queue is empty.

        S3 sends a change to the queue shortly after its response, so a message may still come to an
        empty queue. A received message may return and come again."""
        await eventually(
            lambda: len(set(self.starts(image_id))) >= times, f"{times} messages of {image_id}"
        )
        await self.until_idle()

    def starts(self, image_id: str) -> list[str]:
        """Ids of the started messages about this image, from invocations that have ended."""
        first_words = f"start imageId={image_id} messageId="
        return [line.split(first_words)[1] for line in self.function.logged(first_words)]

    def counts(self) -> tuple[int, int]:
        """The number of messages that wait, that are being handled, or that are delayed."""
        return _counts(self.sqs, self.queue_url)

    def dead_letter_count(self) -> int:
        return sum(_counts(self.sqs, self.dead_letter_queue_url))

    def dead_letters(self) -> list[str]:
        """The bodies of dead letters; the messages stay in their queue."""
        received = self.sqs.receive_message(
            QueueUrl=self.dead_letter_queue_url, MaxNumberOfMessages=10, VisibilityTimeout=0
        )
        return [message["Body"] for message in received.get("Messages", [])]

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Messages wait until the block is left."""
        with self.function.fed(enabled=False):
            yield

    @contextmanager
    def one_by_one(self) -> Iterator[None]:
        """Delivers one message for each invocation; several invocations run at once."""
        with self.function.fed(batch_size=1):
            yield

    async def take(self, count: int) -> list[str]:
        """Takes this many messages out of the paused queue, in the order of their arrival."""
        taken: list[str] = []

        def look() -> bool:
            taken.extend(self._take_waiting())
            return len(taken) >= count

        await eventually(look, f"{count} messages in the ingest queue")
        return taken

    def _take_waiting(self) -> Iterator[str]:
        received = self.sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10)
        for message in received.get("Messages", []):
            self.sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
            yield message["Body"]

    @contextmanager
    def giving_up_after(self, receives: int) -> Iterator[None]:
        before = self._attribute("RedrivePolicy")
        variable = variable_name("max_receive_count")
        policy = {**json.loads(before), "maxReceiveCount": receives}
        self._set("RedrivePolicy", json.dumps(policy))
        try:
            with self.function.configured(variables={variable: str(receives)}):
                yield
        finally:
            self._set("RedrivePolicy", before)

    @contextmanager
    def hidden_for(self, seconds: int) -> Iterator[None]:
        """A message that is received and not deleted comes again after this time."""
        before = self._attribute("VisibilityTimeout")
        self._set("VisibilityTimeout", str(seconds))
        try:
            yield
        finally:
            self._set("VisibilityTimeout", before)

    def _attribute(self, name: "QueueAttributeNameType") -> str:
        described = self.sqs.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=[name])
        return described["Attributes"][name]

    def _set(self, name: "QueueAttributeNameType", value: str) -> None:
        self.sqs.set_queue_attributes(QueueUrl=self.queue_url, Attributes={name: value})


def _counts(sqs: "SQSClient", queue_url: str) -> tuple[int, int]:
    attributes = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["All"])["Attributes"]
    return (
        int(attributes["ApproximateNumberOfMessages"]),
        int(attributes["ApproximateNumberOfMessagesNotVisible"]),
    )
