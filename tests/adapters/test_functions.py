import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.credentials import Credentials
from botocore.stub import Stubber

from adapters.clock import deadline, now
from adapters.settings import ConfigurationError
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.model.event import EventKind, ImageEvent
from core.model.face import faces_of
from core.model.failure import FailureCode, failure
from core.model.image import Image, ImageStatus, image_id
from core.model.record import ImageRecord
from core.model.wire import from_wire
from tests.adapters.appsync_endpoint import Endpoint, appsync_endpoint
from tests.adapters.rekognition_answers import an_answer
from tests.support.builders import (
    BUCKET,
    MINUTE,
    a_full_face_detail,
    a_lambda_event,
    a_lease,
    a_message,
    a_record,
    a_stream_record,
    a_user,
    an_image,
    an_s3_body,
    an_s3_record,
    an_sqs_record,
    picture,
)
from tests.support.cold_start import cold_start
from tests.support.lambda_context import Context
from tests.support.simulated_aws import (
    REGION,
    SimulatedAws,
    dynamodb_client,
    events_in,
    messages_in,
    s3_client,
    subscribe_queue,
)

MOTOS_CREDENTIALS = Credentials("FOOBARKEY", "FOOBARSECRET")
KEY = "uploads/ana/a b+ü😀.jpg"


@pytest.fixture
def subscribers(aws: SimulatedAws) -> Iterator[Endpoint]:
    assert aws.bucket
    with appsync_endpoint(MOTOS_CREDENTIALS, REGION) as endpoint:
        yield endpoint


def upload(key: str = KEY, body: bytes | None = None) -> None:
    s3_client().put_object(
        Bucket=BUCKET, Key=key, Body=picture() if body is None else body, ContentType="image/jpeg"
    )


def sqs_event(*bodies: str) -> dict[str, Any]:
    messages = [a_message(body, id=f"m{n}") for n, body in enumerate(bodies)]
    return {"Records": [an_sqs_record(message) for message in messages]}


def stored(aws: SimulatedAws, key: str = KEY) -> ImageRecord:
    record = TableImageRecords(dynamodb_client(), aws.table_name).get(image_id(BUCKET, key))
    assert record
    return record


def analyze(aws: SimulatedAws, *bodies: str, photos: int = 1) -> Any:
    """Analyzes with an engine that finds a face in each of `photos` calls and expects no more."""
    function = cold_start("processors.analyze.handler", aws)
    with Stubber(function.processor.analyzer.engine.engine.client) as rekognition:
        for _ in range(photos):
            rekognition.add_response("detect_faces", an_answer(a_full_face_detail()))
        answer = function.lambda_handler(sqs_event(*bodies), Context())
        rekognition.assert_no_pending_responses()
    return answer


def test_uploaded_object_is_analyzed_and_stored_with_its_faces(aws: SimulatedAws) -> None:
    upload()

    answer = analyze(aws, an_s3_body(an_s3_record(KEY)))

    image = stored(aws).state
    assert answer == {"batchItemFailures": []}
    assert isinstance(image, Image)
    assert (image.status, image.width, image.height) == (ImageStatus.ANALYZED, 100, 100)
    face_set = stored(aws).face_set
    assert face_set
    faces = TableFaces(dynamodb_client(), aws.table_name).read(image.id, face_set)
    assert faces == faces_of(image.id, face_set, [a_full_face_detail()])
    assert image.face_count == 1


def test_image_over_its_owners_daily_limit_is_refused_and_its_message_deleted(
    aws: SimulatedAws,
) -> None:
    names = [f"uploads/ana/{number}.jpg" for number in range(3)]
    for name in names:
        upload(name)

    # One after another: in moto, a conditional write is not atomic.
    for name, photos in zip(names, [1, 1, 0], strict=True):
        answer = analyze(aws, an_s3_body(an_s3_record(name)), photos=photos)
        assert answer == {"batchItemFailures": []}

    images = [stored(aws, name).state for name in names]
    failures = [image.failure for image in images if isinstance(image, Image)]
    assert failures == [None, None, failure(FailureCode.QUOTA_EXCEEDED)]


def test_only_messages_that_failed_are_reported(aws: SimulatedAws) -> None:
    upload()
    upload("uploads/ana/text.jpg", b"text")

    answer = analyze(
        aws,
        an_s3_body(an_s3_record(KEY)),
        "not JSON",
        an_s3_body(an_s3_record("uploads/ana/text.jpg")),
    )

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    rejected = stored(aws, "uploads/ana/text.jpg").state
    assert isinstance(rejected, Image)
    assert rejected.status is ImageStatus.REJECTED


