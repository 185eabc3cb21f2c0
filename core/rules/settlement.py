"""What a claimed image becomes when its worker has finished or given up."""

from dataclasses import replace
from datetime import datetime

from core.model.detection import Detection, Format
from core.model.failure import REJECTIONS, Failure
from core.model.image import Image, ImageStatus
from core.model.record import ImageRecord
from core.model.stored_object import ObjectVersion
from core.rules import lifecycle
from core.rules.decisions import Claim


def analyzed(
    record: ImageRecord, claim: Claim, form: Format, found: Detection, now: datetime
) -> ImageRecord:
    image = replace(
        _settled_image(record, claim.version, now),
        status=ImageStatus.ANALYZED,
        content_type=form.content_type,
        width=form.width,
        height=form.height,
        face_count=len(found.faces),
        engine=found.engine,
    )
    return replace(record, state=image, face_set=claim.lease.token, lease=None)


def failed(
    record: ImageRecord, version: ObjectVersion, failure: Failure, now: datetime
) -> ImageRecord:
    """REJECTED or FAILED, as the code says."""
    rejected = failure.code in REJECTIONS
    status = ImageStatus.REJECTED if rejected else ImageStatus.FAILED
    earlier = record.image
    if not rejected and earlier and earlier.version_id == version.version_id:
        return failed_again(record, earlier, failure)
    image = replace(_settled_image(record, version, now), status=status, failure=failure)
    return replace(record, state=image, face_set=None, lease=None)


def failed_again(record: ImageRecord, image: Image, failure: Failure) -> ImageRecord:
    """FAILED, with what an earlier analysis of the same version found."""
    revision = image.revision + 1
    failed = replace(image, status=ImageStatus.FAILED, failure=failure, revision=revision)
    return replace(record, state=failed, lease=None)


def released(
    record: ImageRecord, claim: Claim, now: datetime, *, counted: bool = False
) -> ImageRecord:
    """Ends the lease, so that the next delivery need not wait for it. The record keeps the ended
    lease, since what it began is unfinished; `counted`: it is counted in its owner's day."""
    until = min(claim.lease.until, now)
    return replace(record, lease=replace(claim.lease, until=until, counted=counted))


def _settled_image(record: ImageRecord, version: ObjectVersion, now: datetime) -> Image:
    return replace(
        lifecycle.new_image(version, revision=record.revision + 1),
        version_id=version.version_id,
        etag=version.etag,
        size_bytes=float(version.size_bytes),
        analyzed_at=now,
    )
