import json
from typing import Any

import pytest

from core.model.event import ImageEvent
from core.model.record import ImageRecord
from core.use_cases.publication import Publisher
from processors.publish.republish import (
    Republished,
    report,
    republish_failed,
    republish_images,
)
from tests.support.builders import (
    a_record,
    a_stream_record,
    a_tombstone,
    an_analyzed_image,
    an_image,
)
from tests.support.fakes import FakeFaces, FakeImageRecords, FakeSink
from tests.support.simulated_aws import REGION, SimulatedAws, s3_client
from tests.support.simulation.ports import PortFailure

FAILED = "failed-events"


@pytest.fixture
def failed_events(aws: SimulatedAws) -> str:
    assert aws.bucket != FAILED
    s3_client().create_bucket(
        Bucket=FAILED, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    return FAILED


class SinkThatFailsFor(FakeSink):
    def __init__(self, image_id: str) -> None:
        super().__init__()
        self.image_id = image_id

    def publish(self, event: ImageEvent) -> None:
        if event.image_id == self.image_id:
            raise PortFailure
        super().publish(event)


def give_up_on(key: str, *records: ImageRecord, as_text: bool = False) -> None:
    """Stores a batch as Lambda stores a batch of the stream that it gave up on."""
    changes = [a_stream_record(n, None, record) for n, record in enumerate(records)]
    payload: Any = {"Records": changes}
    invocation = {"version": "1.0", "payload": json.dumps(payload) if as_text else payload}
    s3_client().put_object(Bucket=FAILED, Key=key, Body=json.dumps(invocation).encode())


def an_analysis(name: str) -> ImageRecord:
    return a_record(an_analyzed_image(f"uploads/ana/{name}.jpg", face_count=0))


def keys_left() -> list[str]:
    return [
        entry["Key"] for entry in s3_client().list_objects_v2(Bucket=FAILED).get("Contents", [])
    ]


def publisher(sink: FakeSink) -> Publisher:
    return Publisher(faces=FakeFaces(), sinks=(sink,))


@pytest.mark.parametrize("as_text", [True, False])
def test_events_that_were_given_up_on_are_published_and_then_removed(
    failed_events: str, as_text: bool
) -> None:
    sink, records = FakeSink(), [an_analysis("a"), an_analysis("b")]
    give_up_on("lambda/1", *records, as_text=as_text)
    give_up_on("lambda/2", a_record(an_image()), as_text=as_text)

    published = republish_failed(s3_client(), failed_events, publisher(sink))

    assert published == Republished(events=tuple(f"{record.id}-1" for record in records))
    assert [event.image_id for event in sink.events] == [record.id for record in records]
    assert keys_left() == []


def test_batch_that_fails_again_stays_and_does_not_hold_up_others(failed_events: str) -> None:
    a, b, c = (an_analysis(name) for name in "abc")
    for key, record in zip("123", (a, b, c), strict=True):
        give_up_on(key, record)
    sink = SinkThatFailsFor(b.id)

    published = republish_failed(s3_client(), failed_events, publisher(sink))

    assert published == Republished(events=(f"{a.id}-1", f"{c.id}-1"), failed=("2",))
    assert [event.image_id for event in sink.events] == [a.id, c.id]
    assert keys_left() == ["2"]


def test_rest_of_a_batch_is_published_when_one_event_fails(failed_events: str) -> None:
    a, b, c = (an_analysis(name) for name in "abc")
    give_up_on("1", a, b, c)
    sink = SinkThatFailsFor(b.id)

    published = republish_failed(s3_client(), failed_events, publisher(sink))

    assert published == Republished(events=(f"{a.id}-1", f"{c.id}-1"), failed=("1",))
    assert keys_left() == ["1"]


@pytest.mark.parametrize("body", [b"\xff", b"[]", b"{}", b'{"payload": {"Records": [{}]}}'])
def test_object_that_is_not_a_batch_stays_and_does_not_hold_up_others(
    failed_events: str, body: bytes
) -> None:
    s3_client().put_object(Bucket=FAILED, Key="0", Body=body)
    give_up_on("1", an_analysis("a"))

    published = republish_failed(s3_client(), failed_events, publisher(FakeSink()))

    assert (len(published.events), published.failed) == (1, ("0",))
    assert keys_left() == ["0"]


def test_image_that_cannot_be_published_is_named_and_does_not_hold_up_others() -> None:
    records = FakeImageRecords()
    a, b = (records.add(an_analysis(name)) for name in "ab")

    published = republish_images(records, [a.id, b.id], publisher(SinkThatFailsFor(a.id)))

    assert published == Republished(events=(f"{b.id}-1",), failed=(a.id,))


def test_report_names_what_was_published_and_what_failed() -> None:
    done = Republished(events=("x-1", "y-2"), failed=("batch",), without_event=("z",))

    assert report(done) == (
        "published 2 events\npublished: x-1\npublished: y-2\n"
        "nothing to publish: z\nnot published: batch\n"
    )


def test_batch_stays_when_one_of_its_records_cannot_be_read(failed_events: str) -> None:
    foreign = a_stream_record(0, None, an_analysis("a"))
    foreign["dynamodb"]["NewImage"] = {"note": {"S": "by hand"}}
    readable = a_stream_record(1, None, an_analysis("b"))
    body = json.dumps({"payload": {"Records": [foreign, readable]}}).encode()
    s3_client().put_object(Bucket=failed_events, Key="1", Body=body)
    sink = FakeSink()

    published = republish_failed(s3_client(), failed_events, publisher(sink))

    assert published == Republished(events=(f"{an_analysis('b').id}-1",), failed=("1",))
    assert [event.image_id for event in sink.events] == [an_analysis("b").id]
    assert keys_left() == ["1"]


def test_present_state_of_the_named_images_is_published() -> None:
    records, sink = FakeImageRecords(), FakeSink()
    analyzed = records.add(an_analysis("a"))
    removed = records.add(a_record(a_tombstone("uploads/ana/b.jpg")))
    pending = records.add(a_record(an_image("uploads/ana/c.jpg")))
    revived = records.add(a_record(an_image("uploads/ana/d.jpg", revision=3)))
    named = [analyzed.id, removed.id, pending.id, revived.id, "unknown"]

    published = republish_images(records, named, publisher(sink))

    assert published == Republished(
        events=(f"{analyzed.id}-1", f"{removed.id}-2"),
        without_event=(pending.id, revived.id, "unknown"),
    )
    assert [(event.kind, event.revision) for event in sink.events] == [
        ("ANALYZED", 1),
        ("DELETED", 2),
    ]
