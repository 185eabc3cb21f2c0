"""An image and what is known of it."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from core.model.failure import Failure
from core.model.shape import Id, Pixels, Range

MAX_FACES = 100  # of a call: https://docs.aws.amazon.com/rekognition/latest/dg/limits.html
_IMAGE_ID = re.compile(r"[a-z2-7]{26}")


class ImageStatus(StrEnum):
    """The progress of an image's analysis. A `PENDING` image changes to one of the
    other values, or expires."""

    PENDING = "PENDING"
    """An upload is expected, or is being analysed. An upload that never arrives expires after a
    day."""
    ANALYZED = "ANALYZED"
    """The faces are known. There may be none."""
    REJECTED = "REJECTED"
    """The image is at fault, and no retry can help."""
    FAILED = "FAILED"
    """The service is at fault, or the owner has reached the daily limit. `failure.retryable` says
    whether a retry can help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The face engine that analysed an image."""

    name: str
    """`Rekognition`, or `CenterFace` on a laptop."""
    version: str | None = None
    """Null for Rekognition, which reports no version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One key of the uploads bucket, and what is known about the object there."""

    id: Id
    """Made from bucket and key: the same key always has the same id."""
    owner: Id
    """The user in `uploads/{owner}/…`, by Cognito's `sub`."""
    bucket: str
    """The bucket that holds the object."""
    key: str
    """The object's key, not URL-encoded."""
    uploaded_at: datetime
    """When S3 received the object. Before that: when the upload was announced."""
    version_id: str | None = None
    """The version of the object that all other members describe. Null until S3 has received one."""
    etag: str | None = None
    """S3's ETag, without quotation marks."""
    content_type: str | None = None
    """`image/jpeg` or `image/png` after the analysis. Before that: what the upload declares."""
    width: Pixels | None = None
    """In pixels, of the upright image. Null unless the image was analysed."""
    height: Pixels | None = None
    """In pixels, of the upright image. Null unless the image was analysed."""
    size_bytes: Annotated[float, Range(0)] | None = None
    """The size of the object. A Float, because AppSync's Int has 32 bits."""
    status: ImageStatus = ImageStatus.PENDING
    """The progress of the analysis."""
    failure: Failure | None = None
    """Why the latest analysis has no result. Null unless `status` is `REJECTED` or `FAILED`."""
    face_count: Annotated[int, Range(0, MAX_FACES)] | None = None
    """How many faces the engine found. 0 is a result; null means not known yet."""
    analyzed_at: datetime | None = None
    """When the analysis of this version ended, with or without a result. A later analysis that
    fails keeps the earlier result and this time."""
    engine: Engine | None = None
    """The engine that found the faces. Null until one has."""
    revision: Annotated[int, Range(1)] = 0
    """Rises by one with each change that is published."""


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
