"""Where a face is in a picture, and which way it looks, as Amazon Rekognition describes it.

Coordinates are ratios of the upright image's width and height, angles are degrees.
https://docs.aws.amazon.com/rekognition/latest/APIReference/API_FaceDetail.html
"""

from dataclasses import dataclass
from enum import StrEnum

from core.model.shape import Degrees, Percent


class LandmarkType(StrEnum):
    """The landmarks that Rekognition names, under its names. Left is the picture's left."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundingBox:
    """A rectangle, in ratios of the upright image's width and height. A face at the border can
    reach slightly beyond it: values below 0 and above 1 occur."""

    left: float
    """The left edge, as a ratio of the width."""
    top: float
    """The top edge, as a ratio of the height."""
    width: float
    """As a ratio of the image's width."""
    height: float
    """As a ratio of the image's height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A point of a face, in ratios of the upright image's width and height."""

    type: LandmarkType
    """Which point of the face."""
    x: float
    """From the left, as a ratio of the width."""
    y: float
    """From the top, as a ratio of the height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """How a head is turned, in degrees, -180 to 180."""

    roll: Degrees
    """Positive if the head leans clockwise in the picture."""
    yaw: Degrees
    """Positive if the head turns to the picture's right."""
    pitch: Degrees
    """Positive if the head looks up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EyeDirection:
    """Where the eyes look, in degrees, -180 to 180."""

    yaw: Degrees
    """To the side."""
    pitch: Degrees
    """Up or down."""
    confidence: Percent
    """How sure the engine is, in percent."""
