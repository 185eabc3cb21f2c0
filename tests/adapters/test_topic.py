from typing import Any

import pytest
from botocore.exceptions import ClientError

from adapters.topic import Topic, message_attributes
from core.model.appearance import Emotion, EmotionType
from core.model.event import EventKind, ImageEvent, image_event
from core.model.wire import from_wire, to_wire
from tests.support.builders import (
    NOW,
    a_face_detail,
    a_full_face_detail,
    a_record,
    an_analyzed_image,
    an_event,
    an_image,
    some_faces,
)
from tests.support.simulated_aws import SimulatedAws, events_in, sns_client, subscribe_queue


def in_a_mood(*moods: EmotionType) -> ImageEvent:
    faces = [
        some_faces(detail=a_face_detail(emotions=(Emotion(type=mood, confidence=90.0),)))[0]
        for mood in moods
    ]
    return an_event(faces=tuple(faces))


def publish(aws: SimulatedAws, *events: ImageEvent) -> None:
    for event in events:
        Topic(sns_client(), aws.topic_arn).publish(event)


def test_subscribed_queue_gets_the_whole_event(aws: SimulatedAws) -> None:
    queue_url = subscribe_queue(aws.topic_arn, "all")
    event = an_event(image=an_analyzed_image("uploads/ana/über😀.jpg"))

    publish(aws, event)

    (body,) = events_in(queue_url)
    assert from_wire(ImageEvent, body) == event


def test_attributes_hold_every_value_that_a_filter_can_match() -> None:
    event = in_a_mood(EmotionType.HAPPY, EmotionType.CALM, EmotionType.HAPPY)

    assert message_attributes(event) == {
        "kind": {"DataType": "String", "StringValue": "ANALYZED"},
        "owner": {"DataType": "String", "StringValue": "ana"},
        "faceCount": {"DataType": "Number", "StringValue": "1"},
        "engine": {"DataType": "String", "StringValue": "Fake"},
        "emotions": {"DataType": "String.Array", "StringValue": '["CALM", "HAPPY"]'},
    }


def test_attributes_that_are_unknown_are_left_out() -> None:
    removed = an_event(kind=EventKind.DELETED, image=None, faces=None)
    rejected = an_event(kind=EventKind.REJECTED, image=an_image(), faces=())

    assert message_attributes(removed).keys() == {"kind", "owner"}
    assert message_attributes(rejected).keys() == {"kind", "owner"}


def test_attributes_are_few_enough_for_raw_delivery() -> None:
    assert len(message_attributes(in_a_mood(*EmotionType))) <= 10


@pytest.mark.parametrize(
    ("policy", "received"),
    [
        ({"kind": ["DELETED"]}, ["removed"]),
        ({"owner": ["ana"]}, ["happy", "calm", "removed"]),
        ({"owner": ["ben"]}, []),
        ({"faceCount": [{"numeric": [">=", 2]}]}, ["calm"]),
        ({"emotions": ["HAPPY"]}, ["happy"]),
        ({"emotions": ["HAPPY", "CALM"], "kind": ["ANALYZED"]}, ["happy", "calm"]),
        ({"engine": [{"anything-but": ["Fake"]}]}, []),
    ],
    ids=str,
)
def test_filter_policy_admits_events_by_their_attributes(
    aws: SimulatedAws, policy: dict[str, Any], received: list[str]
) -> None:
    queue_url = subscribe_queue(aws.topic_arn, "filtered", policy)
    events = {
        "happy": in_a_mood(EmotionType.HAPPY),
        "calm": an_event(
            image=an_analyzed_image(face_count=2), faces=in_a_mood(EmotionType.CALM).faces
        ),
        "removed": an_event(kind=EventKind.DELETED, image=None, faces=None),
    }

    publish(aws, *events.values())

    bodies = events_in(queue_url)
    assert [name for name, event in events.items() if to_wire(event) in bodies] == received
    assert len(bodies) == len(received)


def test_event_of_a_hundred_faces_is_made_to_fit_into_a_message(aws: SimulatedAws) -> None:
    queue_url = subscribe_queue(aws.topic_arn, "all")
    faces = some_faces(100, detail=a_full_face_detail())
    with pytest.raises(ClientError, match="too long"):
        publish(aws, an_event(faces=faces))

    publish(aws, image_event(EventKind.ANALYZED, a_record(), faces, NOW))

    (body,) = events_in(queue_url)
    assert (body["truncated"], body["faces"]) == (True, None)


def test_message_holds_only_what_queues_take_whatever_the_key_holds(aws: SimulatedAws) -> None:
    key = "uploads/ana/\ufffe\uffff\x00 写.jpg"
    queue_url = subscribe_queue(aws.topic_arn, "raw")
    sent: list[str] = []
    client = sns_client()
    client.meta.events.register("before-parameter-build.sns.Publish", _keep(sent), unique_id="kept")

    publish(aws, an_event(image=an_analyzed_image(key)))

    client.meta.events.unregister("before-parameter-build.sns.Publish", unique_id="kept")
    (message,) = sent
    assert message.isascii()
    assert message.isprintable()
    (received,) = events_in(queue_url)
    assert received["image"]["key"] == key


def _keep(sent: list[str]) -> Any:
    return lambda params, **_: sent.append(params["Message"])
