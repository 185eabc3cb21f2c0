"""Plays one schedule: clients, bucket, queue, table, stream and both functions."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

from streams_emulator.record import StreamRecord, event_of
from streams_emulator.response import first_failed
from streams_emulator.steps import Failed, InvocationResult, Response, Succeeded

from adapters.sqs_messages import Message
from core.model.delivery import Delivery
from core.model.errors import FacegraphError
from core.model.event import ImageEvent
from core.model.image import Image
from core.model.record import ImageRecord
from core.model.stored_object import Hint, ObjectVersion
from core.use_cases.analysis import Analyzer, Busy, LeaseLost
from core.use_cases.catalog import Catalog
from core.use_cases.publication import Published, Publisher
from core.use_cases.sweep import Sweeper
from processors.analyze.batch import BatchProcessor
from processors.publish.batch import StreamProcessor
from processors.sweep.batch import Sweep, SweepIncomplete
from tests.faults import functions
from tests.faults.stream import Lane, SimulatedStream
from tests.support.builders import BUCKET, an_s3_body
from tests.support.fakes import CUT_OFF, FakeErasures, FakeSink, fake_read_header
from tests.support.simulation.backend import Backend, PaidEngine, fakes, id_of, key_of
from tests.support.simulation.clockwork import Clockwork, Pool
from tests.support.simulation.faulty import Faults, Process, Wire
from tests.support.simulation.ports import Crash, PortFailure
from tests.support.simulation.schedule import (
    MINUTE_MS,
    Doing,
    FaultKind,
    Operation,
    Schedule,
    chance,
)
from tests.support.simulation.sqs import SimulatedQueue
from tests.support.world import ANA

if TYPE_CHECKING:
    from adapters.ingest_queue import IngestQueue

T = TypeVar("T")

_FUNCTION_MS = 60_000
_RESOLVER_MS = 10_000
_SWEEP_MS = 120_000
_SWEEP_INTERVAL_MS = 300_000
_LONG_MS = 7 * 60 * MINUTE_MS  # longer than a sweep waits for another delivery
_NAMES = ("a", "b", "c")
_UNHANDLED = Failed(Response("", "", "Unhandled"))


@dataclass
class Payment:
    at_ms: float
    name: str
    version_id: str
    process: Process


@dataclass
class Answer:
    """The answer to a client's successful call. `image`: the image that reanalyzeImage returned."""

    operation: Operation
    asked_ms: float
    image: Image | None


@dataclass
class FinalAttempt:
    """The record after the last attempt on a message, if that attempt failed without dying.

    An attempt that left the image to another worker has no FinalAttempt."""

    name: str
    hint: Hint
    record: ImageRecord | None
    delivery: Delivery
    ended_at: datetime
    process: Process


@dataclass(frozen=True, kw_only=True)
class WatchedBatch(BatchProcessor):
    on_final_attempt: Callable[[Message, Hint, Delivery], None]

    def _handle(self, message: Message, hint: Hint, delivery: Delivery) -> None:
        try:
            super()._handle(message, hint, delivery)
        except (Busy, LeaseLost):
            raise
        except Exception:
            if delivery.is_last:
                self.on_final_attempt(message, hint, delivery)
            raise


@dataclass
class DatedSink(FakeSink):
    clock: Clockwork = field(default_factory=Clockwork)
    received_at: list[datetime] = field(default_factory=list)

    def publish(self, event: ImageEvent) -> None:
        super().publish(event)
        self.received_at.append(self.clock())


