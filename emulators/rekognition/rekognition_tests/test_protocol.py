from typing import TYPE_CHECKING, Any

import httpx
import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from rekognition_tests.photos import astronaut, coffee, jpeg, shipped
from rekognition_tests.running import Engine, image_of

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

SMALL_PHOTO = jpeg(shipped("astronaut").resize((128, 128)))
SOME_OBJECT = {"Bucket": "photos", "Name": "ana.jpg"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Image", "Bytes", "S3Object", "Bucket", "Name", "Attributes", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["__type"]


def test_an_answer_names_the_engine_and_the_request(rekognition: "RekognitionClient") -> None:
    one, other = (rekognition.detect_faces(Image={"Bytes": coffee()}) for _ in range(2))

    headers = one["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-face-engine"] == "CenterFace/1.5.0"
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert one["ResponseMetadata"]["RequestId"] != other["ResponseMetadata"]["RequestId"]


def test_a_refusal_has_an_id_too(rekognition: "RekognitionClient") -> None:
    with pytest.raises(ClientError) as refused:
        rekognition.detect_faces(Image={"Bytes": b"text"})

    assert refused.value.response["ResponseMetadata"]["RequestId"]
    assert refused.value.response["Error"]["Message"] == "Request has invalid image format"


def test_only_one_server_header_is_sent(engine: Engine) -> None:
    response = engine.call(image_of(coffee()))

    assert response.headers.get_list("x-face-engine") == ["CenterFace/1.5.0"]


def test_refuses_bytes_above_5_mib(rekognition: "RekognitionClient") -> None:
    longest = astronaut().ljust(5_242_880, b"\0")

    assert len(rekognition.detect_faces(Image={"Bytes": longest})["FaceDetails"]) == 1
    with pytest.raises(rekognition.exceptions.ImageTooLargeException):
        rekognition.detect_faces(Image={"Bytes": longest + b"\0"})


def test_refuses_a_body_far_above_the_limit(rekognition: "RekognitionClient") -> None:
    with pytest.raises(rekognition.exceptions.ImageTooLargeException):
        rekognition.detect_faces(Image={"Bytes": bytes(20 * 1024 * 1024)})


@pytest.mark.parametrize(
    "image",
    [
        pytest.param({}, id="neither"),
        pytest.param({"Bytes": SMALL_PHOTO, "S3Object": SOME_OBJECT}, id="both"),
        pytest.param({"S3Object": {}}, id="no bucket and no name"),
        pytest.param({"S3Object": {"Bucket": "photos"}}, id="no name"),
    ],
)
def test_refuses_an_image_that_is_not_given_in_one_way(
    rekognition: "RekognitionClient", image: Any
) -> None:
    with pytest.raises(rekognition.exceptions.InvalidParameterException):
        rekognition.detect_faces(Image=image)


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        pytest.param(b"{", "SerializationException", "JSON", id="not JSON"),
        pytest.param(b"\xff", "SerializationException", "JSON", id="not UTF-8"),
        pytest.param(b"[" * 100_000, "SerializationException", "JSON", id="too deep"),
        pytest.param([], "SerializationException", "request must be", id="not an object"),
        pytest.param({"Image": "x"}, "SerializationException", "image must be", id="wrong type"),
        pytest.param({"Image": {"Bytes": "%"}}, "SerializationException", "base64", id="no base64"),
        pytest.param({}, "ValidationException", "'image'", id="required member absent"),
        pytest.param({"Image": None}, "ValidationException", "'image'", id="required member null"),
        pytest.param({"Image": {"Bytes": ""}}, "ValidationException", "or equal to 1", id="empty"),
        pytest.param(
            {"Image": {"S3Object": SOME_OBJECT | {"Name": "x" * 1025}}},
            "ValidationException",
            "'image.s3Object.name'",
            id="long name",
        ),
        pytest.param(
            {"Image": {"S3Object": SOME_OBJECT | {"Bucket": "a/b"}}},
            "ValidationException",
            "regular expression",
            id="bucket of other characters",
        ),
        pytest.param(
            {"Image": {"S3Object": SOME_OBJECT}, "Attributes": ["HAIR"]},
            "ValidationException",
            "enum value set",
            id="unknown attribute",
        ),
    ],
)
def test_refuses_a_request_against_the_service_model(
    engine: Engine, body: Any, code: str, message: str
) -> None:
    response = engine.call(body)

    assert refusal(response) == (400, code)
    assert message in response.json()["Message"]


def test_ignores_members_that_the_model_does_not_have(engine: Engine) -> None:
    response = engine.call(image_of(SMALL_PHOTO) | {"Newer": True})

    assert len(response.json()["FaceDetails"]) == 1


@pytest.mark.parametrize(
    "target", ["RekognitionService.Guess", "S3.DetectFaces", "DetectFaces", ""]
)
def test_refuses_an_operation_that_rekognition_does_not_have(engine: Engine, target: str) -> None:
    response = httpx.post(engine.url, headers={"X-Amz-Target": target}, content=b"{}")

    assert refusal(response) == (400, "UnknownOperationException")


def test_reports_an_operation_of_rekognition_that_it_does_not_have(
    rekognition: "RekognitionClient",
) -> None:
    with pytest.raises(
        ClientError, match=r"IndexFaces is an operation .* it has DetectFaces"
    ) as no:
        rekognition.index_faces(CollectionId="album", Image={"Bytes": SMALL_PHOTO})

    assert no.value.response["Error"]["Code"] == "OperationNotImplementedException"
    assert no.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200) | json_values)
def test_no_request_body_causes_a_server_error(engine: Engine, body: Any) -> None:
    response = engine.call(body)

    assert response.status_code == 400
    assert response.json()["__type"].endswith("Exception")


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_no_damaged_photograph_causes_a_server_error(engine: Engine, data: st.DataObject) -> None:
    photo = bytearray(SMALL_PHOTO)
    places = st.integers(0, len(photo) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=6)):
        photo[place] = data.draw(st.integers(0, 255))

    assert engine.call(image_of(bytes(photo))).status_code in {200, 400}
