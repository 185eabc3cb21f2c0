import json
import logging
import threading
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from adapters.ingest_queue import IngestQueue
from adapters.sqs_messages import Message
from core.model.detection import Detection
from core.model.failure import AnalysisFailed, FailureCode
from core.model.image import Image, ImageStatus
from core.model.stored_object import ObjectVersion
from processors.analyze.batch import BatchProcessor
from processors.analyze.messages import BATCH_SIZE
from tests.support.builders import (
    MINUTE,
    a_lease,
    a_message,
    a_record,
    an_image,
    an_s3_body,
    an_s3_record,
)
from tests.support.fakes import FakeEngine
from tests.support.simulation.ports import PortFailure, Tapped
from tests.support.world import World

MAX_RECEIVE_COUNT = 6
PATIENCE_S = 20


@dataclass
class RecordingSqs:
    """Delays in seconds by receipt handle."""

    delays_s: dict[str, int] = field(default_factory=dict)
    failure: Exception | None = None

    def change_message_visibility(self, **asked: Any) -> None:
        assert asked["QueueUrl"] == "queue"
        if self.failure:
            raise self.failure
        self.delays_s[asked["ReceiptHandle"]] = asked["VisibilityTimeout"]


class EngineThatFailsFor(FakeEngine):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def detect(self, version: ObjectVersion) -> Detection:
        if version.key.endswith(f"/{self.name}.jpg"):
            raise AnalysisFailed(FailureCode.ENGINE_UNAVAILABLE)
        return super().detect(version)


@dataclass
class Batches:
    world: World = field(default_factory=World)
    sqs: RecordingSqs = field(default_factory=RecordingSqs)

    def process(self, *messages: Message, wrap: Any = lambda port: port) -> list[str]:
        processor = BatchProcessor(
            analyzer=self.world.analyzer(wrap),
            queue=IngestQueue(cast("Any", self.sqs), "queue"),
            max_receive_count=MAX_RECEIVE_COUNT,
            now=self.world.clock,
        )
        return processor.process(messages, self.world.clock.time + MINUTE)

    def uploaded(self, name: str = "portrait", **message: Any) -> Message:
        key = f"uploads/ana/{name}.jpg"
        hint = self.world.upload(key=key)
        return a_message(an_s3_body(an_s3_record(key, hint.sequencer)), **message)

    def status(self, name: str = "portrait") -> ImageStatus:
        state = self.world.record(f"uploads/ana/{name}.jpg").state
        assert isinstance(state, Image)
        return state.status


def test_batch_of_ten_images_is_analyzed_in_parallel() -> None:
    batches = Batches()
    all_running = threading.Barrier(BATCH_SIZE)

    def meet() -> None:
        all_running.wait(PATIENCE_S)

    batches.world.engine.before_answering = meet
    messages = [batches.uploaded(str(n), id=f"m{n}") for n in range(BATCH_SIZE)]

    failed = batches.process(*messages)

    assert failed == []
    assert {batches.status(str(n)) for n in range(BATCH_SIZE)} == {ImageStatus.ANALYZED}
    assert batches.sqs.delays_s == {}


def test_messages_of_one_image_are_handled_one_after_another_in_their_order() -> None:
    batches = Batches()
    messages = [batches.uploaded(id=f"m{n}") for n in range(BATCH_SIZE)]
    threads: list[int] = []

    def seen(port: object) -> Tapped:
        return Tapped(port, before=lambda: threads.append(threading.get_ident()))

    failed = batches.process(*messages, wrap=seen)

    assert failed == []
    assert len(set(threads)) == 1
    assert len(batches.world.engine.calls) == 1
    last = batches.world.objects.events[-1]
    assert batches.world.record().sequencer == last.sequencer


def test_only_the_message_that_failed_comes_again() -> None:
    batches = Batches(World(engine=EngineThatFailsFor("b")))
    messages = [batches.uploaded(name, id=name) for name in "abc"]

    failed = batches.process(*messages)

    assert failed == ["b"]
    assert list(batches.sqs.delays_s) == ["receipt-b"]
    assert [batches.status(name) for name in "abc"] == [
        ImageStatus.ANALYZED,
        ImageStatus.PENDING,
        ImageStatus.ANALYZED,
    ]


def test_malformed_message_leaves_the_others_of_its_batch_alone() -> None:
    batches = Batches()
    malformed = an_s3_body(an_s3_record("uploads/ana/x.jpg", "not hexadecimal"))

    failed = batches.process(a_message(malformed, id="m1"), batches.uploaded(id="m2"))

    assert failed == ["m1"]
    assert batches.status() is ImageStatus.ANALYZED


