from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.session import get_session
from botocore.stub import Stubber

from adapters import clients
from adapters.face_engine import RekognitionEngine, face_detail
from core.model.appearance import EmotionType
from core.model.detection import Detection
from core.model.failure import AnalysisFailed, FailureCode, ImageRejected
from core.model.geometry import LandmarkType
from core.model.image import Engine
from core.model.wire import to_wire
from core.ports import ObjectGone
from tests.adapters.rekognition_answers import an_answer, as_rekognition_knows
from tests.support.builders import BUCKET, KEY, a_full_face_detail, a_version
from tests.support.drift import no_drift
from tests.support.simulated_aws import REGION, SimulatedAws

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

REQUEST = {
    "Image": {"S3Object": {"Bucket": BUCKET, "Name": KEY, "Version": "v1"}},
    "Attributes": ["ALL"],
}
IMAGE_AT_FAULT = {
    "InvalidImageFormatException": FailureCode.CORRUPT_IMAGE,
    "ImageTooLargeException": FailureCode.TOO_LARGE,
}
WE_AT_FAULT = {
    "ThrottlingException": FailureCode.ENGINE_THROTTLED,
    "ProvisionedThroughputExceededException": FailureCode.ENGINE_THROTTLED,
    "InternalServerError": FailureCode.ENGINE_UNAVAILABLE,
    "AccessDeniedException": FailureCode.ENGINE_REFUSED,
    "InvalidParameterException": FailureCode.ENGINE_REFUSED,
}


@pytest.fixture
def client(aws: SimulatedAws) -> "RekognitionClient":
    assert aws.bucket == BUCKET
    return clients.rekognition_client()


@pytest.fixture
def rekognition(client: "RekognitionClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber


def test_engine_is_asked_for_all_attributes_of_the_named_version(
    client: "RekognitionClient", rekognition: Stubber
) -> None:
    rekognition.add_response("detect_faces", an_answer(), REQUEST)

    found = RekognitionEngine(client).detect(a_version())

    assert found == Detection(faces=(), engine=Engine(name="Rekognition"))


def test_every_member_of_a_face_is_kept_as_the_engine_gives_it(
    client: "RekognitionClient", rekognition: Stubber
) -> None:
    expected = as_rekognition_knows(a_full_face_detail())
    rekognition.add_response("detect_faces", an_answer(expected))

    assert RekognitionEngine(client).detect(a_version()).faces == (expected,)


def test_kinds_that_our_schema_does_not_have_yet_are_left_out() -> None:
    answered = {
        "BoundingBox": {"Left": 0.1, "Top": 0.2, "Width": 0.3, "Height": 0.4},
        "Confidence": 99.5,
        "Landmarks": [{"Type": "nose", "X": 0.5, "Y": 0.6}, {"Type": "earTip", "X": 0.7, "Y": 0.8}],
        "Emotions": [{"Type": "BORED", "Confidence": 60.0}, {"Type": "CALM", "Confidence": 40.0}],
    }

    face = face_detail(answered)

    assert [landmark.type for landmark in face.landmarks] == [LandmarkType.NOSE]
    assert [emotion.type for emotion in face.emotions or ()] == [EmotionType.CALM]


def test_member_that_the_engine_does_not_know_is_none() -> None:
    box = {"Left": 0.5, "Top": -0.01, "Width": 1, "Height": 0.25}

    detail = face_detail({"BoundingBox": box, "Confidence": 99.9})

    wire = to_wire(detail)
    assert wire.pop("boundingBox") == {"left": 0.5, "top": -0.01, "width": 1.0, "height": 0.25}
    assert wire.pop("confidence") == 99.9
    assert wire.pop("landmarks") == []
    assert set(wire.values()) == {None}


@pytest.mark.parametrize(
    ("server", "engine"),
    [
        ("Facegraph-Local/1.2", Engine(name="Facegraph-Local", version="1.2")),
        ("Engine", Engine(name="Engine", version=None)),
        (None, Engine(name="Rekognition", version=None)),
    ],
)
def test_engine_has_the_name_that_its_answer_gives(
    client: "RekognitionClient", rekognition: Stubber, server: str | None, engine: Engine
) -> None:
    rekognition.add_response("detect_faces", an_answer(server=server))

    assert RekognitionEngine(client).detect(a_version()).engine == engine


def test_object_that_the_engine_cannot_read_is_looked_at_again(
    client: "RekognitionClient", rekognition: Stubber
) -> None:
    rekognition.add_client_error("detect_faces", "InvalidS3ObjectException")

    with pytest.raises(ObjectGone):
        RekognitionEngine(client).detect(a_version())


@pytest.mark.parametrize(("code", "failure_code"), IMAGE_AT_FAULT.items())
def test_fault_of_the_image_is_a_rejection(
    client: "RekognitionClient", rekognition: Stubber, code: str, failure_code: FailureCode
) -> None:
    rekognition.add_client_error("detect_faces", code)

    with pytest.raises(ImageRejected) as rejected:
        RekognitionEngine(client).detect(a_version())

    assert rejected.value.failure.code is failure_code


@pytest.mark.parametrize(("code", "failure_code"), WE_AT_FAULT.items())
def test_fault_of_ours_is_a_failed_analysis(
    client: "RekognitionClient", rekognition: Stubber, code: str, failure_code: FailureCode
) -> None:
    rekognition.add_client_error("detect_faces", code)

    with pytest.raises(AnalysisFailed) as failed:
        RekognitionEngine(client).detect(a_version())

    assert failed.value.failure.code is failure_code


def test_every_error_that_the_service_declares_has_a_mapping() -> None:
    operation = get_session().get_service_model("rekognition").operation_model("DetectFaces")

    declared = {shape.name for shape in operation.error_shapes}

    tested = IMAGE_AT_FAULT.keys() | WE_AT_FAULT.keys() | {"InvalidS3ObjectException"}
    problem = "an error that DetectFaces declares or that the engine maps, but not both"
    no_drift(declared ^ tested, problem, edit="adapters/face_engine.py", run="make test")


@pytest.mark.usefixtures("aws")
def test_engine_that_cannot_be_reached_is_unavailable() -> None:
    nowhere = boto3.client(
        "rekognition",
        endpoint_url="http://127.0.0.1:9",
        region_name=REGION,
        config=Config(retries={"total_max_attempts": 1}),
    )

    with pytest.raises(AnalysisFailed) as failed:
        RekognitionEngine(nowhere).detect(a_version())

    assert failed.value.failure.code is FailureCode.ENGINE_UNAVAILABLE
