import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from core.model.erasure import ErasureOrder
from core.model.image import image_id
from core.model.wire import to_wire
from processors import redrive
from processors.redrive import Redrive, erasure_ids_in, image_ids_in, report
from tests.support.builders import BUCKET, an_s3_body, an_s3_record
from tests.support.simulated_aws import SimulatedAws, create_queue, sqs_client

REFUSED = ClientError({"Error": {"Code": "ServiceUnavailable", "Message": ""}}, "an operation")


@pytest.fixture(autouse=True)
def _short_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrive, "LONG_POLL_S", 0)


@pytest.fixture
def dead_letters(aws: SimulatedAws) -> str:
    assert aws.queue_url
    return create_queue("dead-letters")


class Sqs:
    """SQS, except for the operation that the test replaces."""

    def __init__(self, **changed: Any) -> None:
        self._changed = changed

    def __getattr__(self, name: str) -> Any:
        return self._changed.get(name) or getattr(sqs_client(), name)


def image(name: str) -> str:
    return image_id(BUCKET, f"uploads/ana/{name}.jpg")


def an_upload(name: str) -> str:
    return an_s3_body(an_s3_record(f"uploads/ana/{name}.jpg"))


def a_request(name: str) -> str:
    return json.dumps({"imageId": image(name), "ifRevision": 1})


def put(queue_url: str, *bodies: str) -> None:
    for body in bodies:
        sqs_client().send_message(QueueUrl=queue_url, MessageBody=body)


def bodies_in(queue_url: str) -> list[str]:
    """The bodies of visible messages; the messages stay in the queue."""
    found: list[str] = []
    while (
        messages := sqs_client()
        .receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, VisibilityTimeout=600)
        .get("Messages")
    ):
        found += [message["Body"] for message in messages]
    return sorted(found)


def redriven(aws: SimulatedAws, dead_letters: str, *names: str, sqs: Any = None) -> Redrive:
    moving = Redrive(
        sqs=sqs or sqs_client(),
        dead_letter_queue_url=dead_letters,
        queue_url=aws.queue_url,
        ids_in=image_ids_in,
        ids=frozenset(map(image, names)),
    )
    moving.run()
    return moving


def test_every_message_is_moved_when_no_image_is_named(
    aws: SimulatedAws, dead_letters: str
) -> None:
    bodies = [*(an_upload(f"{number}") for number in range(12)), a_request("13")]
    put(dead_letters, *bodies)

    moving = redriven(aws, dead_letters)

    assert bodies_in(aws.queue_url) == sorted(bodies)
    assert bodies_in(dead_letters) == []
    assert report(moving).startswith("moved 13 messages, left 0\nmoved: ")


def test_only_messages_of_the_named_images_are_moved(aws: SimulatedAws, dead_letters: str) -> None:
    put(dead_letters, an_upload("a"), an_upload("b"), a_request("a"), an_upload("c"))

    moving = redriven(aws, dead_letters, "a", "unknown")

    assert bodies_in(aws.queue_url) == sorted([an_upload("a"), a_request("a")])
    assert bodies_in(dead_letters) == sorted([an_upload("b"), an_upload("c")])
    assert report(moving) == (
        f"moved 2 messages, left 2\nmoved: {image('a')}\nno message of: {image('unknown')}\n"
    )


def test_message_that_is_neither_s3s_nor_ours_is_left_and_named(
    aws: SimulatedAws, dead_letters: str
) -> None:
    put(dead_letters, "poison", an_upload("a"))

    moving = redriven(aws, dead_letters)

    assert bodies_in(aws.queue_url) == [an_upload("a")]
    assert bodies_in(dead_letters) == ["poison"]
    (unreadable,) = moving.unreadable
    assert f"left, neither S3's nor ours: {unreadable}\n" in report(moving)


def test_message_that_cannot_be_sent_stays_and_does_not_hold_up_others(
    aws: SimulatedAws, dead_letters: str
) -> None:
    def send_message(**request: Any) -> None:
        if request["MessageBody"] == an_upload("a"):
            raise REFUSED
        sqs_client().send_message(**request)

    put(dead_letters, an_upload("a"), an_upload("b"))

    moving = redriven(aws, dead_letters, sqs=Sqs(send_message=send_message))

    assert bodies_in(aws.queue_url) == [an_upload("b")]
    assert bodies_in(dead_letters) == [an_upload("a")]
    assert len(moving.failed) == 1


def test_message_that_cannot_be_deleted_is_in_both_queues(
    aws: SimulatedAws, dead_letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete_message(**_request: Any) -> None:
        raise REFUSED

    monkeypatch.setattr(redrive, "HIDDEN_S", 0)
    put(dead_letters, an_upload("a"))

    moving = redriven(aws, dead_letters, sqs=Sqs(delete_message=delete_message))

    assert bodies_in(aws.queue_url) == [an_upload("a")]
    assert bodies_in(dead_letters) == [an_upload("a")]
    assert len(moving.moved) == 1


def test_message_that_is_delivered_again_is_moved_once(
    aws: SimulatedAws, dead_letters: str
) -> None:
    received: list[Any] = []

    def receive_message(**request: Any) -> Any:
        received.append(sqs_client().receive_message(**request))
        return received[0] if len(received) < 3 else received[-1]

    put(dead_letters, an_upload("a"), "poison")

    moving = redriven(aws, dead_letters, sqs=Sqs(receive_message=receive_message))

    assert bodies_in(aws.queue_url) == [an_upload("a")]
    assert bodies_in(dead_letters) == ["poison"]
    assert (len(moving.moved), len(moving.unreadable)) == (1, 1)


def test_run_ends_although_the_messages_that_stay_are_received_again(
    aws: SimulatedAws, dead_letters: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redrive, "HIDDEN_S", 0)
    put(dead_letters, an_upload("a"), an_upload("b"))

    moving = redriven(aws, dead_letters, "b")

    assert bodies_in(aws.queue_url) == [an_upload("b")]
    assert len(moving.left) == 1


def test_order_of_an_erasure_is_moved_to_the_queue_of_erasures(
    aws: SimulatedAws, dead_letters: str
) -> None:
    order = json.dumps(to_wire(ErasureOrder(erase_owner="ana", erasure_id="job-1", slice=3)))
    put(dead_letters, order, an_upload("a"))
    moving = Redrive(
        sqs=sqs_client(),
        dead_letter_queue_url=dead_letters,
        queue_url=aws.erasure_queue_url,
        ids_in=erasure_ids_in,
    )

    moving.run()

    assert bodies_in(aws.erasure_queue_url) == [order]
    assert bodies_in(dead_letters) == [an_upload("a")]
    assert bodies_in(aws.queue_url) == []
    assert report(moving).startswith("moved 1 messages, left 1\nmoved: job-1\n")