def test_removed_object_leaves_a_tombstone(aws: SimulatedAws) -> None:
    upload()
    analyze(aws, an_s3_body(an_s3_record(KEY, "01")))
    s3_client().delete_object(Bucket=BUCKET, Key=KEY)

    removed = an_s3_record(KEY, "02", "ObjectRemoved:DeleteMarkerCreated")
    analyze(aws, an_s3_body(removed), photos=0)

    assert not isinstance(stored(aws).state, Image)


def test_committed_analysis_is_published_to_topic_and_subscribers(
    aws: SimulatedAws, subscribers: Endpoint
) -> None:
    received = subscribe_queue(aws.topic_arn, "received")
    upload()
    analyze(aws, an_s3_body(an_s3_record(KEY)))
    publisher = cold_start("processors.publish.handler", aws, GRAPHQL_URL=subscribers.url)

    answer = publisher.lambda_handler(
        {"Records": [a_stream_record(7, a_record(an_image(KEY)), stored(aws))]}, Context()
    )

    (body,) = events_in(received)
    (request,) = subscribers.received
    event = from_wire(ImageEvent, body)
    assert answer == {"batchItemFailures": []}
    assert (event.kind, event.image) == (EventKind.ANALYZED, stored(aws).state)
    assert event.faces
    assert json.loads(request["variables"]["event"]) == body


def test_change_that_could_not_reach_subscribers_is_reported(
    aws: SimulatedAws, subscribers: Endpoint
) -> None:
    subscribers.status = 500
    upload()
    analyze(aws, an_s3_body(an_s3_record(KEY)))
    publisher = cold_start("processors.publish.handler", aws, GRAPHQL_URL=subscribers.url)

    answer = publisher.lambda_handler(
        {"Records": [a_stream_record(7, None, stored(aws))]}, Context()
    )

    assert answer == {"batchItemFailures": [{"itemIdentifier": "7"}]}


def test_abandoned_image_has_failed_after_a_sweep(aws: SimulatedAws) -> None:
    upload()
    version = s3_client().head_object(Bucket=BUCKET, Key=KEY)["VersionId"]
    lease = a_lease(version_id=version, until=now() - 2 * MINUTE, last=True)
    records = TableImageRecords(dynamodb_client(), aws.table_name)
    records.put(a_record(an_image(KEY), lease=lease), replacing=None)
    function = cold_start("processors.sweep.handler", aws)

    function.lambda_handler({}, Context())

    image = stored(aws).state
    assert isinstance(image, Image)
    assert (image.status, image.failure) == (ImageStatus.FAILED, failure(FailureCode.INTERNAL))
    assert (image.version_id, stored(aws).lease) == (version, None)


def test_resolver_answers_and_refuses_with_the_request_id(aws: SimulatedAws) -> None:
    function = cold_start("resolvers.handler", aws)
    event = a_lambda_event("Query", "images", {}, a_user())

    assert function.lambda_handler(event, Context()) == {"items": [], "nextToken": None}
    with pytest.raises(Exception, match="request id request-7"):
        function.lambda_handler({"info": {}}, Context())


def test_reanalysis_is_asked_for_and_carried_out(aws: SimulatedAws) -> None:
    upload()
    analyze(aws, an_s3_body(an_s3_record(KEY)))
    function = cold_start("resolvers.handler", aws)
    arguments = {"id": stored(aws).id}
    function.lambda_handler(
        a_lambda_event("Mutation", "reanalyzeImage", arguments, a_user()), Context()
    )

    (body,) = messages_in(aws.queue_url)
    analyze(aws, json.dumps(body))
    assert stored(aws).revision == 2


@pytest.mark.parametrize(
    "name",
    [
        "processors.analyze.handler",
        "processors.publish.handler",
        "processors.sweep.handler",
        "resolvers.handler",
    ],
)
def test_function_does_not_start_without_its_table(aws: SimulatedAws, name: str) -> None:
    with pytest.raises(ConfigurationError, match="not set: TABLE_NAME"):
        cold_start(name, aws, TABLE_NAME="")


def test_deadline_is_when_lambda_ends_the_function() -> None:
    earliest = now() + timedelta(milliseconds=5000)

    assert earliest <= deadline(Context(remaining_ms=5000)) <= now() + timedelta(seconds=5)
