"""Each port twice: the fake that unit tests use, and the deployed adapter over two kinds of AWS."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest
from botocore.config import Config

from adapters.objects import S3Objects
from adapters.table.counts import TableDailyCounts
from adapters.table.erasures import TableErasures
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from adapters.table.schedule import TableEngineSchedule
from core.ports import DailyCounts, EngineSchedule, Erasures, Faces, ImageRecords, Objects
from laptop.laptop import MINISTACK_PYTHON
from laptop.ministack import MiniStack
from tests.support.builders import BUCKET, SECOND
from tests.support.fakes import (
    FakeDailyCounts,
    FakeEngineSchedule,
    FakeErasures,
    FakeFaces,
    FakeImageRecords,
    FakeObjects,
)
from tests.support.ports import free_ports
from tests.support.simulated_aws import (
    REGION,
    SimulatedAws,
    create_bucket,
    create_table,
    dynamodb_client,
    s3_client,
    sns_client,
    sqs_client,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient


class Bucket(Objects, Protocol):
    """A bucket with the operations of clients. `put` and `delete` return the version they make."""

    def put(self, key: str, body: bytes) -> str: ...

    def delete(self, key: str) -> str: ...

    def delete_version(self, key: str, version_id: str) -> None: ...


class S3Bucket(S3Objects):
    def put(self, key: str, body: bytes) -> str:
        return self.client.put_object(Bucket=BUCKET, Key=key, Body=body, ContentType="image/jpeg")[
            "VersionId"
        ]

    def delete(self, key: str) -> str:
        return self.client.delete_object(Bucket=BUCKET, Key=key)["VersionId"]

    def delete_version(self, key: str, version_id: str) -> None:
        self.client.delete_object(Bucket=BUCKET, Key=key, VersionId=version_id)


@dataclass(frozen=True)
class Aws:
    """The clients and names with which the adapters find the table and the bucket."""

    dynamodb: "DynamoDBClient"
    s3: "S3Client"
    table_name: str


@dataclass(frozen=True)
class Messaging:
    """The clients with which the adapters find queues and topics; each test makes its own."""

    sqs: "SQSClient"
    sns: "SNSClient"


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    running = MiniStack.start(
        python=MINISTACK_PYTHON,
        state_folder=tmp_path_factory.mktemp("contract"),
        port=free_ports(1)[0],
        region=REGION,
    )
    yield running
    running.stop()


@pytest.fixture
def simulated_messaging(aws: SimulatedAws) -> Messaging:
    assert aws.queue_url
    return Messaging(sqs_client(), sns_client())


@pytest.fixture(scope="session")
def emulated_messaging(emulator: MiniStack) -> Messaging:
    session, url = emulator.session(), emulator.endpoint_url
    return Messaging(
        session.client("sqs", endpoint_url=url), session.client("sns", endpoint_url=url)
    )


@pytest.fixture(scope="session")
def emulated(emulator: MiniStack) -> tuple["DynamoDBClient", "S3Client"]:
    session, url = emulator.session(), emulator.endpoint_url
    path_style = Config(s3={"addressing_style": "path"})
    return (
        session.client("dynamodb", endpoint_url=url),
        session.client("s3", endpoint_url=url, config=path_style),
    )


@pytest.fixture
def ministack(emulated: tuple["DynamoDBClient", "S3Client"]) -> Iterator[Aws]:
    dynamodb, s3 = emulated
    create_bucket(s3)
    yield Aws(dynamodb, s3, create_table(dynamodb))
    dynamodb.delete_table(TableName="images")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=BUCKET):
        for entry in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
            s3.delete_object(Bucket=BUCKET, Key=entry["Key"], VersionId=entry["VersionId"])
    s3.delete_bucket(Bucket=BUCKET)


@pytest.fixture(params=["fake", "moto", "MiniStack"])
def behind(request: pytest.FixtureRequest) -> Aws | None:
    """The AWS behind an adapter; None for the fake."""
    if request.param == "moto":
        aws: SimulatedAws = request.getfixturevalue("aws")
        return Aws(dynamodb_client(), s3_client(), aws.table_name)
    if request.param == "MiniStack":
        emulated: Aws = request.getfixturevalue("ministack")
        return emulated
    return None


@pytest.fixture(params=["fake", "moto", "MiniStack"])
def messaging(request: pytest.FixtureRequest) -> Messaging | None:
    """The messaging services behind an adapter; None for the fake."""
    if request.param == "fake":
        return None
    names = {"moto": "simulated_messaging", "MiniStack": "emulated_messaging"}
    found: Messaging = request.getfixturevalue(names[request.param])
    return found


@pytest.fixture
def records(behind: Aws | None) -> ImageRecords:
    if behind is None:
        return FakeImageRecords()
    return TableImageRecords(behind.dynamodb, behind.table_name)


@pytest.fixture
def faces(behind: Aws | None) -> Faces:
    return TableFaces(behind.dynamodb, behind.table_name) if behind else FakeFaces()


@pytest.fixture
def erasures(behind: Aws | None) -> Erasures:
    return TableErasures(behind.dynamodb, behind.table_name) if behind else FakeErasures()


@pytest.fixture
def schedule(behind: Aws | None) -> EngineSchedule:
    """A schedule for an engine that accepts one call a second."""
    if behind is None:
        return FakeEngineSchedule(SECOND)
    return TableEngineSchedule(behind.dynamodb, behind.table_name, SECOND)


@pytest.fixture
def counts(behind: Aws | None) -> DailyCounts:
    return TableDailyCounts(behind.dynamodb, behind.table_name) if behind else FakeDailyCounts()


@pytest.fixture
def bucket(behind: Aws | None) -> Bucket:
    return S3Bucket(behind.s3) if behind else FakeObjects()
