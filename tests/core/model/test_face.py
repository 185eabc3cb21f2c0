from dataclasses import fields

import pytest

from core.model.appearance import Emotion, EmotionType
from core.model.face import faces_of, parse_face_id
from core.model.image import image_id
from tests.support.builders import (
    BUCKET,
    FACE_SET,
    KEY,
    a_face_detail,
    a_full_face_detail,
    some_faces,
)
from tests.support.drift import no_drift

IMAGE_ID = image_id(BUCKET, KEY)


def test_faces_have_ids_in_the_engines_order() -> None:
    details = [a_face_detail(confidence=float(place)) for place in range(100)]

    faces = faces_of(IMAGE_ID, FACE_SET, details)

    assert [face.confidence for face in faces] == [float(place) for place in range(100)]
    assert [face.id for face in faces] == sorted(face.id for face in faces)
    assert {face.image_id for face in faces} == {IMAGE_ID}


def test_full_face_detail_has_a_value_for_every_member() -> None:
    full = a_full_face_detail()

    missing = [each.name for each in fields(full) if getattr(full, each.name) is None]
    no_drift(missing, "not set by a_full_face_detail", edit="tests/support/builders.py")


def test_face_id_names_image_set_and_index() -> None:
    face = some_faces(12)[11]

    assert parse_face_id(face.id) == (IMAGE_ID, FACE_SET, "11")


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", IMAGE_ID, f"{IMAGE_ID}.{FACE_SET}", f"{IMAGE_ID}.{FACE_SET}.1"),
        *(f"{IMAGE_ID}.{FACE_SET}.100", f"{IMAGE_ID}.{FACE_SET}.00\n", f"{IMAGE_ID}#{FACE_SET}#00"),
        *(f"{IMAGE_ID.upper()}.{FACE_SET}.00", f"{IMAGE_ID}.{FACE_SET}.٠٠"),
    ],
)
def test_text_that_is_not_the_id_of_a_face_is_none(text: str) -> None:
    assert parse_face_id(text) is None


def test_strongest_emotion_has_the_highest_confidence() -> None:
    emotions = (
        Emotion(type=EmotionType.SAD, confidence=10.0),
        Emotion(type=EmotionType.CALM, confidence=80.0),
    )

    assert a_face_detail(emotions=emotions).strongest_emotion is EmotionType.CALM
    assert a_face_detail(emotions=()).strongest_emotion is None
    assert a_face_detail(emotions=None).strongest_emotion is None