def _as_it_is(part: T, _: "Bench") -> T:
    return part


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Each function replaces a deployed part: so bugs are planted."""

    analyzer: "Callable[[Analyzer, Bench], Analyzer]" = _as_it_is
    catalog: "Callable[[Catalog, Bench], Catalog]" = _as_it_is
    publisher: "Callable[[Publisher, Bench], Publisher]" = _as_it_is


@dataclass
class Bench:
    """`steps` lists what happened, with the time in milliseconds."""

    schedule: Schedule
    make_backend: Callable[..., Backend] = fakes
    parts: Parts = field(default_factory=Parts)
    steps: list[tuple[float, str]] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    surprises: list[BaseException] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    final_attempts: dict[str, FinalAttempt] = field(default_factory=dict)  # by message

    def __post_init__(self) -> None:
        self.clock = Clockwork()
        self.faults = Faults(self.schedule)
        self.names = {id_of(name): name for name in _NAMES}
        self.wire = Wire(self.clock, self.faults, self.names, note=self._note)
        self.stream = SimulatedStream(self.clock, self._publish)
        self.backend = self.make_backend(self.clock, self.stream.append, self._notify)
        self.queue = SimulatedQueue(
            clock=self.clock,
            faults=self.faults,
            max_receive_count=self.schedule.max_receive_count,
            invoke=self._analyze,
            names=self.names,
        )
        self.sinks = {name: DatedSink(clock=self.clock) for name in ("topic", "subscribers")}
        self._events = 0
        self._drawn = random.Random(self.schedule.seed)

    def run(self) -> None:
        """Runs until nothing is due any more and a last sweep has found abandoned images."""
        for number, operation in enumerate(self.schedule.operations):
            self.clock.at(operation.at_ms, partial(self._do, number, operation))
        self.clock.at(_SWEEP_INTERVAL_MS, self._sweep)
        with self._watched():
            self.clock.run()
            self.faults.are_over = True
            self.clock.after(_LONG_MS, self._sweep_once)
            self.clock.run()

    def recover(self) -> None:
        """Moves dead letters and failed events back, as the runbook says, without further
        faults."""
        with self._watched():
            self.queue.redrive()
            self.clock.run()
            self.stream.republish(Publisher(faces=self.backend.faces, sinks=self._all_sinks()))
            self.clock.run()

    def record(self, name: str) -> Any:
        return self.backend.records.get(id_of(name))

    def received(self, sink: str) -> Iterator[tuple[datetime, ImageEvent]]:
        return zip(self.sinks[sink].received_at, self.sinks[sink].events, strict=True)

    def _all_sinks(self) -> tuple[FakeSink, ...]:
        return tuple(self.sinks.values())

    def _watched(self) -> Any:
        return functions.watched(self.surprises.append)

    def _note(self, text: str) -> None:
        self.steps.append((self.clock.now_ms, text))

    def _do(self, number: int, operation: Operation) -> None:
        self._note(str(operation))
        objects, key = self.backend.objects, key_of(operation.name)
        versions = objects.version_ids(key)
        match operation.doing:
            case Doing.UPLOAD:
                objects.put(key, b"picture")
            case Doing.UPLOAD_TEXT:
                objects.put(key, b"text")
            case Doing.UPLOAD_CUT_OFF:
                objects.put(key, CUT_OFF)
            case Doing.DELETE:
                objects.delete(key)
            case Doing.EXPIRE:
                objects.expire(key)
            case Doing.DELETE_VERSION if versions:
                objects.delete_version(key, versions[-1])
            case Doing.DELETE_OLD_VERSION if versions:
                objects.delete_version(key, versions[0])
            case Doing.GARBAGE:
                self.queue.add("garbage", '{"Records": 7}')
            case Doing.ANNOUNCE | Doing.DELETE_IMAGE | Doing.REANALYZE:
                process = self._process(f"the client's call {number}", _RESOLVER_MS)
                self.clock.start(partial(self._call, process, operation))

    def _call(self, process: Process, operation: Operation) -> None:
        catalog = self._catalog(process)
        image_id, image = id_of(operation.name), None
        try:
            match operation.doing:
                case Doing.ANNOUNCE:
                    catalog.create_upload(ANA, operation.name, "x.jpg", "image/jpeg")
                case Doing.DELETE_IMAGE:
                    catalog.delete_image(ANA, image_id)
                case _:
                    image = catalog.reanalyze_image(ANA, image_id)
        except (FacegraphError, PortFailure, Crash) as error:
            self._note(f"{process.name} ends in {type(error).__name__}")
        else:
            self.answers.append(Answer(operation, process.started_ms, image))

    def _notify(self, key: str, record: dict[str, Any]) -> None:
        name = key.split("/")[2]
        self._events += 1
        fault = self.faults.strike(name, "S3's event")
        delay_ms = 20 + int(chance(self.schedule.seed, "event", self._events) * 1_000)
        if fault:
            self._note(str(fault))
        if fault and fault.kind is FaultKind.TWICE:
            self.queue.add(name, an_s3_body(record), delay_ms * 7)
        self.queue.add(name, an_s3_body(record), delay_ms + (fault.delay_ms if fault else 0))

    def _sweep(self) -> None:
        if not self.clock.is_idle:
            self._sweep_once()
            self.clock.after(_SWEEP_INTERVAL_MS, self._sweep)

    def _sweep_once(self) -> None:
        process = self._process(f"the sweep at {self.clock.now_ms}", _SWEEP_MS)
        self.clock.start(partial(self._run_sweep, process))

    def _run_sweep(self, process: Process) -> None:
        ports = self._ports(process)
        ports.pop("faces")
        sweep = Sweep(records=ports["records"], sweeper=Sweeper(**ports), now=self.clock)
        with suppress(Crash, SweepIncomplete, PortFailure):
            sweep.run(self.clock.time_at(process.deadline_ms))

    def _process(self, name: str, lifetime_ms: int) -> Process:
        now_ms = self.clock.now_ms
        return Process(self.clock, name, deadline_ms=now_ms + lifetime_ms, started_ms=now_ms)

    def _analyze(self, messages: Sequence[Message]) -> None:
        names = " ".join(message.receipt_handle for message in messages)
        process = self._process(f"analyze {names}", _FUNCTION_MS)
        self.clock.start(partial(self._bear, process, messages))

    def _bear(self, process: Process, messages: Sequence[Message]) -> None:
        failed = self._invoked(messages[0].id, process, partial(self._handled, process, messages))
        self.queue.settle(messages, failed)

    def _handled(self, process: Process, messages: Sequence[Message]) -> list[str]:
        # More precise than the times in the table.
        deadline = self.clock.time_at(process.deadline_ms) + timedelta(microseconds=7)
        answer = functions.analyze(self._batch_processor(process), messages, deadline)
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def _publish(self, lane: Lane, records: Sequence[StreamRecord]) -> None:
        first, last = records[0].sequence_number, records[-1].sequence_number
        process = self._process(f"publish {first} to {last}", _FUNCTION_MS)
        self.clock.start(partial(self._bring, lane, process, records))

    def _bring(self, lane: Lane, process: Process, records: Sequence[StreamRecord]) -> None:
        publish = partial(self._published, lane, process, records)
        outcome: InvocationResult | None = self._invoked(lane.name, process, publish)
        if outcome is None:
            lane.warm = Published()
        lane.settle(outcome or _UNHANDLED)

    def _published(
        self, lane: Lane, process: Process, records: Sequence[StreamRecord]
    ) -> InvocationResult:
        publisher = Publisher(
            faces=self.wire.port("faces", self.backend.faces, process),
            sinks=tuple(self.wire.port(n, sink, process) for n, sink in self.sinks.items()),
            published=lane.warm,
        )
        processor = StreamProcessor(
            publisher=self.parts.publisher(publisher, self), new_pool=self._new_pool
        )
        answer = functions.publish(processor, event_of(records))
        numbers = [record.sequence_number for record in records]
        index = first_failed(json.dumps(answer).encode(), numbers)
        return Succeeded() if index is None else Failed(Response("", "", None), index)

    def _invoked(self, subject: str, process: Process, call: Callable[[], Any]) -> Any:
        """The function's answer; None if there is none, whether the function ran or not."""
        fault = self.faults.strike(subject, "the invocation")
        if fault:
            self.wire.struck.append((self.clock.now_ms, process, fault))
            self._note(f"{process.name}: {fault}")
        if fault and fault.kind is FaultKind.NOT_DONE:
            return None
        try:
            answer = call()
        except Crash:
            process.is_dead = True
            return None
        return None if fault else answer

    def _batch_processor(self, process: Process) -> BatchProcessor:
        queue = self.wire.port("queue", self.queue, process)

        def keep_final_attempt(message: Message, hint: Hint, delivery: Delivery) -> None:
            name, record = self.names[hint.image_id], self.backend.records.get(hint.image_id)
            attempt = FinalAttempt(name, hint, record, delivery, self.clock(), process)
            self.final_attempts[message.id] = attempt

        return WatchedBatch(
            on_final_attempt=keep_final_attempt,
            analyzer=self._analyzer(process),
            queue=cast("IngestQueue", queue),
            max_receive_count=self.schedule.max_receive_count,
            now=self.clock,
            new_pool=self._new_pool,
            draw=self._drawn.uniform,
        )

    def _new_pool(self, _: int) -> Pool:
        return Pool(self.clock)

    def _new_token(self) -> str:
        return "".join(self._drawn.choices("abcdefgh", k=10))

    def _analyzer(self, process: Process) -> Analyzer:
        def pay(version: ObjectVersion) -> None:
            name = version.key.split("/")[2]
            self.payments.append(Payment(self.clock.now_ms, name, version.version_id, process))

        engine = PaidEngine(self.backend.objects, pay)
        analyzer = Analyzer(
            **self._ports(process, engine=engine),
            read_header=fake_read_header,
            new_token=self._new_token,
        )
        return self.parts.analyzer(analyzer, self)

    def _catalog(self, process: Process) -> Catalog:
        ports = self._ports(process, reanalysis=self.queue, erasures=FakeErasures())
        return self.parts.catalog(Catalog(**ports, bucket=BUCKET), self)

    def _ports(self, process: Process, **others: Any) -> dict[str, Any]:
        backend = self.backend
        ports = {"records": backend.records, "faces": backend.faces, "objects": backend.objects}
        wrapped = {n: self.wire.port(n, port, process) for n, port in (ports | others).items()}
        return {**wrapped, "now": self.clock}
