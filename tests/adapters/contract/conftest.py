"""Each port as the fake that unit tests use and as the adapter that is deployed."""

from typing import Protocol

import pytest

from adapters.objects import S3Objects
from adapters.table.counts import TableDailyCounts
from adapters.table.erasures import TableErasures
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from adapters.table.schedule import TableEngineSchedule
from core.ports import DailyCounts, EngineSchedule, Erasures, Faces, ImageRecords, Objects
from tests.builders import BUCKET, SECOND
from tests.fakes import (
    FakeDailyCounts,
    FakeEngineSchedule,
    FakeErasures,
    FakeFaces,
    FakeImageRecords,
    FakeObjects,
)
from tests.simulated_aws import SimulatedAws, dynamodb_client, s3_client


class Bucket(Objects, Protocol):
    """Objects, and what clients do to them. Both return the version that they make."""

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


@pytest.fixture(params=["fake", "DynamoDB"])
def records(request: pytest.FixtureRequest) -> ImageRecords:
    if request.param == "fake":
        return FakeImageRecords()
    aws: SimulatedAws = request.getfixturevalue("aws")
    return TableImageRecords(dynamodb_client(), aws.table_name)


@pytest.fixture(params=["fake", "DynamoDB"])
def faces(request: pytest.FixtureRequest) -> Faces:
    if request.param == "fake":
        return FakeFaces()
    aws: SimulatedAws = request.getfixturevalue("aws")
    return TableFaces(dynamodb_client(), aws.table_name)


@pytest.fixture(params=["fake", "DynamoDB"])
def erasures(request: pytest.FixtureRequest) -> Erasures:
    if request.param == "fake":
        return FakeErasures()
    aws: SimulatedAws = request.getfixturevalue("aws")
    return TableErasures(dynamodb_client(), aws.table_name)


@pytest.fixture(params=["fake", "DynamoDB"])
def schedule(request: pytest.FixtureRequest) -> EngineSchedule:
    """Of an engine that takes one call a second."""
    if request.param == "fake":
        return FakeEngineSchedule(SECOND)
    aws: SimulatedAws = request.getfixturevalue("aws")
    return TableEngineSchedule(dynamodb_client(), aws.table_name, SECOND)


@pytest.fixture(params=["fake", "DynamoDB"])
def counts(request: pytest.FixtureRequest) -> DailyCounts:
    if request.param == "fake":
        return FakeDailyCounts()
    aws: SimulatedAws = request.getfixturevalue("aws")
    return TableDailyCounts(dynamodb_client(), aws.table_name)


@pytest.fixture(params=["fake", "S3"])
def bucket(request: pytest.FixtureRequest) -> Bucket:
    if request.param == "fake":
        return FakeObjects()
    request.getfixturevalue("aws")
    return S3Bucket(s3_client())
