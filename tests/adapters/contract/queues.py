"""Queues: a test sends to them, and a processor receives from them."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, Self
from uuid import uuid4

from adapters.erasure_queue import SqsErasureQueue
from adapters.ingest_queue import IngestQueue
from adapters.sqs_messages import Message
from core.model.erasure import ErasureOrder
from core.model.stored_object import Hint
from core.ports import AnalysisQueue, ErasureQueue, ReanalysisQueue
from processors.analyze.messages import hints_in
from processors.erase.messages import order_in
from tests.support.fakes import FakeErasureQueue, FakeReanalysisQueue
from tests.support.simulation.clockwork import Clockwork
from tests.support.simulation.faulty import Faults
from tests.support.simulation.schedule import schedule_of
from tests.support.simulation.sqs import VISIBILITY_TIMEOUT_MS, SimulatedQueue

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class Requests(Protocol):
    @property
    def queue(self) -> AnalysisQueue: ...

    def received(self) -> list[Hint]:
        """The hints that the processor reads from the received messages."""
        ...


class Returning(ReanalysisQueue, Protocol):
    def return_after(self, receipt_handle: str, delay_s: int) -> None: ...


class Messages(Protocol):
    """The ingest queue; received messages are not deleted."""

    @property
    def queue(self) -> Returning: ...

    def receive(self) -> list[Message]: ...

    def received(self) -> list[Hint]: ...

    def wait(self, seconds: int) -> None: ...


class Orders(Protocol):
    @property
    def queue(self) -> ErasureQueue: ...

    def received(self) -> list[ErasureOrder]: ...

    def wait(self, seconds: int) -> None: ...


@dataclass
class FakeRequests:
    queue: FakeReanalysisQueue = field(default_factory=FakeReanalysisQueue)

    def received(self) -> list[Hint]:
        return self.queue.sent


class BenchMessages:
    """The queue of the fault bench, without any fault."""

    def __init__(self, *image_ids: str) -> None:
        self._clock, self._received = Clockwork(), list[Message]()
        self.queue = SimulatedQueue(
            clock=self._clock,
            faults=Faults(schedule_of(0), are_over=True),
            max_receive_count=5,
            invoke=self._received.extend,
            names={image_id: image_id for image_id in image_ids},
        )

    def receive(self) -> list[Message]:
        self.wait(1)  # between two polls
        received, self._received[:] = [*self._received], []
        return received

    def received(self) -> list[Hint]:
        return [hint for message in self.receive() for hint in hints_in(message.body)]

    def wait(self, seconds: int) -> None:
        self._clock.run_until(self._clock.now_ms + seconds * 1_000)


@dataclass
class SqsInbox:
    sqs: "SQSClient"
    queue_url: str

    @classmethod
    def new(cls, sqs: "SQSClient") -> Self:
        hidden_s = str(VISIBILITY_TIMEOUT_MS // 1_000)
        created = sqs.create_queue(
            QueueName=f"contract-{uuid4()}", Attributes={"VisibilityTimeout": hidden_s}
        )
        return cls(sqs, created["QueueUrl"])

    def receive(self) -> list[Message]:
        received = self.sqs.receive_message(
            QueueUrl=self.queue_url,
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        return [
            Message(
                id=message["MessageId"],
                receipt_handle=message["ReceiptHandle"],
                receive_count=int(message["Attributes"]["ApproximateReceiveCount"]),
                body=message["Body"],
            )
            for message in received.get("Messages", [])
        ]

    def wait(self, seconds: int) -> None:
        time.sleep(seconds)


class SqsMessages(SqsInbox):
    @property
    def queue(self) -> IngestQueue:
        return IngestQueue(self.sqs, self.queue_url)

    def received(self) -> list[Hint]:
        return [hint for message in self.receive() for hint in hints_in(message.body)]


@dataclass
class FakeOrders:
    queue: FakeErasureQueue = field(default_factory=FakeErasureQueue)
    waited: timedelta = timedelta(0)

    def received(self) -> list[ErasureOrder]:
        return [order for order, delay in self.queue.sent if delay <= self.waited]

    def wait(self, seconds: int) -> None:
        self.waited += timedelta(seconds=seconds)


class SqsOrders(SqsInbox):
    @property
    def queue(self) -> SqsErasureQueue:
        return SqsErasureQueue(self.sqs, self.queue_url)

    def received(self) -> list[ErasureOrder]:
        return [order_in(message.body) for message in self.receive()]
