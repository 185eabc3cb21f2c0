"""What the world is told of a committed change, on the topic and by subscription alike."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core.model.face import Face
from core.model.image import Image, ImageStatus, Tombstone
from core.model.record import ImageRecord
from core.model.wire import to_wire

EVENT_VERSION = 1
# AppSync delivers at most 240 KB to a subscriber, SNS takes 256 KB with attributes. The rest of
# the 240 KB is for AppSync's envelope and for names that a subscriber's aliases make longer.
MAX_EVENT_BYTES = 220_000


class EventKind(StrEnum):
    ANALYZED = "ANALYZED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    DELETED = "DELETED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageEvent:
    """`id` is the same for each telling of one change; of two events of one image the one with
    the higher `revision` is the newer. `faces` is None when they were left out (`truncated`) and
    for a removed image."""

    version: int
    id: str
    kind: EventKind
    occurred_at: datetime
    owner: str
    image_id: str
    revision: int
    truncated: bool
    image: Image | None
    faces: tuple[Face, ...] | None


def event_kind(before: ImageRecord | None, after: ImageRecord | None) -> EventKind | None:
    """What a write to the table means to the world; None for claims, announcements and sweeps."""
    if after is None or after.revision == (before.revision if before else 0):
        return None
    if isinstance(after.state, Tombstone):
        return EventKind.DELETED
    if after.state.status is ImageStatus.PENDING:
        return None
    return EventKind(after.state.status)


def image_event(
    kind: EventKind, record: ImageRecord, faces: tuple[Face, ...] | None, occurred_at: datetime
) -> ImageEvent:
    """`faces` None: they are not told, which an image that has some shows as `truncated`. So does
    an event that would be too large with them."""
    image = None if isinstance(record.state, Tombstone) else record.state
    event = ImageEvent(
        version=EVENT_VERSION,
        id=f"{record.id}-{record.revision}",
        kind=kind,
        occurred_at=occurred_at,
        owner=record.owner,
        image_id=record.id,
        revision=record.revision,
        truncated=faces is None and image is not None,
        image=image,
        faces=faces,
    )
    if _size_bytes(event) > MAX_EVENT_BYTES:
        return replace(event, faces=None, truncated=True)
    return event


def _size_bytes(event: ImageEvent) -> int:
    return len(json.dumps(to_wire(event), ensure_ascii=False, separators=(",", ":")).encode())
