from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from rekognition_tests.photos import (
    ASTRONAUT_FACE,
    FACELESS,
    Box,
    astronaut,
    group_of,
    jpeg,
    overlap_iou,
    shipped,
)
from rekognition_tests.running import Engine, image_of
from rekognition_tests.service_model import REKOGNITION, differences

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient
    from mypy_boto3_rekognition.type_defs import FaceDetailTypeDef

KNOWN_MEMBERS = {"BoundingBox", "Confidence", "Landmarks", "Pose", "Quality"}


def faces(rekognition: "RekognitionClient", photo: bytes) -> "list[FaceDetailTypeDef]":
    return rekognition.detect_faces(Image={"Bytes": photo})["FaceDetails"]


def only_face(rekognition: "RekognitionClient", photo: bytes) -> "FaceDetailTypeDef":
    (face,) = faces(rekognition, photo)
    return face


def box(face: "FaceDetailTypeDef") -> Box:
    found = face["BoundingBox"]
    return Box(found["Left"], found["Top"], found["Width"], found["Height"])


def points(face: "FaceDetailTypeDef") -> dict[str, Any]:
    return {mark["Type"]: np.array([mark["X"], mark["Y"]]) for mark in face["Landmarks"]}


def test_finds_the_one_face_of_a_portrait_where_it_is(rekognition: "RekognitionClient") -> None:
    face = only_face(rekognition, astronaut())

    assert overlap_iou(box(face), ASTRONAUT_FACE) > 0.9
    assert face["Confidence"] > 90


def test_finds_each_face_of_a_group_in_its_own_cell(rekognition: "RekognitionClient") -> None:
    found = faces(rekognition, group_of(3, 3))

    centers = [
        (box(face).left + box(face).width / 2, box(face).top + box(face).height / 2)
        for face in found
    ]
    assert sorted((int(x * 3), int(y * 3)) for x, y in centers) == [
        (column, row) for column in range(3) for row in range(3)
    ]


@pytest.mark.parametrize("name", FACELESS)
def test_finds_no_face_where_there_is_none(rekognition: "RekognitionClient", name: str) -> None:
    assert faces(rekognition, jpeg(shipped(name))) == []


def test_answers_with_the_hundred_largest_faces(rekognition: "RekognitionClient") -> None:
    assert len(faces(rekognition, group_of(11, 10))) == 100


def test_answers_with_the_largest_face_first(rekognition: "RekognitionClient") -> None:
    portrait = shipped("astronaut")
    photo = Image.new("RGB", (1024, 512))
    photo.paste(portrait.resize((256, 256)), (0, 0))
    photo.paste(portrait, (512, 0))

    large, small = faces(rekognition, jpeg(photo))

    assert box(large).left > 0.5 > box(small).left
    assert box(large).width > 1.5 * box(small).width


def test_puts_the_landmarks_on_the_face(rekognition: "RekognitionClient") -> None:
    marks = points(only_face(rekognition, astronaut()))

    assert marks["eyeLeft"] == pytest.approx([0.400, 0.200], abs=0.02)
    assert marks["eyeRight"] == pytest.approx([0.485, 0.205], abs=0.02)
    assert marks["nose"] == pytest.approx([0.437, 0.243], abs=0.02)
    assert marks["mouthLeft"] == pytest.approx([0.400, 0.280], abs=0.02)
    assert marks["mouthRight"] == pytest.approx([0.472, 0.282], abs=0.02)


@pytest.mark.parametrize("degrees", [-120, -90, -45, -20, 20, 45, 90, 120, 180])
def test_finds_the_roll_of_a_head_at_any_angle(
    rekognition: "RekognitionClient", degrees: int
) -> None:
    framed = Image.new("RGB", (768, 768), "gray")
    framed.paste(shipped("astronaut"), (128, 128))
    upright = only_face(rekognition, jpeg(framed))["Pose"]["Roll"]

    face = only_face(rekognition, jpeg(framed.rotate(-degrees, fillcolor="gray")))

    error = (face["Pose"]["Roll"] - upright - degrees + 180) % 360 - 180
    assert abs(error) < 4


def test_a_mirrored_head_has_the_mirrored_pose(rekognition: "RekognitionClient") -> None:
    profile = shipped("camera")

    to_the_right = only_face(rekognition, jpeg(profile))
    to_the_left = only_face(rekognition, jpeg(profile.transpose(Image.Transpose.FLIP_LEFT_RIGHT)))

    assert to_the_right["Pose"]["Yaw"] > 30
    assert to_the_left["Pose"]["Yaw"] == pytest.approx(-to_the_right["Pose"]["Yaw"], abs=15)
    assert to_the_left["Pose"]["Roll"] == pytest.approx(-to_the_right["Pose"]["Roll"], abs=5)


def test_a_mirrored_photograph_has_mirrored_places(rekognition: "RekognitionClient") -> None:
    mirrored = shipped("astronaut").transpose(Image.Transpose.FLIP_LEFT_RIGHT)

    face = only_face(rekognition, jpeg(mirrored))

    there = ASTRONAUT_FACE._replace(left=1 - ASTRONAUT_FACE.left - ASTRONAUT_FACE.width)
    assert overlap_iou(box(face), there) > 0.9
    assert points(face)["eyeLeft"][0] < points(face)["eyeRight"][0]


def test_a_larger_photograph_gives_the_same_ratios(rekognition: "RekognitionClient") -> None:
    larger = shipped("astronaut").resize((3000, 3000))

    face = only_face(rekognition, jpeg(larger))

    assert overlap_iou(box(face), ASTRONAUT_FACE) > 0.75


def test_a_darker_face_has_less_brightness(rekognition: "RekognitionClient") -> None:
    photo = shipped("astronaut")

    plain = only_face(rekognition, jpeg(photo))["Quality"]
    dark = only_face(rekognition, jpeg(ImageEnhance.Brightness(photo).enhance(0.5)))["Quality"]

    assert dark["Brightness"] == pytest.approx(plain["Brightness"] / 2, rel=0.05)


def test_the_more_blurred_a_face_the_less_its_sharpness(rekognition: "RekognitionClient") -> None:
    photo = shipped("astronaut")

    sharpness = [
        only_face(rekognition, jpeg(photo.filter(ImageFilter.GaussianBlur(radius))))["Quality"][
            "Sharpness"
        ]
        for radius in (0, 1, 2, 4)
    ]

    assert sharpness == sorted(sharpness, reverse=True)
    assert sharpness[0] > 2 * sharpness[2]


@pytest.mark.parametrize("attributes", [None, ["DEFAULT"], ["ALL"], ["AGE_RANGE", "EMOTIONS"]])
def test_answers_with_the_same_members_whichever_attributes_are_requested(
    engine: Engine, attributes: list[str] | None
) -> None:
    request = image_of(astronaut()) | ({"Attributes": attributes} if attributes else {})

    answer = engine.call(request).json()

    assert [face.keys() for face in answer["FaceDetails"]] == [KNOWN_MEMBERS]
    assert answer.keys() == {"FaceDetails"}


def test_the_answer_fits_the_service_model(engine: Engine) -> None:
    answer = engine.call(image_of(group_of(3, 2))).json()

    shape = REKOGNITION.operation_model("DetectFaces").output_shape
    assert differences(answer, shape) == []
    assert len(answer["FaceDetails"]) == 6
