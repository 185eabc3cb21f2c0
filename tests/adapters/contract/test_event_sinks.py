"""Three EventSinks: the fake, the topic, and the mutation that publishes to subscribers."""

from bisect import bisect_left
from collections.abc import AsyncIterator, Iterator

import pytest
from appsync_tests.tokens import Pool, serving_keys

from core.model.event import EventKind, ImageEvent, image_event
from core.model.failure import FailureCode, failure
from core.model.image import Image, ImageStatus
from schema.export import SCHEMA_FILE
from tests.adapters.contract.sinks import (
    Audience,
    Opened,
    fake_audience,
    subscriber,
    topic_audience,
)
from tests.support.builders import (
    NOW,
    a_full_face_detail,
    a_record,
    a_tombstone,
    an_analyzed_image,
    an_image,
    some_faces,
)

ODD_KEYS = [
    "uploads/ana/a b+c%20&d=e?f#g.jpg",
    "uploads/ana/über😀.jpg",
    "uploads/ana/\ufffe\x00 写",
]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with serving_keys() as served:
        yield served


@pytest.fixture(params=["fake", "topic on moto", "topic on MiniStack", "subscribers"])
async def audience(request: pytest.FixtureRequest, pool: Pool) -> AsyncIterator[Audience]:
    async with _opened(request, pool) as opened:
        yield opened


def _opened(request: pytest.FixtureRequest, pool: Pool) -> Opened:
    match request.param:
        case "fake":
            return fake_audience()
        case "subscribers":
            return subscriber(pool, SCHEMA_FILE.read_text())
        case "topic on moto":
            return topic_audience(request.getfixturevalue("simulated_messaging"))
        case _:
            return topic_audience(request.getfixturevalue("emulated_messaging"))


def event_of(image: Image, kind: EventKind, faces: int = 0) -> ImageEvent:
    found = some_faces(faces, key=image.key, detail=a_full_face_detail())
    return image_event(kind, a_record(image), found, NOW)


def largest() -> ImageEvent:
    """The largest event that still holds its faces."""

    def with_faces(count: int) -> ImageEvent:
        return event_of(an_analyzed_image(face_count=count), EventKind.ANALYZED, count)

    too_many = bisect_left(range(101), True, key=lambda count: with_faces(count).truncated)
    return with_faces(too_many - 1)


EVENTS = {
    "analyzed": event_of(an_analyzed_image(face_count=2), EventKind.ANALYZED, 2),
    "rejected": event_of(
        an_image(status=ImageStatus.REJECTED, failure=failure(FailureCode.EMPTY), revision=1),
        EventKind.REJECTED,
    ),
    "failed": event_of(
        an_image(
            status=ImageStatus.FAILED, failure=failure(FailureCode.INTERNAL), revision=2**31 - 1
        ),
        EventKind.FAILED,
    ),
    "deleted": image_event(EventKind.DELETED, a_record(a_tombstone()), None, NOW),
    "without its faces": image_event(EventKind.ANALYZED, a_record(), None, NOW),
    "largest": largest(),
    **{key: event_of(an_analyzed_image(key), EventKind.ANALYZED, 1) for key in ODD_KEYS},
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=[ascii(name) for name in EVENTS])
async def test_event_is_received_whole_with_its_id(audience: Audience, event: ImageEvent) -> None:
    audience.sink.publish(event)

    assert await audience.receive(1) == [event]


async def test_repeat_is_received_with_the_same_id(audience: Audience) -> None:
    audience.sink.publish(EVENTS["analyzed"])
    audience.sink.publish(EVENTS["analyzed"])

    assert await audience.receive(2) == [EVENTS["analyzed"]] * 2


async def test_events_of_one_image_are_all_received(audience: Audience) -> None:
    events = [
        event_of(an_analyzed_image(revision=revision), EventKind.ANALYZED, 1)
        for revision in range(1, 5)
    ]

    for event in events:
        audience.sink.publish(event)

    received = await audience.receive(len(events))
    assert sorted(received, key=lambda event: event.revision) == events


async def test_sink_raises_when_it_cannot_deliver(audience: Audience) -> None:
    with pytest.raises(audience.failure):
        audience.broken.publish(EVENTS["analyzed"])
    audience.sink.publish(EVENTS["deleted"])

    assert await audience.receive(1) == [EVENTS["deleted"]]
