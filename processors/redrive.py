"""`make redrive`: moves messages from a dead-letter queue back to where they failed."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from adapters import clients
from adapters.logs import log_failure
from adapters.sqs_messages import MalformedMessage
from adapters.stack_outputs import stack_outputs
from processors.analyze.messages import hints_in
from processors.erase.messages import order_in

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

HIDDEN_S = 300  # what was received, from another run and from this one's next receive
LONG_POLL_S = 2  # asks all of SQS's servers, where a short poll asks some
_MAX_ROUNDS_OF_KNOWN = 3


@dataclass(slots=True, kw_only=True)
class Redrive:
    """Sends each message before it deletes it, so that a message may exist twice but is never lost.
    An image that is analysed already costs nothing, and a second order is stale. `ids_in` returns
    the ids that a message is about, None if it would fail again. `ids`: only messages about these;
    empty: all.

    `moved`: the ids by message id. `left`: receipt handles of the messages that stay in the queue,
    by message id: not chosen, `unreadable` (neither S3's nor ours) or `failed` to move.
    """

    sqs: "SQSClient"
    dead_letter_queue_url: str
    queue_url: str
    ids_in: Callable[[str], frozenset[str] | None]
    ids: frozenset[str] = frozenset()
    moved: dict[str, frozenset[str]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def run(self) -> None:
        rounds_of_known = 0
        try:
            while rounds_of_known < _MAX_ROUNDS_OF_KNOWN and (messages := self._receive()):
                is_new = [self._handle(message) for message in messages]
                rounds_of_known = 0 if any(is_new) else rounds_of_known + 1
        finally:
            self._show_what_is_left()

    @property
    def missing(self) -> frozenset[str]:
        """The chosen ids that no message was about."""
        return self.ids.difference(*self.moved.values())

    def _receive(self) -> "list[MessageTypeDef]":
        return self.sqs.receive_message(
            QueueUrl=self.dead_letter_queue_url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN_S,
            WaitTimeSeconds=LONG_POLL_S,
        ).get("Messages", [])

    def _handle(self, message: "MessageTypeDef") -> bool:
        """Whether the message was new: SQS may deliver one again, even after its deletion."""
        message_id = message["MessageId"]
        if message_id in self.moved:
            self._delete(message)
            return False
        is_new = message_id not in self.left
        self.left[message_id] = message["ReceiptHandle"]
        if is_new:
            self._move_if_chosen(message)
        return is_new

    def _move_if_chosen(self, message: "MessageTypeDef") -> None:
        ids = self.ids_in(message["Body"])
        if ids is None:
            self.unreadable.append(message["MessageId"])
        elif not self.ids or self.ids & ids:
            self._move(message, ids)

    def _move(self, message: "MessageTypeDef", ids: frozenset[str]) -> None:
        message_id = message["MessageId"]
        try:
            self.sqs.send_message(QueueUrl=self.queue_url, MessageBody=message["Body"])
        except (BotoCoreError, ClientError):
            log_failure("not moved", messageId=message_id)
            self.failed.append(message_id)
        else:
            self.moved[message_id] = ids
            del self.left[message_id]
            self._delete(message)

    def _delete(self, message: "MessageTypeDef") -> None:
        handle = message["ReceiptHandle"]
        try:
            self.sqs.delete_message(QueueUrl=self.dead_letter_queue_url, ReceiptHandle=handle)
        except (BotoCoreError, ClientError):  # the next run moves it once more
            log_failure("moved but not deleted", messageId=message["MessageId"])

    def _show_what_is_left(self) -> None:
        for message_id, handle in self.left.items():
            try:
                self.sqs.change_message_visibility(
                    QueueUrl=self.dead_letter_queue_url, ReceiptHandle=handle, VisibilityTimeout=0
                )
            except (BotoCoreError, ClientError):  # visible again after the timeout
                log_failure("hidden for a while", messageId=message_id)


def image_ids_in(body: str) -> frozenset[str] | None:
    try:
        return frozenset(hint.image_id for hint in hints_in(body))
    except MalformedMessage:
        return None


def erasure_ids_in(body: str) -> frozenset[str] | None:
    try:
        return frozenset({order_in(body).erasure_id})
    except MalformedMessage:
        return None


@dataclass(frozen=True, slots=True)
class RedrivenQueue:
    """By the names of the stack's outputs."""

    queue_url: str
    dead_letter_queue_url: str
    ids_in: Callable[[str], frozenset[str] | None]


QUEUES = {
    "ingest": RedrivenQueue("QueueUrl", "DeadLetterQueueUrl", image_ids_in),
    "erasure": RedrivenQueue("ErasureQueueUrl", "ErasureDeadLetterQueueUrl", erasure_ids_in),
}


def report(redrive: Redrive) -> str:
    moved_ids = sorted(frozenset().union(*redrive.moved.values()))
    lines = [f"moved {len(redrive.moved)} messages, left {len(redrive.left)}"]
    lines += [f"moved: {moved_id}" for moved_id in moved_ids]
    lines += [f"no message of: {missing_id}" for missing_id in sorted(redrive.missing)]
    lines += [f"left, neither S3's nor ours: {message_id}" for message_id in redrive.unreadable]
    lines += [f"left, could not be sent: {message_id}" for message_id in redrive.failed]
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make redrive", description=__doc__)
    parser.add_argument("--stack", required=True, help="name of the deployed stack")
    parser.add_argument("--queue", choices=QUEUES, default="ingest", help="where they failed")
    parser.add_argument("ids", nargs="*", help="of images, or of erasures; none: every message")
    arguments = parser.parse_args()
    outputs = stack_outputs(arguments.stack)
    queue = QUEUES[arguments.queue]
    redrive = Redrive(
        sqs=clients.sqs_client(),
        dead_letter_queue_url=outputs[queue.dead_letter_queue_url],
        queue_url=outputs[queue.queue_url],
        ids_in=queue.ids_in,
        ids=frozenset(arguments.ids),
    )
    redrive.run()
    sys.stdout.write(report(redrive))
    if redrive.failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
