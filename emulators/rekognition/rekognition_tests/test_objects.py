from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rekognition_tests.photos import astronaut, coffee, encoded, shipped
from rekognition_tests.running import Engine, running_engine

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_rekognition.type_defs import S3ObjectTypeDef
    from mypy_boto3_s3 import S3Client

BUCKET = "photos"
LARGEST_OBJECT_BYTES = 15 * 1024 * 1024


@pytest.fixture(scope="module", autouse=True)
def bucket(s3: "S3Client") -> None:
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})


def count(rekognition: "RekognitionClient", name: str, version: str | None = None) -> int:
    place: S3ObjectTypeDef = {"Bucket": BUCKET, "Name": name}
    if version is not None:
        place["Version"] = version
    return len(rekognition.detect_faces(Image={"S3Object": place})["FaceDetails"])


@pytest.mark.parametrize("name", ["ana.jpg", "uploads/ana/a b+c%20ü&=?#.jpg"])
def test_reads_an_object_by_its_name(
    rekognition: "RekognitionClient", s3: "S3Client", name: str
) -> None:
    s3.put_object(Bucket=BUCKET, Key=name, Body=astronaut())

    assert count(rekognition, name) == 1


def test_reads_the_current_version_or_the_one_named(
    rekognition: "RekognitionClient", s3: "S3Client"
) -> None:
    older = s3.put_object(Bucket=BUCKET, Key="twice.jpg", Body=astronaut())["VersionId"]
    newer = s3.put_object(Bucket=BUCKET, Key="twice.jpg", Body=coffee())["VersionId"]

    assert count(rekognition, "twice.jpg", older) == 1
    assert count(rekognition, "twice.jpg", newer) == 0
    assert count(rekognition, "twice.jpg") == 0


def test_takes_an_object_of_15_mib_and_refuses_a_larger_one(
    rekognition: "RekognitionClient", s3: "S3Client"
) -> None:
    largest = astronaut().ljust(LARGEST_OBJECT_BYTES, b"\0")
    s3.put_object(Bucket=BUCKET, Key="largest.jpg", Body=largest)
    s3.put_object(Bucket=BUCKET, Key="larger.jpg", Body=largest + b"\0")

    assert count(rekognition, "largest.jpg") == 1
    with pytest.raises(rekognition.exceptions.ImageTooLargeException):
        count(rekognition, "larger.jpg")


def test_judges_an_object_by_its_bytes_and_not_by_its_type(
    rekognition: "RekognitionClient", s3: "S3Client"
) -> None:
    s3.put_object(
        Bucket=BUCKET,
        Key="webp.jpg",
        Body=encoded(shipped("astronaut"), "WEBP"),
        ContentType="image/jpeg",
    )
    s3.put_object(Bucket=BUCKET, Key="jpeg.txt", Body=astronaut(), ContentType="text/plain")

    assert count(rekognition, "jpeg.txt") == 1
    with pytest.raises(rekognition.exceptions.InvalidImageFormatException):
        count(rekognition, "webp.jpg")


def test_refuses_an_object_that_is_not_there(rekognition: "RekognitionClient") -> None:
    with pytest.raises(
        rekognition.exceptions.InvalidS3ObjectException,
        match="Unable to get object metadata from S3",
    ):
        count(rekognition, "absent.jpg")


def test_refuses_a_version_that_is_not_there(
    rekognition: "RekognitionClient", s3: "S3Client"
) -> None:
    s3.put_object(Bucket=BUCKET, Key="once.jpg", Body=astronaut())

    with pytest.raises(rekognition.exceptions.InvalidS3ObjectException):
        count(rekognition, "once.jpg", "00000000-0000-0000-0000-000000000000")


def test_refuses_an_object_that_is_deleted(
    rekognition: "RekognitionClient", s3: "S3Client"
) -> None:
    s3.put_object(Bucket=BUCKET, Key="gone.jpg", Body=astronaut())
    s3.delete_object(Bucket=BUCKET, Key="gone.jpg")

    with pytest.raises(rekognition.exceptions.InvalidS3ObjectException):
        count(rekognition, "gone.jpg")


def test_refuses_a_bucket_that_is_not_there(rekognition: "RekognitionClient") -> None:
    with pytest.raises(rekognition.exceptions.InvalidS3ObjectException):
        rekognition.detect_faces(Image={"S3Object": {"Bucket": "absent", "Name": "ana.jpg"}})


@settings(max_examples=30, deadline=None)
@given(
    st.from_regex(r"[0-9A-Za-z.\-_]{3,20}", fullmatch=True),
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=20),
)
def test_no_object_name_causes_a_server_error(engine: Engine, bucket: str, name: str) -> None:
    response = engine.call({"Image": {"S3Object": {"Bucket": bucket, "Name": name}}})

    assert response.status_code == 400


def test_an_unreachable_s3_is_reported_as_a_server_error() -> None:
    environment = {
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",  # the discard port: no server listens there
        "AWS_MAX_ATTEMPTS": "1",
    }
    with running_engine("--workers", "1", environment=environment) as engine:
        response = engine.call({"Image": {"S3Object": {"Bucket": BUCKET, "Name": "ana.jpg"}}})

    assert (response.status_code, response.json()["__type"]) == (500, "InternalServerError")
