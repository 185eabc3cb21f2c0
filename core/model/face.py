"""A face as Amazon Rekognition describes it: every member of FaceDetail, in our naming.

Coordinates are ratios (0 to 1, slightly beyond at the borders) of the upright image, angles are
degrees, confidences are percent (0 to 100). What an engine does not know is None.
https://docs.aws.amazon.com/rekognition/latest/APIReference/API_FaceDetail.html
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

_FACE_ID = re.compile(r"([a-z2-7]{26})\.([a-z2-7]{10})\.([0-9]{2})")


class LandmarkType(StrEnum):
    EYE_LEFT = "eyeLeft"
    EYE_RIGHT = "eyeRight"
    NOSE = "nose"
    MOUTH_LEFT = "mouthLeft"
    MOUTH_RIGHT = "mouthRight"
    LEFT_EYE_BROW_LEFT = "leftEyeBrowLeft"
    LEFT_EYE_BROW_RIGHT = "leftEyeBrowRight"
    LEFT_EYE_BROW_UP = "leftEyeBrowUp"
    RIGHT_EYE_BROW_LEFT = "rightEyeBrowLeft"
    RIGHT_EYE_BROW_RIGHT = "rightEyeBrowRight"
    RIGHT_EYE_BROW_UP = "rightEyeBrowUp"
    LEFT_EYE_LEFT = "leftEyeLeft"
    LEFT_EYE_RIGHT = "leftEyeRight"
    LEFT_EYE_UP = "leftEyeUp"
    LEFT_EYE_DOWN = "leftEyeDown"
    RIGHT_EYE_LEFT = "rightEyeLeft"
    RIGHT_EYE_RIGHT = "rightEyeRight"
    RIGHT_EYE_UP = "rightEyeUp"
    RIGHT_EYE_DOWN = "rightEyeDown"
    NOSE_LEFT = "noseLeft"
    NOSE_RIGHT = "noseRight"
    MOUTH_UP = "mouthUp"
    MOUTH_DOWN = "mouthDown"
    LEFT_PUPIL = "leftPupil"
    RIGHT_PUPIL = "rightPupil"
    UPPER_JAWLINE_LEFT = "upperJawlineLeft"
    MID_JAWLINE_LEFT = "midJawlineLeft"
    CHIN_BOTTOM = "chinBottom"
    MID_JAWLINE_RIGHT = "midJawlineRight"
    UPPER_JAWLINE_RIGHT = "upperJawlineRight"


class EmotionType(StrEnum):
    HAPPY = "HAPPY"
    SAD = "SAD"
    ANGRY = "ANGRY"
    CONFUSED = "CONFUSED"
    DISGUSTED = "DISGUSTED"
    SURPRISED = "SURPRISED"
    CALM = "CALM"
    UNKNOWN = "UNKNOWN"
    FEAR = "FEAR"


class GenderType(StrEnum):
    """A prediction from appearance; it says nothing of a person's gender identity."""

    MALE = "Male"
    FEMALE = "Female"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundingBox:
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    type: LandmarkType
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    roll: float
    yaw: float
    pitch: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageQuality:
    brightness: float
    sharpness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRange:
    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gender:
    value: GenderType
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Emotion:
    type: EmotionType
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceAttribute:
    """Whether something is seen on the face, such as a smile or glasses."""

    value: bool
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EyeDirection:
    yaw: float
    pitch: float
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceDetail:
    bounding_box: BoundingBox
    confidence: float
    landmarks: tuple[Landmark, ...]
    pose: Pose | None = None
    quality: ImageQuality | None = None
    age_range: AgeRange | None = None
    gender: Gender | None = None
    emotions: tuple[Emotion, ...] | None = None
    smile: FaceAttribute | None = None
    eyeglasses: FaceAttribute | None = None
    sunglasses: FaceAttribute | None = None
    beard: FaceAttribute | None = None
    mustache: FaceAttribute | None = None
    eyes_open: FaceAttribute | None = None
    mouth_open: FaceAttribute | None = None
    face_occluded: FaceAttribute | None = None
    eye_direction: EyeDirection | None = None

    @property
    def strongest_emotion(self) -> EmotionType | None:
        if not self.emotions:
            return None
        return max(self.emotions, key=lambda emotion: emotion.confidence).type


@dataclass(frozen=True, slots=True, kw_only=True)
class Face(FaceDetail):
    """A face stored with its image; its id is opaque and new for each analysis."""

    id: str
    image_id: str


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
