"""Objects in the uploads bucket, their keys and their versions."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from core.model.image import image_id

UPLOADS_PREFIX = "uploads/"
MAX_KEY_BYTES = 1024  # S3's limit, in UTF-8
_SEQUENCER_WIDTH = 64
_SEQUENCER = re.compile(r"[0-9A-Fa-f]{1,64}")
_UPLOAD_KEY = re.compile(rf"{UPLOADS_PREFIX}(?P<owner>[^/]+)/.*[^/]", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectVersion:
    bucket: str
    key: str
    version_id: str
    etag: str
    size_bytes: int
    content_type: str | None
    uploaded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectHint:
    """S3 said that something happened to the key of an upload; only a look at the key shows its
    state now. Raises ValueError for any other key.

    `sequencer` is as `comparable_sequencer` makes it, None for an event that has none.
    `is_removal`: of the object, or only of an old version or of a delete marker.
    `is_expiration`: a lifecycle rule of the bucket removed it, and no request did.
    """

    bucket: str
    key: str
    sequencer: str | None
    is_removal: bool = False
    is_expiration: bool = False
    image_id: str = field(init=False)
    owner: str = field(init=False)

    def __post_init__(self) -> None:
        owner = owner_of_key(self.key)
        if owner is None:
            raise ValueError("not the key of an upload")
        object.__setattr__(self, "image_id", image_id(self.bucket, self.key))
        object.__setattr__(self, "owner", owner)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReanalysisRequest:
    """Holds for one revision, so that a second delivery finds it done."""

    image_id: str
    if_revision: int


Hint = ObjectHint | ReanalysisRequest


def owner_of_key(key: str) -> str | None:
    """The owner of `uploads/{owner}/…`; None for any other key and for folder markers."""
    match = _UPLOAD_KEY.fullmatch(key)
    return match["owner"] if match else None


def comparable_sequencer(sequencer: str) -> str:
    """S3 compares sequencers of one key as text, the shorter right-padded with zeros.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    Raises ValueError for what is not a sequencer.
    """
    if not _SEQUENCER.fullmatch(sequencer):
        raise ValueError(f"not an S3 sequencer: {sequencer!r:.80}")
    return sequencer.upper().ljust(_SEQUENCER_WIDTH, "0")
