import base64
import json
from typing import TYPE_CHECKING, Any

from streams_emulator import StreamMapping
from streams_emulator.reader import ShardReader

from tests.laptop.sample import Sample

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

ITERATOR_LIFETIME_S = 15 * 60
BEFORE_REQUEST = "provide-client-params.dynamodb-streams.GetRecords"


def test_reading_resumes_after_the_last_record_when_the_iterator_has_expired(
    sample: Sample,
) -> None:
    with sample.polled_table() as table:
        client = sample.session.client(
            "dynamodbstreams", endpoint_url=sample.ministack.endpoint_url
        )
        reader = ShardReader(a_mapping(table.stream_arn), client)
        table.put("a", "b")
        assert ids(reader) == ["a", "b"]
        table.put("c")

        expire_iterators(client)
        assert ids(reader) == []
        keep_iterators(client)

        assert ids(reader) == ["c"]


def test_closed_stream_has_nothing_more_to_read(sample: Sample) -> None:
    with sample.polled_table() as table:
        client = sample.session.client(
            "dynamodbstreams", endpoint_url=sample.ministack.endpoint_url
        )
        reader = ShardReader(a_mapping(table.stream_arn), client)
        table.put("a")
    # The table is gone; what its stream holds can still be read.

    assert ids(reader) == ["a"]
    assert ids(reader) == []
    assert ids(reader) == []


def a_mapping(stream_arn: str) -> StreamMapping:
    return StreamMapping.from_api(
        {
            "UUID": "00000000-0000-0000-0000-000000000000",
            "EventSourceArn": stream_arn,
            "FunctionArn": "unused",
            "StartingPosition": "TRIM_HORIZON",
        }
    )


def ids(reader: ShardReader) -> list[str]:
    return [record.event["dynamodb"]["Keys"]["id"]["S"] for record in reader.read()]


def expire_iterators(client: "DynamoDBStreamsClient") -> None:
    client.meta.events.register(BEFORE_REQUEST, age_iterator, unique_id="age")


def keep_iterators(client: "DynamoDBStreamsClient") -> None:
    client.meta.events.unregister(BEFORE_REQUEST, unique_id="age")


def age_iterator(params: dict[str, Any], **_: Any) -> None:
    """MiniStack's iterators are JSON, with the time of their issue at `i`."""
    iterator = json.loads(base64.urlsafe_b64decode(params["ShardIterator"]))
    iterator["i"] -= ITERATOR_LIFETIME_S
    params["ShardIterator"] = base64.urlsafe_b64encode(json.dumps(iterator).encode()).decode()
