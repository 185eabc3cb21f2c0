"""FaceEngine: the fakes, and the adapter on our own engine.

moto gives the same answer for every image, so it cannot pass the contract."""

from collections.abc import Iterator

import pytest
from rekognition_tests.running import Engine, running_engine

from core.model.face import FaceDetail
from core.model.failure import AnalysisFailed, FailureCode, ImageRejected
from core.model.upload import MAX_IMAGE_BYTES
from core.ports import ObjectGone
from laptop.ministack import MiniStack
from tests.adapters.contract.conftest import Aws, S3Bucket
from tests.adapters.contract.engines import (
    TPS,
    Studio,
    bench_studio,
    fake_studio,
    local_studio,
)
from tests.support.builders import BUCKET, KEY

TROUBLES = {
    FailureCode.ENGINE_THROTTLED: True,
    FailureCode.ENGINE_UNAVAILABLE: True,
    FailureCode.ENGINE_REFUSED: False,
}


@pytest.fixture(scope="module")
def local_engine(emulator: MiniStack) -> Iterator[Engine]:
    environment = {"AWS_ENDPOINT_URL_S3": emulator.endpoint_url}
    with running_engine("--workers", "1", "--tps", str(TPS), environment=environment) as running:
        yield running


@pytest.fixture(params=["fake", "fault bench", "our engine"])
def studio(request: pytest.FixtureRequest) -> Studio:
    if request.param == "fake":
        return fake_studio()
    if request.param == "fault bench":
        return bench_studio()
    aws: Aws = request.getfixturevalue("ministack")
    return local_studio(request.getfixturevalue("local_engine"), S3Bucket(aws.s3))


def area(face: FaceDetail) -> float:
    return face.bounding_box.width * face.bounding_box.height


def test_faces_are_in_ratios_and_percent_largest_first(studio: Studio) -> None:
    versions = [studio.put(studio.photo) for _ in range(3)]

    found = [studio.engine.detect(version).faces for version in versions]

    faces = [face for each in found for face in each]
    assert faces
    for face in faces:
        box = face.bounding_box
        assert 0 < box.width <= 1
        assert 0 < box.height <= 1
        assert 0 <= box.left + box.width / 2 <= 1
        assert 0 <= box.top + box.height / 2 <= 1
        assert 1 <= face.confidence <= 100
    assert all(sorted(each, key=area, reverse=True) == list(each) for each in found)


def test_same_version_gives_the_same_answer_twice(studio: Studio) -> None:
    version = studio.put(studio.photo)

    first = studio.engine.detect(version)
    second = studio.engine.detect(version)

    assert first == second
    assert first.engine.name


def test_named_version_is_analyzed_when_a_newer_one_is_current(studio: Studio) -> None:
    version = studio.put(studio.photo)
    before = studio.engine.detect(version)
    studio.put(studio.cut_off)

    below_a_newer_one = studio.engine.detect(version)
    studio.objects.delete(KEY)
    below_a_delete_marker = studio.engine.detect(version)

    assert below_a_newer_one == before
    assert below_a_delete_marker == before


def test_version_that_was_removed_is_gone(studio: Studio) -> None:
    version = studio.put(studio.photo)
    studio.put(studio.photo)
    studio.objects.delete_version(KEY, version.version_id)

    with pytest.raises(ObjectGone):
        studio.engine.detect(version)


def test_object_without_any_version_is_gone(studio: Studio) -> None:
    version = studio.put(studio.photo)
    studio.objects.remove(BUCKET, KEY)

    with pytest.raises(ObjectGone):
        studio.engine.detect(version)


def test_file_that_cannot_be_decoded_is_rejected_as_corrupt(studio: Studio) -> None:
    for body in (studio.cut_off, b"text"):
        with pytest.raises(ImageRejected) as rejected:
            studio.engine.detect(studio.put(body))

        assert rejected.value.failure.code is FailureCode.CORRUPT_IMAGE


def test_file_above_the_limit_is_rejected_as_too_large(studio: Studio) -> None:
    version = studio.put(studio.photo + bytes(MAX_IMAGE_BYTES))

    with pytest.raises(ImageRejected) as rejected:
        studio.engine.detect(version)

    assert rejected.value.failure.code is FailureCode.TOO_LARGE


def test_bytes_after_the_picture_are_ignored(studio: Studio) -> None:
    version = studio.put(studio.photo + b"\0" * 1_000)

    assert studio.engine.detect(version).engine.name


@pytest.mark.parametrize(("code", "passes"), TROUBLES.items())
def test_fault_that_is_not_the_images_is_a_failure_with_its_code(
    studio: Studio, code: FailureCode, passes: bool
) -> None:
    version = studio.put(studio.photo)

    with pytest.raises(AnalysisFailed) as failed:
        studio.troubles[code](version)

    assert (failed.value.failure.code, failed.value.is_passing) == (code, passes)
    assert studio.engine.detect(version).engine.name
