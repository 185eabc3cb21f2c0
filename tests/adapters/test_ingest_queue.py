import pytest
from botocore.stub import Stubber

from adapters import clients
from adapters.ingest_queue import IngestQueue
from core.model.image import image_id
from core.model.stored_object import ReanalysisRequest
from processors.analyze.messages import hints_in
from tests.support.builders import BUCKET, KEY
from tests.support.simulated_aws import SimulatedAws, sqs_client

TWELVE_HOURS_S = 43_200
IMAGE_ID = image_id(BUCKET, KEY)


def received(aws: SimulatedAws) -> list[tuple[str, str]]:
    """Receipt handle and body of each visible message; the messages are hidden afterwards."""
    response = sqs_client().receive_message(
        QueueUrl=aws.queue_url, MaxNumberOfMessages=10, VisibilityTimeout=TWELVE_HOURS_S
    )
    return [(m["ReceiptHandle"], m["Body"]) for m in response.get("Messages", [])]


def test_request_is_read_by_the_processor_as_it_was_sent(aws: SimulatedAws) -> None:
    IngestQueue(sqs_client(), aws.queue_url).send(IMAGE_ID, 7)

    ((_, body),) = received(aws)

    assert hints_in(body) == (ReanalysisRequest(image_id=IMAGE_ID, if_revision=7),)


def test_message_that_is_returned_at_once_is_delivered_again(aws: SimulatedAws) -> None:
    queue = IngestQueue(sqs_client(), aws.queue_url)
    queue.send(IMAGE_ID, 7)
    ((receipt, body),) = received(aws)
    assert received(aws) == []

    queue.return_after(receipt, 0)

    assert [again for _, again in received(aws)] == [body]


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(("delay_s", "allowed_s"), [(61, 61), (TWELVE_HOURS_S + 1, TWELVE_HOURS_S)])
def test_message_is_returned_within_what_sqs_allows(delay_s: int, allowed_s: int) -> None:
    client = clients.sqs_client()
    with Stubber(client) as sqs:
        sqs.add_response(
            "change_message_visibility",
            {},
            {"QueueUrl": "queue", "ReceiptHandle": "receipt", "VisibilityTimeout": allowed_s},
        )

        IngestQueue(client, "queue").return_after("receipt", delay_s)

        sqs.assert_no_pending_responses()
