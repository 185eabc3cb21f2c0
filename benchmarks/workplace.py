"""A bucket and a table of their own in the running emulator, where no deployed function works.

The table is made as the deployed template defines it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from streams_emulator.record import StreamRecord

from benchmarks.lab import Lab
from core.model.image import image_id

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import BucketLocationConstraintType

OWNER = "bench"
_CREATE_TABLE = ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "BillingMode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    s3: "S3Client"
    streams: "DynamoDBStreamsClient"
    bucket: str
    table: str
    stream_arn: str
    definition: Mapping[str, Any]
    numbers: Iterator[int]

    def put(self, photo: bytes) -> str:
        """Returns the key of the new object."""
        key = f"uploads/{OWNER}/{next(self.numbers)}.jpg"
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=photo)
        return key

    def image_id(self, key: str) -> str:
        return image_id(self.bucket, key)

    def sqs_event(self, *keys: str) -> dict[str, Any]:
        """The event that Lambda makes of S3's notifications about these new objects."""
        return {"Records": [self._message(key) for key in keys]}

    def stream_event(self, image_id: str) -> dict[str, Any]:
        """The stream's event with every write about an image, without its faces."""
        shard = self.streams.describe_stream(StreamArn=self.stream_arn)["StreamDescription"][
            "Shards"
        ][0]
        iterator = self.streams.get_shard_iterator(
            StreamArn=self.stream_arn,
            ShardId=shard["ShardId"],
            ShardIteratorType="TRIM_HORIZON",
        )["ShardIterator"]
        records = self.streams.get_records(ShardIterator=iterator)["Records"]
        events = [StreamRecord.from_api(record, self.stream_arn).event for record in records]
        wanted = {"pk": {"S": f"IMAGE#{image_id}"}, "sk": {"S": "IMAGE"}}
        return {"Records": [event for event in events if event["dynamodb"]["Keys"] == wanted]}

    def _message(self, key: str) -> dict[str, Any]:
        notification = {
            "eventName": "ObjectCreated:Put",
            "s3": {
                "bucket": {"name": self.bucket},
                "object": {"key": key, "sequencer": f"{next(self.numbers):018X}"},
            },
        }
        return {
            "messageId": str(uuid4()),
            "receiptHandle": str(uuid4()),
            "attributes": {"ApproximateReceiveCount": "1"},
            "body": json.dumps({"Records": [notification]}),
        }


def new_workplace(lab: Lab) -> Workplace:
    session, endpoint = lab.laptop.session, lab.laptop.outputs.aws_endpoint
    name = f"bench-{uuid4().hex[:12]}"
    s3 = session.client("s3", endpoint_url=endpoint)
    region = cast("BucketLocationConstraintType", session.region_name)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    definition = _table_definition(lab.settings.state_folder / "cdk.out")
    dynamodb = session.client("dynamodb", endpoint_url=endpoint)
    created = dynamodb.create_table(TableName=name, **definition)["TableDescription"]
    return Workplace(
        s3=s3,
        streams=session.client("dynamodbstreams", endpoint_url=endpoint),
        bucket=name,
        table=name,
        stream_arn=created["LatestStreamArn"],
        definition=definition,
        numbers=count(),
    )


def _table_definition(assembly: Path) -> dict[str, Any]:
    """The template's table as CreateTable takes it: CloudFormation has the same members."""
    (template,) = assembly.glob("*.template.json")
    resources = json.loads(template.read_text(encoding="utf-8"))["Resources"].values()
    (table,) = (r["Properties"] for r in resources if r["Type"] == "AWS::DynamoDB::Table")
    stream = {"StreamEnabled": True} | table["StreamSpecification"]
    return {name: table[name] for name in _CREATE_TABLE} | {"StreamSpecification": stream}
