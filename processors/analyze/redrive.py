"""`make redrive`: moves messages from the dead-letter queue back to where they failed."""

import argparse
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from adapters import clients
from adapters.logs import log_failure
from adapters.stack_outputs import stack_outputs
from processors.analyze.messages import MalformedMessage, hints_in

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_HIDDEN_S = 300  # what was received, from another run and from this one's next receive
_LONG_POLL_S = 2  # asks all of SQS's servers, where a short poll asks some
_MAX_ROUNDS_OF_KNOWN = 3


@dataclass(slots=True, kw_only=True)
class Redrive:
    """Each message is first sent and then deleted, so that it may be there twice and never not at
    all; to analyse an image twice costs nothing. `image_ids`: of which images; none: of all.

    `moved` are image ids by message id. `left`, by message id, stays in the queue: what was not
    chosen, `unreadable` (neither S3's nor ours: it would fail again) or `failed` to move.
    """

    sqs: "SQSClient"
    dead_letter_queue_url: str
    queue_url: str
    image_ids: frozenset[str] = frozenset()
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
        """Images that were named and of which no message was found."""
        return self.image_ids.difference(*self.moved.values())

    def _receive(self) -> "list[MessageTypeDef]":
        return self.sqs.receive_message(
            QueueUrl=self.dead_letter_queue_url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=_HIDDEN_S,
            WaitTimeSeconds=_LONG_POLL_S,
        ).get("Messages", [])

    def _handle(self, message: "MessageTypeDef") -> bool:
        """Whether it was new: SQS may deliver a message again, even one that was deleted."""
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
        try:
            image_ids = frozenset(hint.image_id for hint in hints_in(message["Body"]))
        except MalformedMessage:
            self.unreadable.append(message["MessageId"])
        else:
            if not self.image_ids or self.image_ids & image_ids:
                self._move(message, image_ids)

    def _move(self, message: "MessageTypeDef", image_ids: frozenset[str]) -> None:
        message_id = message["MessageId"]
        try:
            self.sqs.send_message(QueueUrl=self.queue_url, MessageBody=message["Body"])
        except (BotoCoreError, ClientError):
            log_failure("not moved", messageId=message_id)
            self.failed.append(message_id)
        else:
            self.moved[message_id] = image_ids
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
            except (BotoCoreError, ClientError):  # it shows itself in some minutes
                log_failure("hidden for a while", messageId=message_id)


def report(redrive: Redrive) -> str:
    image_ids = sorted(frozenset().union(*redrive.moved.values()))
    lines = [f"moved {len(redrive.moved)} messages, left {len(redrive.left)}"]
    lines += [f"moved: {image_id}" for image_id in image_ids]
    lines += [f"no message of: {image_id}" for image_id in sorted(redrive.missing)]
    lines += [f"left, neither S3's nor ours: {message_id}" for message_id in redrive.unreadable]
    lines += [f"left, could not be sent: {message_id}" for message_id in redrive.failed]
    return "".join(f"{line}\n" for line in lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make redrive", description=__doc__)
    parser.add_argument("--stack", required=True, help="name of the deployed stack")
    parser.add_argument("images", nargs="*", help="image ids; none: every message")
    arguments = parser.parse_args()
    outputs = stack_outputs(arguments.stack)
    redrive = Redrive(
        sqs=clients.sqs_client(),
        dead_letter_queue_url=outputs["DeadLetterQueueUrl"],
        queue_url=outputs["QueueUrl"],
        image_ids=frozenset(arguments.images),
    )
    redrive.run()
    sys.stdout.write(report(redrive))
    if redrive.failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