def test_messages_that_need_no_action_are_deleted() -> None:
    batches = Batches()
    test_event = a_message(json.dumps({"Event": "s3:TestEvent"}))
    foreign = a_message(an_s3_body(an_s3_record("exports/ana/x.jpg")))

    assert batches.process(test_event, foreign) == []
    assert batches.world.records.stored == {}


def test_message_of_several_images_comes_again_whole_when_one_of_them_fails() -> None:
    batches = Batches()
    keys = ["uploads/ana/a.jpg", "uploads/ana/b.jpg"]
    hints = [batches.world.upload(key=key) for key in keys]
    records = [an_s3_record(hint.key, hint.sequencer) for hint in hints]
    message = a_message(an_s3_body(*records))
    batches.world.engine.failures = [PortFailure()]

    assert batches.process(message) == ["m1"]
    assert batches.process(message) == []
    assert (batches.status("a"), batches.status("b")) == (ImageStatus.ANALYZED,) * 2


def test_request_to_analyze_again_is_carried_out() -> None:
    batches = Batches()
    record = batches.world.upload_and_settle()

    failed = batches.process(a_message(json.dumps({"imageId": record.id, "ifRevision": 1})))

    assert failed == []
    assert batches.world.record().revision == 2


def test_message_of_a_leased_image_comes_again_once_the_lease_has_ended() -> None:
    batches = Batches()
    message = batches.uploaded()
    lease = a_lease(until=batches.world.clock.time + MINUTE)
    hint = batches.world.objects.events[-1]
    stored = batches.world.records.add(a_record(an_image(), sequencer=hint.sequencer, lease=lease))

    assert batches.process(message) == ["m1"]
    assert batches.sqs.delays_s == {"receipt-m1": 61}
    assert batches.world.record() == stored


@pytest.mark.parametrize(
    ("receive_count", "bound_s"), [(1, 2), (2, 4), (5, 32), (9, 300), (1000, 300)]
)
def test_failed_message_comes_again_after_a_random_delay_below_a_growing_limit(
    receive_count: int, bound_s: int
) -> None:
    delays_s = []
    for _ in range(60):
        batches = Batches()
        batches.world.engine.failures = [PortFailure()]
        batches.process(batches.uploaded(receive_count=receive_count))
        delays_s.append(batches.sqs.delays_s["receipt-m1"])

    assert all(0 <= delay_s <= bound_s for delay_s in delays_s)
    assert len(set(delays_s)) > 1
    assert max(delays_s) > bound_s / 2


def test_message_that_met_the_engines_quota_waits_ten_times_as_long() -> None:
    delays_s = []
    for _ in range(60):
        batches = Batches()
        batches.world.engine.failures = [AnalysisFailed(FailureCode.ENGINE_THROTTLED)]
        batches.process(batches.uploaded(receive_count=2))
        delays_s.append(batches.sqs.delays_s["receipt-m1"])

    assert all(0 <= delay_s <= 40 for delay_s in delays_s)
    assert max(delays_s) > 20


def test_message_comes_again_by_itself_when_its_visibility_cannot_be_changed() -> None:
    batches = Batches(sqs=RecordingSqs(failure=PortFailure()))
    batches.world.engine.failures = [PortFailure()]

    assert batches.process(batches.uploaded("a"), batches.uploaded("b", id="m2")) in (
        ["m1"],
        ["m2"],
    )


@pytest.mark.parametrize(
    ("receive_count", "status"),
    [(MAX_RECEIVE_COUNT - 1, ImageStatus.PENDING), (MAX_RECEIVE_COUNT, ImageStatus.FAILED)],
)
def test_image_is_failed_by_its_last_delivery_and_no_earlier(
    receive_count: int, status: ImageStatus
) -> None:
    batches = Batches()
    batches.world.engine.failures = [AnalysisFailed(FailureCode.ENGINE_UNAVAILABLE)]

    assert batches.process(batches.uploaded(receive_count=receive_count)) == ["m1"]
    assert batches.status() is status


def test_log_holds_ids_and_nothing_of_the_message_or_the_faces(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    batches = Batches()
    message = batches.uploaded("ana-at-the-clinic")
    with caplog.at_level(logging.INFO, "facegraph"):
        batches.process(message)

    output = [*caplog.messages, *capsys.readouterr().out.splitlines()]
    (image_id,) = batches.world.records.stored
    assert [line for line in caplog.messages if image_id in line] == caplog.messages
    assert len(caplog.messages) == 2
    for private in ("clinic", "uploads/", "boundingBox", "confidence"):
        assert not [line for line in output if private in line]
