"""The operator's command over moto, starting from the stack's outputs."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from adapters.clock import now
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.model.image import image_id
from core.model.stored_object import ObjectHint
from core.use_cases.renewal import Renewer
from processors.analyze.messages import hints_in
from processors.renew import build, report
from tests.support.builders import (
    BUCKET,
    FACE_SET,
    a_record,
    a_sequencer,
    an_analyzed_image,
    some_faces,
)
from tests.support.simulated_aws import SimulatedAws, dynamodb_client, s3_client, sqs_client

KEY = "uploads/ana/a b+ü😀.jpg"
SWEPT = "uploads/ana/swept.jpg"
YESTERDAY = now() - timedelta(days=1)


@dataclass
class Stack:
    """A stack with an expired image, a swept image, and an object that is not an upload."""

    outputs: dict[str, str]
    records: TableImageRecords
    faces: TableFaces


@pytest.fixture
def stack(aws: SimulatedAws) -> Stack:
    records = TableImageRecords(dynamodb_client(), aws.table_name)
    faces = TableFaces(dynamodb_client(), aws.table_name)
    put = s3_client().put_object
    version_id = put(Bucket=BUCKET, Key=KEY, Body=b"body")["VersionId"]
    for key in (SWEPT, "uploads/ana/", "elsewhere/ana/photo.jpg"):
        put(Bucket=BUCKET, Key=key, Body=b"body")
    image = an_analyzed_image(KEY, version_id=version_id)
    records.put(a_record(image, face_set=FACE_SET, expires_at=YESTERDAY), replacing=None)
    faces.write("ana", image.uploaded_at, some_faces(key=KEY), YESTERDAY)
    outputs = {
        "TableName": aws.table_name,
        "BucketName": aws.bucket,
        "QueueUrl": aws.queue_url,
        "RetentionDays": "0",
    }
    return Stack(outputs, records, faces)


def hints_sent(aws: SimulatedAws) -> list[object]:
    received = sqs_client().receive_message(QueueUrl=aws.queue_url, MaxNumberOfMessages=10)
    return [hint for message in received.get("Messages", []) for hint in hints_in(message["Body"])]


def test_images_get_the_retention_of_the_stack_and_swept_images_are_analyzed_again(
    aws: SimulatedAws, stack: Stack
) -> None:
    renewals = build(stack.outputs)

    renewals.run()

    record = stack.records.get(image_id(BUCKET, KEY))
    assert record
    assert record.expires_at is None
    assert stack.faces.read(record.id, FACE_SET) == some_faces(key=KEY)
    items = dynamodb_client().scan(TableName=aws.table_name)["Items"]
    assert [item for item in items if "expiresAt" in item] == []
    assert hints_sent(aws) == [ObjectHint(bucket=BUCKET, key=SWEPT, sequencer=a_sequencer(0))]
    assert report(renewals) == "renewed 1 images, left 0 as they are\nanalysed anew: 1\n"


def test_image_that_cannot_be_renewed_is_named_and_does_not_hold_up_others(
    aws: SimulatedAws, stack: Stack
) -> None:
    renewals = build(stack.outputs)
    renewals.renewer = _without_faces(renewals.renewer)

    renewals.run()

    failed = image_id(BUCKET, KEY)
    assert f"not renewed: {failed}\n" in report(renewals)
    assert len(hints_sent(aws)) == 1
    record = stack.records.get(failed)
    assert record
    assert record.expires_at == YESTERDAY.replace(microsecond=0)


def _without_faces(renewer: Renewer) -> Renewer:
    return replace(renewer, faces=TableFaces(dynamodb_client(), "no-such-table"))
