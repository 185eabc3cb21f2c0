"""The event that a committed change publishes, on the topic and to subscribers alike."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from core.model.face import Face
from core.model.image import MAX_FACES, Image, ImageStatus
from core.model.record import ImageRecord
from core.model.shape import Id, Range
from core.model.wire import to_wire

EVENT_VERSION = 1
# AppSync delivers at most 240 KB to a subscriber, SNS takes 256 KB with attributes. The rest of
# the 240 KB is for AppSync's envelope and for names that a subscriber's aliases make longer.
MAX_EVENT_BYTES = 220_000


class EventKind(StrEnum):
    """What happened to an image."""

    ANALYZED = "ANALYZED"
    """The image's faces are known. There may be none."""
    REJECTED = "REJECTED"
    """The image is at fault; `image.failure` says why."""
    FAILED = "FAILED"
    """The service is at fault; `image.failure` says why, and whether a retry can help."""
    DELETED = "DELETED"
    """The image and its faces were deleted. If you keep a copy, delete it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageEvent:
    """One change of one image. An event is delivered at least once, and in any order."""

    version: Annotated[int, Range(EVENT_VERSION, EVENT_VERSION)]
    """The version of this format. It rises only if a promise about the format is broken."""
    id: Id
    """The same each time one change is published, so that you can recognise a repeat."""
    kind: EventKind
    """What happened to the image."""
    occurred_at: datetime
    """When the change was committed."""
    owner: Id
    """The user who owns the image, by Cognito's `sub`."""
    image_id: Id
    """The image's id, also if `image` is null."""
    revision: Annotated[int, Range(1)]
    """Of two events of one image, the event with the higher revision is the newer one."""
    truncated: bool
    """True if the image was analysed and its faces are left out: the event would be too large, or a
    newer revision has replaced the faces."""
    image: Image | None
    """The image after the change. Null if it was deleted."""
    faces: Annotated[tuple[Face, ...], Range(at_most=MAX_FACES)] | None
    """All faces of the image. Null if they are left out (`truncated`) or the image was deleted."""


def event_kind(before: ImageRecord | None, after: ImageRecord | None) -> EventKind | None:
    """What a write to the table publishes; None for claims, announcements and expiries."""
    if after is None or after.revision == (before.revision if before else 0):
        return None
    if after.image is None:
        return EventKind.DELETED
    if after.image.status is ImageStatus.PENDING:
        return None
    return EventKind(after.image.status)


def image_event(
    kind: EventKind, record: ImageRecord, faces: tuple[Face, ...] | None, occurred_at: datetime
) -> ImageEvent:
    """`faces` None: the event leaves them out and is `truncated`, unless the image was removed. An
    event that would be too large with its faces leaves them out, too."""
    event = ImageEvent(
        version=EVENT_VERSION,
        id=f"{record.id}-{record.revision}",
        kind=kind,
        occurred_at=occurred_at,
        owner=record.owner,
        image_id=record.id,
        revision=record.revision,
        truncated=faces is None and record.image is not None,
        image=record.image,
        faces=faces,
    )
    if _size_bytes(event) > MAX_EVENT_BYTES:
        return replace(event, faces=None, truncated=True)
    return event


def _size_bytes(event: ImageEvent) -> int:
    return len(json.dumps(to_wire(event), ensure_ascii=False, separators=(",", ":")).encode())
