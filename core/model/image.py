"""An image and what is known of it."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.model.failure import Failure

_IMAGE_ID = re.compile(r"[a-z2-7]{26}")


class ImageStatus(StrEnum):
    """PENDING ends in one of the others; REJECTED blames the image, FAILED blames us."""

    PENDING = "PENDING"
    ANALYZED = "ANALYZED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    name: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """`width` and `height` are pixels of the upright image; `revision` rises with each change.

    `uploaded_at` is the time of the announcement until S3 has received the object, and of the
    failure when nobody was able to look at it.
    """

    id: str
    owner: str
    bucket: str
    key: str
    uploaded_at: datetime
    version_id: str | None = None
    etag: str | None = None
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    size_bytes: float | None = None
    status: ImageStatus = ImageStatus.PENDING
    failure: Failure | None = None
    face_count: int | None = None
    analyzed_at: datetime | None = None
    engine: Engine | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What stays of a removed image for as long as late events may still speak of it."""

    id: str
    owner: str
    revision: int


def is_image_id(text: str) -> bool:
    return _IMAGE_ID.fullmatch(text) is not None


def image_id(bucket: str, key: str) -> str:
    """The same object always has the same id: 26 characters of a-z and 2-7."""
    digest = hashlib.sha256(f"{bucket}/{key}".encode()).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()
