import threading
from typing import Any

import pytest

from adapters.table.items import face_item
from core.model.event import EventKind, ImageEvent
from core.model.record import ImageRecord
from core.use_cases.publication import Publisher
from processors.publish.batch import StreamProcessor
from processors.publish.changes import image_changes
from tests.support.builders import (
    NOW,
    a_lease,
    a_record,
    a_stream_record,
    a_tombstone,
    an_analyzed_image,
    an_image,
    some_faces,
)
from tests.support.fakes import FakeFaces, FakeSink
from tests.support.simulation.ports import PortFailure


class PickySink(FakeSink):
    """Accepts every event except those with the given ids."""

    def __init__(self, *refused: str) -> None:
        super().__init__()
        self.refused = refused

    def publish(self, event: ImageEvent) -> None:
        if event.id in self.refused:
            raise PortFailure
        super().publish(event)


def a_revision(name: str, revision: int) -> ImageRecord:
    image = an_analyzed_image(f"uploads/ana/{name}.jpg", revision=revision, face_count=0)
    return a_record(image, write_count=revision)


def a_change(number: int, name: str, revision: int = 1) -> dict[str, Any]:
    before = a_revision(name, revision - 1) if revision > 1 else None
    return a_stream_record(number, before, a_revision(name, revision))


def event_id(name: str, revision: int = 1) -> str:
    return f"{a_revision(name, revision).id}-{revision}"


def process(sink: FakeSink, *records: dict[str, Any]) -> str | None:
    publisher = Publisher(faces=FakeFaces(), sinks=(sink,))
    return StreamProcessor(publisher=publisher).process(image_changes(records))


def published(sink: FakeSink) -> list[str]:
    return [event.id for event in sink.events]


def test_batch_is_published_whole_and_reports_no_failure() -> None:
    sink = FakeSink()

    failed = process(sink, a_change(1, "a"), a_change(2, "b"))

    assert failed is None
    assert sorted(published(sink)) == sorted([event_id("a"), event_id("b")])


def test_changes_of_one_image_are_published_in_their_order() -> None:
    sink = FakeSink()

    process(sink, *(a_change(n, name, n) for n in range(1, 20) for name in "abc"))

    for name in "abc":
        image = a_revision(name, 1).id
        revisions = [event.revision for event in sink.events if event.image_id == image]
        assert revisions == list(range(1, 20))


def test_images_are_published_in_parallel() -> None:
    all_running = threading.Barrier(5)

    class MeetingSink(FakeSink):
        def publish(self, event: ImageEvent) -> None:
            all_running.wait(20)
            super().publish(event)

    sink = MeetingSink()

    assert process(sink, *(a_change(n, str(n)) for n in range(5))) is None
    assert len(sink.events) == 5


def test_batch_goes_on_from_the_first_record_that_failed() -> None:
    sink = PickySink(event_id("b"), event_id("d"))

    failed = process(sink, *(a_change(n, name) for n, name in enumerate("abcde", start=7)))

    assert failed == "8"
    assert sorted(published(sink)) == sorted(map(event_id, "ace"))


def test_nothing_of_an_image_is_published_after_its_failure() -> None:
    sink = PickySink(event_id("a", 2))

    failed = process(sink, *(a_change(n, "a", n) for n in (1, 2, 3)))

    assert failed == "2"
    assert published(sink) == [event_id("a", 1)]


def test_repeat_is_published_under_the_same_id() -> None:
    sink = FakeSink()
    for _ in range(2):
        process(sink, a_change(1, "a"))

    assert published(sink) == [event_id("a")] * 2


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, a_record(an_image())),
        (a_record(an_image()), a_record(an_image(), lease=a_lease())),
        (a_record(an_image(), lease=a_lease()), a_record(an_image())),
        (a_record(), a_record(sequencer="F")),
        (a_record(an_image()), None),
        (a_record(a_tombstone()), None),
    ],
    ids=["announcement", "claim", "release", "sequencer", "upload's sweep", "tombstone's sweep"],
)
def test_writes_that_change_no_revision_are_not_published(
    before: ImageRecord | None, after: ImageRecord | None
) -> None:
    sink = FakeSink()

    assert process(sink, a_stream_record(1, before, after)) is None
    assert sink.events == []


def test_removal_is_published_with_its_time() -> None:
    sink = FakeSink()

    process(sink, a_stream_record(1, a_record(), a_record(a_tombstone(), expires_at=NOW)))

    (event,) = sink.events
    assert (event.kind, event.occurred_at, event.image) == (EventKind.DELETED, NOW, None)


def test_writes_of_faces_are_ignored() -> None:
    (face,) = some_faces()
    item = face_item(face, "ana", NOW)
    data = {"Keys": {name: item[name] for name in ("pk", "sk")}, "NewImage": item}

    assert image_changes([{"eventName": "INSERT", "dynamodb": data}]) == []


def test_change_is_read_as_the_records_that_were_written() -> None:
    before, after = (
        a_record(lease=a_lease()),
        a_record(a_tombstone(), expires_at=NOW, write_count=3),
    )

    (record,) = image_changes([a_stream_record(42, before, after)])

    assert (record.change.before, record.change.after) == (before, after)
    assert (record.change.occurred_at, record.sequence_number) == (NOW, "42")
