from datetime import UTC, datetime
from typing import TYPE_CHECKING

from streams_emulator.destination import object_key
from streams_emulator.record import StreamRecord

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams.literals import OperationTypeType
    from mypy_boto3_dynamodbstreams.type_defs import RecordTypeDef

STREAM = "arn:aws:dynamodb:eu-central-1:000000000000:table/images/stream/2026-01-01T00:00:00.000"
CREATED = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)


def test_deletion_by_the_service_names_the_service_as_its_user() -> None:
    # MiniStack removes expired items without a stream record, so this shape is AWS's document.
    record = a_stream_record("REMOVE")
    record["userIdentity"] = {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}

    event = StreamRecord.from_api(record, STREAM).event

    assert event["userIdentity"] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


def test_times_are_epoch_seconds_and_binaries_base64_at_any_depth() -> None:
    record = a_stream_record()
    record["dynamodb"]["NewImage"] = {"faces": {"L": [{"M": {"crop": {"B": b"\xff"}}}]}}

    converted = StreamRecord.from_api(record, STREAM)

    change = converted.event["dynamodb"]
    assert change["ApproximateCreationDateTime"] == 1767268800 == converted.created_at
    assert change["NewImage"] == {"faces": {"L": [{"M": {"crop": {"B": "/w=="}}}]}}
    assert converted.event["eventSourceARN"] == STREAM
    assert "userIdentity" not in converted.event


def test_object_name_in_the_destination_bucket_is_the_documented_one() -> None:
    key = object_key("uuid", "shard", CREATED)

    assert key.startswith("aws/lambda/uuid/shard/2026/01/01/2026-01-01T12.00.00-")
    assert key != object_key("uuid", "shard", CREATED)


def a_stream_record(event_name: "OperationTypeType" = "INSERT") -> "RecordTypeDef":
    return {
        "eventID": "1",
        "eventName": event_name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-central-1",
        "dynamodb": {
            "ApproximateCreationDateTime": CREATED,
            "Keys": {"pk": {"S": "IMAGE#1"}},
            "SequenceNumber": "100",
            "SizeBytes": 26,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    }
