"""How an image begins and how it ends, as pure functions from record to record.

What a worker does with a hint is decided in `decisions`; what a claimed image becomes, in
`settlement`.
"""

from dataclasses import replace
from datetime import datetime

from core.lifetimes import TOMBSTONE_LIFETIME, UPLOAD_ANNOUNCEMENT_LIFETIME
from core.model.image import Image, ImageStatus, Tombstone, image_id
from core.model.record import ImageRecord
from core.model.stored_object import ObjectHint


def announce(bucket: str, key: str, owner: str, content_type: str, now: datetime) -> ImageRecord:
    """An upload that may come; the record expires when it does not."""
    image = Image(
        id=image_id(bucket, key),
        owner=owner,
        bucket=bucket,
        key=key,
        content_type=content_type,
        uploaded_at=now,
    )
    return ImageRecord(state=image, expires_at=now + UPLOAD_ANNOUNCEMENT_LIFETIME)


def is_awaited(record: ImageRecord) -> bool:
    """Whether an upload was announced and no event about it was acted upon yet. A record that a
    lifecycle event has led to has no sequencer either, but a lease."""
    is_pending = record.image is not None and record.image.status is ImageStatus.PENDING
    return is_pending and not record.sequencer and record.lease is None


def remove(record: ImageRecord, sequencer: str, now: datetime) -> ImageRecord:
    """The record of an object that is gone; `record` itself when the event is older than it."""
    expires_at = now + TOMBSTONE_LIFETIME
    if record.image is None:
        if sequencer <= record.sequencer:
            return record
        return replace(record, sequencer=sequencer, expires_at=expires_at)
    if sequencer < record.sequencer:
        return record
    state = Tombstone(id=record.id, owner=record.owner, revision=record.revision + 1)
    return ImageRecord(
        state=state, sequencer=sequencer, expires_at=expires_at, write_count=record.write_count
    )


def remove_unrecorded(hint: ObjectHint, sequencer: str, now: datetime) -> ImageRecord:
    """The record of an object that came and went before any worker looked."""
    state = Tombstone(id=hint.image_id, owner=hint.owner, revision=1)
    return ImageRecord(state=state, sequencer=sequencer, expires_at=now + TOMBSTONE_LIFETIME)


def expire_unrecorded(hint: ObjectHint, now: datetime) -> ImageRecord:
    """A tombstone for an object that a lifecycle rule removed and that has no record.

    Either the record has expired, or a worker that saw the object is about to write one: the
    tombstone stops that worker. Its revision is 0, which is not published, because the revisions
    that were published before are unknown.
    """
    state = Tombstone(id=hint.image_id, owner=hint.owner, revision=0)
    return ImageRecord(state=state, expires_at=now + TOMBSTONE_LIFETIME)
