"""The table's stream and its event source mapping.

The changes of one image come in order, in one of several lanes; each lane has one batch under way.
The rules that the laptop's poller follows decide what happens to a batch that fails."""

import zlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from streams_emulator.delivery import Delivery
from streams_emulator.record import StreamRecord
from streams_emulator.steps import Discard, InvocationResult, Invoke, RetryRules, Wait

from core.use_cases.publication import Change, Published, Publisher
from processors.publish.changes import image_changes
from tests.support.builders import a_stream_record
from tests.support.simulation.clockwork import Clockwork

BATCH_SIZE = 25
MAX_RETRIES = 3
_LANES = 2

Invocation = Callable[["Lane", Sequence[StreamRecord]], None]


@dataclass
class Lane:
    """`warm` is what a function keeps from one invocation to the next, until it dies."""

    clock: Clockwork
    invoke: Invocation
    failed: list[dict[str, Any]]
    name: str
    warm: Published = field(default_factory=Published)
    _waiting: deque[StreamRecord] = field(default_factory=deque)
    _delivery: Delivery = field(
        default_factory=lambda: Delivery(
            RetryRules(maximum_retry_attempts=MAX_RETRIES, bisects=True)
        )
    )
    _is_busy: bool = False

    def append(self, record: StreamRecord) -> None:
        self._waiting.append(record)
        if not self._is_busy:
            self._is_busy = True
            self.clock.after(100, self._go_on)

    def settle(self, outcome: InvocationResult) -> None:
        self._delivery.settle(outcome, self._now_s())
        self._go_on()

    def _go_on(self) -> None:
        step = self._delivery.next_step(self._now_s())
        if step is None and self._waiting:
            taken = min(BATCH_SIZE, len(self._waiting))
            self._delivery.accept([self._waiting.popleft() for _ in range(taken)])
            step = self._delivery.next_step(self._now_s())
        match step:
            case Invoke(piece):
                self.invoke(self, piece.records)
            case Wait(seconds):
                self.clock.after(max(1, round(seconds * 1_000)), self._go_on)
            case Discard(piece):
                self.failed += [dict(record.event) for record in piece.records]
                self._delivery.discarded()
                self._go_on()
            case None:
                self._is_busy = False

    def _now_s(self) -> float:
        return self.clock.now_ms / 1_000


class SimulatedStream:
    """`failed`: the content of the failure bucket, whole records in the order of failure."""

    def __init__(self, clock: Clockwork, invoke: Invocation) -> None:
        self.changes: list[Change] = []
        self.failed: list[dict[str, Any]] = []
        self._clock = clock
        self._lanes = [Lane(clock, invoke, self.failed, f"lane {n}") for n in range(_LANES)]

    def append(self, change: Change) -> None:
        assert change.after
        self.changes.append(change)
        event = a_stream_record(len(self.changes), change.before, change.after)
        event["dynamodb"]["ApproximateCreationDateTime"] = change.occurred_at.timestamp()
        record = StreamRecord(str(len(self.changes)), self._clock.now_ms / 1_000, event, 1_000)
        self._lanes[zlib.crc32(change.after.id.encode()) % _LANES].append(record)

    def republish(self, publisher: Publisher) -> None:
        """Publishes failed events again, as the operator's command does."""
        failed, self.failed[:] = [*self.failed], []
        for record in image_changes(failed):
            publisher.handle(record.change)
