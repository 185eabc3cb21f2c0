"""The ingest queue and its event source mapping, by SQS's rules.

A message is delivered at least once and in any order, is hidden while a delivery is at work, comes
again when its visibility timeout ends, and goes to the dead-letter queue instead of being received
once more than `max_receive_count` times.
https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from adapters.sqs_messages import Message
from core.model.stored_object import ReanalysisRequest
from core.model.wire import to_wire
from processors.analyze.messages import BATCH_SIZE
from tests.support.simulation.clockwork import Clockwork
from tests.support.simulation.faulty import Faults
from tests.support.simulation.schedule import FaultKind, chance

VISIBILITY_TIMEOUT_MS = 360_000


@dataclass
class Queued:
    name: str
    body: str
    subject: str
    visible_ms: float = 0
    receive_count: int = 0
    is_gone: bool = False

    def as_message(self) -> Message:
        return Message(
            id=self.name,
            receipt_handle=f"{self.name}@{self.receive_count}",
            receive_count=self.receive_count,
            body=self.body,
        )


@dataclass
class SimulatedQueue:
    """`invoke` starts a function with messages; `settle` receives those that have failed, None
    for all of them."""

    clock: Clockwork
    faults: Faults
    max_receive_count: int
    invoke: Callable[[Sequence[Message]], None]
    names: dict[str, str]
    messages: dict[str, Queued] = field(default_factory=dict)
    dead_letters: list[Queued] = field(default_factory=list)
    _sent: dict[str, int] = field(default_factory=dict)

    def add(self, subject: str, body: str, delay_ms: int = 0) -> None:
        self._sent[subject] = number = self._sent.get(subject, 0) + 1
        message = Queued(f"{subject}.{number}", body, subject)
        self.messages[message.name] = message
        self._show_after(message, delay_ms)

    def send(self, image_id: str, if_revision: int) -> None:
        request = ReanalysisRequest(image_id=image_id, if_revision=if_revision)
        self.add(self.names[image_id], json.dumps(to_wire(request)))

    def return_after(self, receipt_handle: str, delay_s: int) -> None:
        name, receive_count = receipt_handle.split("@")
        message = self.messages.get(name)
        if message and message.receive_count == int(receive_count):
            self._show_after(message, delay_s * 1_000)

    def redrive(self) -> None:
        """Moves the dead letters back, as StartMessageMoveTask does: as new messages."""
        letters, self.dead_letters = self.dead_letters, []
        for letter in letters:
            self.add(letter.subject, letter.body)

    def settle(self, messages: Sequence[Message], failed: Sequence[str] | None) -> None:
        """Deletes the messages that did not fail, if the deletion works. The others stay hidden
        until their visibility timeout ends."""
        for message in messages:
            succeeded = failed is not None and message.id not in failed
            if succeeded and not self.faults.strike(message.id, "the deletion of the message"):
                self.messages.pop(message.id, None)

    def _show_after(self, message: Queued, delay_ms: int) -> None:
        message.visible_ms = self.clock.now_ms + delay_ms
        jitter_ms = int(self._chance("poll", message) * 300)
        self.clock.after(delay_ms + jitter_ms, self._poll)

    def _poll(self) -> None:
        visible = [m for m in self.messages.values() if m.visible_ms <= self.clock.now_ms]
        visible.sort(key=partial(self._chance, "order"))
        received = [m.as_message() for m in visible[:BATCH_SIZE] if self._receive(m)]
        if received:
            self.invoke(received)

    def _receive(self, message: Queued) -> bool:
        if message.receive_count == self.max_receive_count:
            self.dead_letters.append(self.messages.pop(message.name))
            return False
        message.receive_count += 1
        fault = self.faults.strike(message.name, "the delivery")
        twice = fault is not None and fault.kind is FaultKind.TWICE
        self._show_after(message, 50 if twice else VISIBILITY_TIMEOUT_MS)
        return True

    def _chance(self, what: str, message: Queued) -> float:
        return chance(self.faults.schedule.seed, what, message.name, message.receive_count)
