"""What a face looks like, as Amazon Rekognition guesses it. Confidences are percent.

https://docs.aws.amazon.com/rekognition/latest/APIReference/API_FaceDetail.html
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from core.model.shape import Percent, Range

Years = Annotated[int, Range(0)]


class EmotionType(StrEnum):
    """The expressions that Rekognition names, under its names."""

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
    """The two values that the engine can guess from appearance. They say nothing about a person's
    gender identity."""

    MALE = "Male"
    FEMALE = "Female"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageQuality:
    """The picture quality of a face, 0 to 100; higher is better."""

    brightness: Percent
    """How bright the face is."""
    sharpness: Percent
    """How sharp the face is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRange:
    """An estimated age, in years."""

    low: Years
    """The lowest estimated age."""
    high: Years
    """The highest estimated age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gender:
    """A guess from appearance. Do not base a decision about a person on it."""

    value: GenderType
    """The more likely of the two values that the engine knows."""
    confidence: Percent
    """How sure the engine is, in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emotion:
    """An expression that a face seems to show."""

    type: EmotionType
    """Which expression."""
    confidence: Percent
    """How sure the engine is, in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceAttribute:
    """Whether the engine sees something on a face."""

    value: bool
    """True if the engine sees it."""
    confidence: Percent
    """How sure the engine is that `value` is right, in percent."""
