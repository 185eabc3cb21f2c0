from collections.abc import Callable
from dataclasses import replace

import pytest
from botocore.stub import Stubber

from adapters import clients
from adapters.face_engine import RekognitionEngine
from adapters.image_header import read_header
from core.model.failure import FailureCode, failure
from core.model.image import Image, ImageStatus
from core.model.stored_object import ObjectHint
from core.model.upload import MAX_IMAGE_BYTES
from tests.adapters.rekognition_answers import an_answer
from tests.support.builders import a_delivery, picture
from tests.support.drift import no_drift
from tests.support.simulated_aws import SimulatedAws
from tests.support.world import World

PHOTO = picture(100, 100)
Engine = Callable[[Stubber], None]


def answers_with(code: str) -> Engine:
    return lambda rekognition: rekognition.add_client_error("detect_faces", code)


def finds_a_face_without_a_box(rekognition: Stubber) -> None:
    rekognition.add_response("detect_faces", an_answer() | {"FaceDetails": [{"Confidence": 9.0}]})


def is_not_asked(_: Stubber) -> None:
    return


def is_past_the_owners_day(_: Stubber) -> None:
    return


WAYS: dict[FailureCode, tuple[bytes, Engine]] = {
    FailureCode.EMPTY: (b"", is_not_asked),
    FailureCode.UNSUPPORTED_FORMAT: (picture(100, 100, "WEBP"), is_not_asked),
    FailureCode.CORRUPT_IMAGE: (PHOTO[:50], is_not_asked),
    FailureCode.TOO_LARGE: (PHOTO + bytes(MAX_IMAGE_BYTES), is_not_asked),
    FailureCode.TOO_SMALL: (picture(79, 200), is_not_asked),
    FailureCode.ENGINE_THROTTLED: (PHOTO, answers_with("ThrottlingException")),
    FailureCode.ENGINE_UNAVAILABLE: (PHOTO, answers_with("InternalServerError")),
    FailureCode.ENGINE_REFUSED: (PHOTO, answers_with("InvalidParameterException")),
    FailureCode.QUOTA_EXCEEDED: (PHOTO, is_past_the_owners_day),
    FailureCode.INTERNAL: (PHOTO, finds_a_face_without_a_box),
}


def analyze(world: World, hint: ObjectHint, engine: Engine) -> None:
    client = clients.rekognition_client()
    analyzer = replace(world.analyzer(), engine=RekognitionEngine(client), read_header=read_header)
    with Stubber(client) as rekognition:
        engine(rekognition)
        try:
            analyzer.handle(hint, a_delivery(is_last=True))
        finally:
            rekognition.assert_no_pending_responses()


def test_every_failure_has_a_way_to_come_about() -> None:
    missing = set(FailureCode) - WAYS.keys()
    no_drift(missing, "not in WAYS", edit="tests/adapters/test_failure_codes.py", run="make test")


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("code", WAYS)
def test_every_failure_can_come_about_and_is_shown_to_its_owner(code: FailureCode) -> None:
    body, engine = WAYS[code]
    world = World(images_per_day=0 if engine is is_past_the_owners_day else None)
    hint = world.upload(body)

    try:
        analyze(world, hint, engine)
    except Exception:  # noqa: BLE001 - a message that ends in the dead-letter queue
        assert failure(code).retryable

    image = world.record().state
    assert isinstance(image, Image)
    assert image.failure == failure(code)
    expected = ImageStatus.REJECTED if engine is is_not_asked else ImageStatus.FAILED
    assert image.status is expected
    assert world.faces.stored == {}


@pytest.mark.parametrize("code", ["InvalidImageFormatException", "ImageTooLargeException"])
def test_image_that_only_the_engine_finds_at_fault_is_rejected(
    aws: SimulatedAws, code: str
) -> None:
    assert aws.bucket
    world = World()

    analyze(world, world.upload(PHOTO), answers_with(code))

    image = world.record().state
    assert isinstance(image, Image)
    assert image.status is ImageStatus.REJECTED
