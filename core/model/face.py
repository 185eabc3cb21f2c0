"""A face as Amazon Rekognition describes it: every member of FaceDetail, in our naming.

What an engine does not know is None.
https://docs.aws.amazon.com/rekognition/latest/APIReference/API_FaceDetail.html
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields

from core.model.appearance import (
    AgeRange,
    Emotion,
    EmotionType,
    FaceAttribute,
    Gender,
    ImageQuality,
)
from core.model.geometry import BoundingBox, EyeDirection, Landmark, Pose
from core.model.shape import Id, Percent

_FACE_ID = re.compile(r"([a-z2-7]{26})\.([a-z2-7]{10})\.([0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceDetail:
    """What an engine says about one face."""

    bounding_box: BoundingBox
    """Where the face is in the image."""
    confidence: Percent
    """How sure the engine is that this is a face, in percent."""
    landmarks: tuple[Landmark, ...]
    """Points of the face. Which points are present depends on the engine."""
    pose: Pose | None = None
    """How the head is turned."""
    quality: ImageQuality | None = None
    """How well the face can be seen."""
    age_range: AgeRange | None = None
    """An estimate from appearance. A wide range means that the engine is less sure."""
    gender: Gender | None = None
    """A guess from appearance. It says nothing about a person's gender identity."""
    emotions: tuple[Emotion, ...] | None = None
    """Expressions that the face seems to show. They do not say what the person feels."""
    smile: FaceAttribute | None = None
    """Whether the face smiles."""
    eyeglasses: FaceAttribute | None = None
    """Whether the face wears eyeglasses."""
    sunglasses: FaceAttribute | None = None
    """Whether the face wears sunglasses."""
    beard: FaceAttribute | None = None
    """Whether the face has a beard."""
    mustache: FaceAttribute | None = None
    """Whether the face has a moustache."""
    eyes_open: FaceAttribute | None = None
    """Whether the eyes are open."""
    mouth_open: FaceAttribute | None = None
    """Whether the mouth is open."""
    face_occluded: FaceAttribute | None = None
    """Whether eyes, nose or mouth are partly covered or cut off."""
    eye_direction: EyeDirection | None = None
    """Where the eyes look."""

    @property
    def strongest_emotion(self) -> EmotionType | None:
        if not self.emotions:
            return None
        return max(self.emotions, key=lambda emotion: emotion.confidence).type


@dataclass(frozen=True, slots=True, kw_only=True)
class Face(FaceDetail):
    """A face as Amazon Rekognition describes it, with every member of its FaceDetail. A member that
    the engine does not know is null."""

    id: Id
    """Opaque. A new analysis gives every face a new id."""
    image_id: Id
    """The image that holds this face."""


def faces_of(image_id: str, face_set: str, details: Iterable[FaceDetail]) -> tuple[Face, ...]:
    """The engine's findings as one set of faces, in the engine's order; it gives 100 at most."""
    return tuple(
        Face(
            id=f"{image_id}.{face_set}.{index:02d}",
            image_id=image_id,
            **{field.name: getattr(detail, field.name) for field in fields(FaceDetail)},
        )
        for index, detail in enumerate(details)
    )


def parse_face_id(face_id: str) -> tuple[str, str, str] | None:
    """Image id, set and index; None for what is not the id of a face."""
    match = _FACE_ID.fullmatch(face_id)
    return (match[1], match[2], match[3]) if match else None
