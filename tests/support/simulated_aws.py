"""AWS in memory (moto), with the resources of the stack."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from moto import mock_aws

from adapters import clients
from adapters.settings import AnalyzeSettings, PublishSettings, ResolverSettings
from adapters.table import keys
from tests.support.builders import BUCKET
from tests.support.event_contract import valid

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import GlobalSecondaryIndexTypeDef, ProjectionTypeDef
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.literals import BucketLocationConstraintType

REGION: "BucketLocationConstraintType" = "eu-west-1"

# Making a client takes longer than a test's calls with it; moto's state is not in the clients.
dynamodb_client = cache(clients.dynamodb_client)
s3_client = cache(clients.s3_client)
sns_client = cache(clients.sns_client)
sqs_client = cache(clients.sqs_client)

_KEY_ATTRIBUTES = (
    *(keys.PARTITION_KEY, keys.SORT_KEY, keys.POSITION),
    *(keys.OWNER, keys.OWNER_STATUS, keys.FACE_OWNER),
    *(keys.UNFINISHED, keys.OVERDUE_AT),
)


@dataclass(frozen=True)
class SimulatedAws:
    """The names of all resources."""

    bucket: str
    table_name: str
    queue_url: str
    erasure_queue_url: str
    topic_arn: str
    graphql_url: str = "http://127.0.0.1:9/graphql"  # no server listens there

    @property
    def analyze_settings(self) -> AnalyzeSettings:
        return AnalyzeSettings(
            table_name=self.table_name,
            queue_url=self.queue_url,
            max_receive_count="6",
            retention_days="0",
            rekognition_tps="0",
            images_per_owner_and_day="0",
        )

    @property
    def publish_settings(self) -> PublishSettings:
        return PublishSettings(
            table_name=self.table_name, topic_arn=self.topic_arn, graphql_url=self.graphql_url
        )

    @property
    def resolver_settings(self) -> ResolverSettings:
        return ResolverSettings(
            table_name=self.table_name,
            bucket_name=self.bucket,
            queue_url=self.queue_url,
            erasure_queue_url=self.erasure_queue_url,
        )

    @property
    def environment(self) -> dict[str, str]:
        """The environment that the functions read at their cold start."""
        return {
            "TABLE_NAME": self.table_name,
            "BUCKET_NAME": self.bucket,
            "QUEUE_URL": self.queue_url,
            "TOPIC_ARN": self.topic_arn,
            "GRAPHQL_URL": self.graphql_url,
            "MAX_RECEIVE_COUNT": "6",
            "RETENTION_DAYS": "0",
            "REKOGNITION_TPS": "1000",
            "IMAGES_PER_OWNER_AND_DAY": "2",
            "ERASURE_QUEUE_URL": self.erasure_queue_url,
            "LOG_RETENTION_DAYS": "7",
        }


@contextmanager
def simulated_aws() -> Iterator[SimulatedAws]:
    with _environment(), mock_aws():
        yield SimulatedAws(
            bucket=create_bucket(s3_client()),
            table_name=create_table(dynamodb_client()),
            queue_url=create_queue("ingest"),
            erasure_queue_url=create_queue("erasures"),
            topic_arn=sns_client().create_topic(Name="events")["TopicArn"],
        )


@contextmanager
def _environment() -> Iterator[None]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    own |= {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    with patch.dict(os.environ, own, clear=True):
        yield


def create_queue(name: str) -> str:
    return sqs_client().create_queue(QueueName=name)["QueueUrl"]


def subscribe_queue(
    topic_arn: str, name: str, filter_policy: dict[str, Any] | None = None, *, raw: bool = True
) -> str:
    """Returns the URL of a new queue with the topic's messages that the policy admits."""
    queue_url = create_queue(name)
    attributes = sqs_client().get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])
    options = {"RawMessageDelivery": str(raw).lower()}
    if filter_policy is not None:
        options["FilterPolicy"] = json.dumps(filter_policy)
    sns_client().subscribe(
        TopicArn=topic_arn,
        Protocol="sqs",
        Endpoint=attributes["Attributes"]["QueueArn"],
        Attributes=options,
    )
    return queue_url


def messages_in(queue_url: str) -> list[Any]:
    """The parsed bodies; the messages are then deleted from the queue."""
    sqs = sqs_client()
    response = sqs.receive_message(
        QueueUrl=queue_url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )
    messages = response.get("Messages", [])
    for message in messages:
        sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    return [json.loads(message["Body"]) for message in messages]


def events_in(queue_url: str) -> list[Any]:
    """The events that the topic delivered to the queue."""
    return [valid(body) for body in messages_in(queue_url)]


def create_bucket(s3: "S3Client") -> str:
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return BUCKET


def create_table(dynamodb: "DynamoDBClient") -> str:
    listed: ProjectionTypeDef = {
        "ProjectionType": "INCLUDE",
        "NonKeyAttributes": list(keys.LISTED_ATTRIBUTES),
    }
    dynamodb.create_table(
        TableName="images",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": keys.PARTITION_KEY, "KeyType": "HASH"},
            {"AttributeName": keys.SORT_KEY, "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in _KEY_ATTRIBUTES
        ],
        GlobalSecondaryIndexes=[
            _index(keys.IMAGES_BY_OWNER, keys.OWNER, listed),
            _index(keys.IMAGES_BY_STATUS, keys.OWNER_STATUS, listed),
            _index(keys.FACES_BY_OWNER, keys.FACE_OWNER, {"ProjectionType": "KEYS_ONLY"}),
            _index(
                keys.OVERDUE_IMAGES,
                keys.UNFINISHED,
                {"ProjectionType": "KEYS_ONLY"},
                sort_key=keys.OVERDUE_AT,
            ),
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    return "images"


def _index(
    name: str,
    partition_key: str,
    projection: "ProjectionTypeDef",
    sort_key: str = keys.POSITION,
) -> "GlobalSecondaryIndexTypeDef":
    return {
        "IndexName": name,
        "KeySchema": [
            {"AttributeName": partition_key, "KeyType": "HASH"},
            {"AttributeName": sort_key, "KeyType": "RANGE"},
        ],
        "Projection": projection,
    }
