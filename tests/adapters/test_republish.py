import json
from typing import Any

import pytest

from core.event import ImageEvent
from core.publication import Publisher
from core.record import ImageRecord
from processors.publish.republish import Republished, republish_failed, republish_images
from tests.builders import a_record, a_stream_record, a_tombstone, an_analyzed_image, an_image
from tests.fakes import FakeFaces, FakeImageRecords, FakeSink
from tests.simulated_aws import REGION, SimulatedAws, s3_client
from tests.unit.taps import PortFailure

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
    """As Lambda stores a batch of the stream that it has given up on."""
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
def test_what_was_given_up_on_is_told_and_then_gone(failed_events: str, as_text: bool) -> None:
    sink, records = FakeSink(), [an_analysis("a"), an_analysis("b")]
    give_up_on("lambda/1", *records, as_text=as_text)
    give_up_on("lambda/2", a_record(an_image()), as_text=as_text)

    published = republish_failed(s3_client(), failed_events, publisher(sink))

    assert published == Republished(events=2)
    assert [event.image_id for event in sink.events] == [record.id for record in records]
    assert keys_left() == []


def test_what_fails_again_stays_and_holds_up_nobody(failed_events: str) -> None:
    a, b, c = (an_analysis(name) for name in "abc")
    for key, record in zip("123", (a, b, c), strict=True):
        give_up_on(key, record)
    sink = SinkThatFailsFor(b.id)

    published = republish_failed(s3_client(), failed_events, publisher(sink))

    assert published == Republished(events=2, failed=("2",))
    assert [event.image_id for event in sink.events] == [a.id, c.id]
    assert keys_left() == ["2"]


def test_what_the_table_says_now_is_told_of_the_images_that_are_named() -> None:
    records, sink = FakeImageRecords(), FakeSink()
    analyzed = records.add(an_analysis("a"))
    removed = records.add(a_record(a_tombstone("uploads/ana/b.jpg")))
    pending = records.add(a_record(an_image("uploads/ana/c.jpg")))
    revived = records.add(a_record(an_image("uploads/ana/d.jpg", revision=3)))
    named = [analyzed.id, removed.id, pending.id, revived.id, "unknown"]

    published = republish_images(records, named, publisher(sink))

    assert published == Republished(events=2)
    assert [(event.kind, event.revision) for event in sink.events] == [
        ("ANALYZED", 1),
        ("DELETED", 2),
    ]
