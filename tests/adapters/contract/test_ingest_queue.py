import pytest

from core.model.image import image_id
from core.model.stored_object import ObjectHint, ReanalysisRequest
from tests.adapters.contract.conftest import Messaging
from tests.adapters.contract.queues import (
    BenchMessages,
    FakeRequests,
    Messages,
    Requests,
    SqsMessages,
)
from tests.support.builders import BUCKET, KEY, a_sequencer

IMAGE_ID = image_id(BUCKET, KEY)
OTHER_ID = image_id(BUCKET, "uploads/ben/über 😀.jpg")
DELAY_S = 2


@pytest.fixture
def requests(messaging: Messaging | None) -> Requests:
    return SqsMessages.new(messaging.sqs) if messaging else FakeRequests()


@pytest.fixture
def messages(messaging: Messaging | None) -> Messages:
    """The fault bench's queue, or the ingest queue of the adapter."""
    return SqsMessages.new(messaging.sqs) if messaging else BenchMessages(IMAGE_ID, OTHER_ID)


@pytest.mark.parametrize("revision", [0, 7, 2**31])
def test_request_is_read_by_the_processor_as_it_was_sent(requests: Requests, revision: int) -> None:
    requests.queue.send(IMAGE_ID, revision)

    assert requests.received() == [ReanalysisRequest(image_id=IMAGE_ID, if_revision=revision)]


@pytest.mark.parametrize("key", [KEY, "uploads/ana/a b+c%20über 😀.jpg"])
def test_upload_is_read_as_one_that_is_older_than_any_event_of_s3(
    requests: Requests, key: str
) -> None:
    requests.queue.send_upload(BUCKET, key)

    assert requests.received() == [ObjectHint(bucket=BUCKET, key=key, sequencer=a_sequencer(0))]


def test_nothing_is_received_before_a_request_was_sent(requests: Requests) -> None:
    assert requests.received() == []


def test_request_that_is_sent_twice_is_read_twice(requests: Requests) -> None:
    requests.queue.send(IMAGE_ID, 7)
    requests.queue.send(IMAGE_ID, 7)

    assert requests.received() == [ReanalysisRequest(image_id=IMAGE_ID, if_revision=7)] * 2


def test_requests_of_the_bench_are_read_like_those_of_the_adapter(messages: Messages) -> None:
    messages.queue.send(IMAGE_ID, 7)
    messages.queue.send(OTHER_ID, 0)

    read = {hint.image_id: hint for hint in messages.received()}

    assert read == {
        IMAGE_ID: ReanalysisRequest(image_id=IMAGE_ID, if_revision=7),
        OTHER_ID: ReanalysisRequest(image_id=OTHER_ID, if_revision=0),
    }


def test_message_is_hidden_once_it_is_received(messages: Messages) -> None:
    messages.queue.send(IMAGE_ID, 7)

    (message,) = messages.receive()

    assert message.receive_count == 1
    assert messages.receive() == []


def test_message_that_is_returned_at_once_comes_again(messages: Messages) -> None:
    messages.queue.send(IMAGE_ID, 7)
    (first,) = messages.receive()

    messages.queue.return_after(first.receipt_handle, 0)
    (second,) = messages.receive()

    assert (second.id, second.body, second.receive_count) == (first.id, first.body, 2)
    assert second.receipt_handle != first.receipt_handle


def test_message_that_is_returned_for_later_comes_when_the_time_has_passed(
    messages: Messages,
) -> None:
    messages.queue.send(IMAGE_ID, 7)
    (first,) = messages.receive()

    messages.queue.return_after(first.receipt_handle, DELAY_S)
    too_early = messages.receive()
    messages.wait(DELAY_S)
    (second,) = messages.receive()

    assert too_early == []
    assert (second.id, second.receive_count) == (first.id, 2)


def test_only_the_message_that_is_returned_comes_again(messages: Messages) -> None:
    messages.queue.send(IMAGE_ID, 7)
    messages.queue.send(OTHER_ID, 0)
    received = {message.body: message for message in messages.receive()}
    returned, *kept = received.values()

    messages.queue.return_after(returned.receipt_handle, 0)

    assert [message.id for message in messages.receive()] == [returned.id]
    assert len(kept) == 1
