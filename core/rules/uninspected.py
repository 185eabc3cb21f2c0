"""What becomes of an image whose object no worker was able to look at, after the last delivery.

The bucket may hold another picture than the record says, or none, so the record says only that the
analysis failed. What is known of an older version stays only where no newer event came.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from core.model.failure import FailureCode, failure
from core.model.image import Image, ImageStatus
from core.model.record import ImageRecord
from core.model.stored_object import Hint, ObjectHint, ReanalysisRequest
from core.rules.decisions import kept_until
from core.rules.lifecycle import is_awaited
from core.rules.settlement import failed_again

_FAILURE = failure(FailureCode.INTERNAL)


def fail_uninspected(
    hint: Hint, record: ImageRecord | None, now: datetime, retention: timedelta | None
) -> ImageRecord | None:
    """The FAILED record; None when the hint is older than the record or was acted upon already, and
    when an object was removed that has no image anyway."""
    if isinstance(hint, ReanalysisRequest):
        failed = _fail_request(hint, record, now)
    else:
        failed = _fail_hint(hint, record, now)
    if failed is None or failed.image is None:
        return None
    return replace(failed, expires_at=kept_until(failed.image.uploaded_at, retention))


def _fail_hint(hint: ObjectHint, record: ImageRecord | None, now: datetime) -> ImageRecord | None:
    if hint.is_removal and not _has_image(record):
        return None
    known = record.sequencer if record else ""
    if record is None or hint.sequencer is None or hint.sequencer > known:
        return _uninspected(hint.image_id, record, hint, hint.sequencer or known, now)
    if hint.sequencer < known or record.image is None:
        return None
    return _fail_unfinished(record, record.image, now)


def _fail_request(
    request: ReanalysisRequest, record: ImageRecord | None, now: datetime
) -> ImageRecord | None:
    image = record.image if record else None
    if record is None or image is None or image.revision != request.if_revision:
        return None
    if record.lease is None:
        return failed_again(record, image, _FAILURE)
    return _fail_unfinished(record, image, now)


def _has_image(record: ImageRecord | None) -> bool:
    return record is not None and record.image is not None and not is_awaited(record)


def _fail_unfinished(record: ImageRecord, image: Image, now: datetime) -> ImageRecord | None:
    """A record without a lease has been settled; with one that runs, a worker is at it."""
    if record.lease is None or record.lease.until > now:
        return None
    if record.lease.version_id == image.version_id:
        return failed_again(record, image, _FAILURE)
    return _uninspected(image.id, record, image, record.sequencer, now)


def _uninspected(
    image_id: str,
    record: ImageRecord | None,
    place: ObjectHint | Image,
    sequencer: str,
    now: datetime,
) -> ImageRecord:
    image = Image(
        id=image_id,
        owner=place.owner,
        bucket=place.bucket,
        key=place.key,
        uploaded_at=now,
        status=ImageStatus.FAILED,
        failure=_FAILURE,
        analyzed_at=now,
        revision=(record.revision if record else 0) + 1,
    )
    return ImageRecord(
        state=image, sequencer=sequencer, write_count=record.write_count if record else 0
    )
