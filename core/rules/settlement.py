"""What a claimed image becomes when its worker has finished or given up."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from core.model.detection import Detection, Format
from core.model.failure import REJECTIONS, Failure
from core.model.image import Image, ImageStatus
from core.model.record import ImageRecord
from core.model.stored_object import ObjectVersion
from core.rules.decisions import Claim, Decision, new_image


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle(Decision[ImageRecord]):
    """The claim is settled with a result, or its lease is released."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost(Decision[ImageRecord]):
    """The record no longer has the claim's lease. `has_faces`: the record names the claim's faces,
    so the worker's own write succeeded and only its response was lost."""

    has_faces: bool


Settled = Callable[[Claim, ImageRecord], ImageRecord]


def settle(claim: Claim, settled: Settled, record: ImageRecord | None) -> Settle | Lost:
    """The claim is valid as long as the record has its lease, even if another writer changed the
    sequencer. The lease is compared as it is stored: a table may keep its end less precisely."""
    if record is None or record.lease != claim.record.lease:
        has_faces = record is not None and claim.lease.token in record.face_sets
        return Lost(has_faces=has_faces)
    return Settle(record=settled(claim, record))


def analyzed(
    form: Format, found: Detection, now: datetime, claim: Claim, record: ImageRecord
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


def failed(failure: Failure, now: datetime, claim: Claim, record: ImageRecord) -> ImageRecord:
    return failed_version(record, claim.version, failure, now)


def released(now: datetime, counted: bool, claim: Claim, record: ImageRecord) -> ImageRecord:
    """Ends the lease, so that the next delivery need not wait for it. The record keeps the ended
    lease, since what it began is unfinished; `counted`: it is counted in its owner's day."""
    until = min(claim.lease.until, now)
    return replace(record, lease=replace(claim.lease, until=until, counted=counted))


def failed_version(
    record: ImageRecord, version: ObjectVersion, failure: Failure, now: datetime
) -> ImageRecord:
    """REJECTED or FAILED, depending on the code."""
    rejected = failure.code in REJECTIONS
    status = ImageStatus.REJECTED if rejected else ImageStatus.FAILED
    match record.state:
        case Image() as earlier if not rejected and earlier.version_id == version.version_id:
            return failed_again(record, earlier, failure)
    image = replace(_settled_image(record, version, now), status=status, failure=failure)
    return replace(record, state=image, face_set=None, lease=None)


def failed_again(record: ImageRecord, image: Image, failure: Failure) -> ImageRecord:
    """FAILED, with what an earlier analysis of the same version found."""
    revision = image.revision + 1
    failed = replace(image, status=ImageStatus.FAILED, failure=failure, revision=revision)
    return replace(record, state=failed, lease=None)


def _settled_image(record: ImageRecord, version: ObjectVersion, now: datetime) -> Image:
    state = record.state
    return replace(
        new_image(version, state.id, state.owner, state.revision + 1),
        version_id=version.version_id,
        etag=version.etag,
        size_bytes=float(version.size_bytes),
        analyzed_at=now,
    )
