"""What is found in an image: its format and its faces."""

from dataclasses import dataclass

from core.model.face import FaceDetail
from core.model.image import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What an image's header contains; the size is that of the upright image, in pixels."""

    content_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    faces: tuple[FaceDetail, ...]
    engine: Engine
