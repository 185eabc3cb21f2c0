"""What becomes of an image whose object no attempt was able to look at.

The bucket may hold another picture than the record tells, or none: nothing is said but that. What
is known of an older version stays only where nothing newer was heard of.
"""

from datetime import datetime

from core.model.failure import Failure
from core.model.image import Image, ImageStatus, Tombstone, image_id
from core.model.record import ImageRecord
from core.model.stored_object import ObjectHint, ReanalysisRequest
from core.rules import lifecycle


def give_up(
    record: ImageRecord | None,
    hint: ObjectHint | ReanalysisRequest,
    failure: Failure,
    now: datetime,
) -> ImageRecord | None:
    """The record after the hint's last attempt; `record` itself when the hint is old news or has
    been acted upon, and when something was removed of which there is no image anyway."""
    if isinstance(hint, ReanalysisRequest):
        return _give_up_request(record, hint, failure, now)
    return _give_up_hint(record, hint, failure, now)


def _give_up_hint(
    record: ImageRecord | None, hint: ObjectHint, failure: Failure, now: datetime
) -> ImageRecord | None:
    if hint.is_removal and not _has_image(record):
        return record
    known = record.sequencer if record else ""
    if record is None or hint.sequencer is None or hint.sequencer > known:
        return _unseen(record, hint, hint.sequencer or known, failure, now)
    if hint.sequencer < known or isinstance(record.state, Tombstone):
        return record
    return _give_up_unfinished(record, record.state, failure, now)


def _give_up_request(
    record: ImageRecord | None, request: ReanalysisRequest, failure: Failure, now: datetime
) -> ImageRecord | None:
    if record is None or isinstance(record.state, Tombstone):
        return record
    if record.revision != request.if_revision:
        return record
    if record.lease is None:
        return lifecycle.failed_again(record, record.state, failure)
    return _give_up_unfinished(record, record.state, failure, now)


def _has_image(record: ImageRecord | None) -> bool:
    if record is None or lifecycle.is_awaited(record):
        return False
    return isinstance(record.state, Image)


def _give_up_unfinished(
    record: ImageRecord, image: Image, failure: Failure, now: datetime
) -> ImageRecord:
    """A record without a lease has been settled; with one that runs, a worker is at it."""
    if record.lease is None or record.lease.until > now:
        return record
    if record.lease.version_id == image.version_id:
        return lifecycle.failed_again(record, image, failure)
    return _unseen(record, image, record.sequencer, failure, now)


def _unseen(
    record: ImageRecord | None,
    place: ObjectHint | Image,
    sequencer: str,
    failure: Failure,
    now: datetime,
) -> ImageRecord:
    image = Image(
        id=image_id(place.bucket, place.key),
        owner=lifecycle.owner_of(place.key),
        bucket=place.bucket,
        key=place.key,
        uploaded_at=now,
        status=ImageStatus.FAILED,
        failure=failure,
        analyzed_at=now,
        revision=(record.revision if record else 0) + 1,
    )
    return ImageRecord(state=image, sequencer=sequencer, write=record.write if record else 0)
