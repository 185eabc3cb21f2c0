"""The deployed sample application, seen from the tests."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import boto3
from streams_emulator import StreamMapping, StreamPoller

from laptop.ministack import MiniStack
from tests.laptop.waiting import wait_until


@dataclass
class Sample:
    outputs: Mapping[str, str]
    ministack: MiniStack
    session: boto3.Session = field(init=False)

    def __post_init__(self) -> None:
        self.session = self.ministack.session()
        endpoint_url = self.ministack.endpoint_url
        self.s3 = self.session.client("s3", endpoint_url=endpoint_url)
        self.dynamodb = self.session.client("dynamodb", endpoint_url=endpoint_url)
        self.lambda_ = self.session.client("lambda", endpoint_url=endpoint_url)

    def journal(self, function: str) -> list[dict[str, Any]]:
        """The events that a function was invoked with, oldest first."""
        return self.documents(self.outputs["JournalBucket"], f"{self.outputs[function]}/")

    def documents(self, bucket: str, prefix: str = "") -> list[dict[str, Any]]:
        return [
            json.loads(self.s3.get_object(Bucket=bucket, Key=key)["Body"].read())
            for key in self.keys(bucket, prefix)
        ]

    def keys(self, bucket: str, prefix: str = "") -> list[str]:
        listed = self.s3.list_objects_v2(Bucket=bucket, Prefix=prefix)
        return [each["Key"] for each in listed.get("Contents", [])]

    @contextmanager
    def polled_table(self, **settings: Any) -> Iterator["PolledTable"]:
        """A table whose changes a poller delivers with these mapping settings."""
        table = self._create_table(f"changes-{uuid4()}")
        try:
            with table.polled(**settings):
                yield table
        finally:
            self.dynamodb.delete_table(TableName=table.name)

    def _create_table(self, name: str) -> "PolledTable":
        created = self.dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        return PolledTable(self, name, created["TableDescription"]["LatestStreamArn"])


@dataclass
class PolledTable:
    sample: Sample
    name: str
    stream_arn: str

    @contextmanager
    def polled(self, **settings: Any) -> Iterator[None]:
        mapping = self._create_mapping(
            {
                "StartingPosition": "TRIM_HORIZON",
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                "BatchSize": 10,
                "MaximumRetryAttempts": 2,
                "DestinationConfig": {
                    "OnFailure": {"Destination": f"arn:aws:s3:::{self._failures_bucket}"}
                },
                **settings,
            }
        )
        self.mapping_uuid = mapping.uuid
        sample = self.sample
        self.poller = StreamPoller(mapping, sample.session, sample.ministack.endpoint_url)
        self.poller.start()
        try:
            yield
        finally:
            self.poller.stop()

    def put(self, *ids: str, fails: str = "0", **attributes: Any) -> None:
        for id_ in ids:
            item = {"id": {"S": id_}, "fails": {"S": fails}, **attributes}
            self.sample.dynamodb.put_item(TableName=self.name, Item=item)

    def delete(self, id_: str) -> None:
        self.sample.dynamodb.delete_item(TableName=self.name, Key={"id": {"S": id_}})

    def records(self) -> list[list[dict[str, Any]]]:
        """The records that the function received, one list for each invocation."""
        journal = self.sample.journal("ChangesFunction")
        batches = [event["Records"] for event in journal]
        return [batch for batch in batches if batch[0]["eventSourceARN"] == self.stream_arn]

    def batches(self) -> list[list[str]]:
        """The ids of the items, one list for each invocation."""
        return [[_id(record) for record in batch] for batch in self.records()]

    def failures(self) -> list[dict[str, Any]]:
        """The content of the mapping's on-failure destination."""
        prefix = f"aws/lambda/{self.mapping_uuid}/"
        return self.sample.documents(self._failures_bucket, prefix)

    def wait_for(self, *ids: str) -> None:
        """Waits until the function has received all of these items."""
        wait_until(
            lambda: set(ids) <= {id_ for batch in self.batches() for id_ in batch},
            f"the function received {ids}",
        )

    @property
    def _failures_bucket(self) -> str:
        return self.sample.outputs["FailuresBucket"]

    def _create_mapping(self, settings: dict[str, Any]) -> StreamMapping:
        created = self.sample.lambda_.create_event_source_mapping(
            FunctionName=self.sample.outputs["ChangesFunction"],
            EventSourceArn=self.stream_arn,
            Enabled=False,
            **settings,
        )
        return StreamMapping.from_api(
            self.sample.lambda_.get_event_source_mapping(UUID=created["UUID"])
        )


def _id(record: dict[str, Any]) -> str:
    id_: str = record["dynamodb"]["Keys"]["id"]["S"]
    return id_
