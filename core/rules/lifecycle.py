"""The rules of an image's life, as pure functions from record to record.

An S3 event is a hint: events come twice, late and out of order. What a look at the bucket shows
is compared with the record; `sequencer` keeps an older look from overwriting a newer one, and a
lease keeps two workers from paying for the same version.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from core.lifetimes import TOMBSTONE_LIFETIME, UPLOAD_ANNOUNCEMENT_LIFETIME
from core.model.detection import Detection, Format
from core.model.failure import REJECTIONS, Failure
from core.model.image import Image, ImageStatus, Tombstone, image_id
from core.model.record import ImageRecord, Lease
from core.model.stored_object import ObjectVersion, owner_of_key


def kept_until(uploaded_at: datetime, retention: timedelta | None) -> datetime | None:
    """When an image and what was found in it expire; None: never."""
    return uploaded_at + retention if retention else None


class Busy(Exception):
    """Another worker holds the lease; what it leaves undone may be claimed after `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"leased until {until.isoformat()}")
        self.until = until


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
    """Whether an upload was announced and nothing has come of it yet. What a lifecycle event has
    led to has no sequencer either."""
    is_pending = isinstance(record.state, Image) and record.state.status is ImageStatus.PENDING
    return is_pending and not record.sequencer and record.lease is None


def claim(
    record: ImageRecord | None, version: ObjectVersion, sequencer: str, lease: Lease, now: datetime
) -> ImageRecord:
    """The record that lets its writer analyse `version`; `record` itself when there is nothing
    to do, or one without a new lease when only the sequencer moves on.

    Raises Busy while another worker is at it.
    """
    if record is None:
        return ImageRecord(state=_new_image(version, revision=0), sequencer=sequencer, lease=lease)
    if sequencer < record.sequencer:
        return record
    if isinstance(record.state, Tombstone):
        return (
            record if sequencer == record.sequencer else _revive(record, version, sequencer, lease)
        )
    if _is_settled(record.state, version):
        return _advance(record, version, sequencer)
    if record.lease and record.lease.until > now and _holds(record, version, sequencer):
        raise Busy(record.lease.until)
    lease = _following(record.lease, lease)
    return replace(record, sequencer=sequencer, lease=lease, expires_at=None)


def claim_again(record: ImageRecord, if_revision: int, lease: Lease, now: datetime) -> ImageRecord:
    """The claim for an analysis that was asked for; `record` itself when the image has moved on to
    anything but a failure that may run again: that may be how this very request has ended.

    Raises Busy while another worker is at it.
    """
    if isinstance(record.state, Tombstone):
        return record
    if record.revision != if_revision and not _may_run_again(record.state):
        return record
    if record.lease and record.lease.until > now:
        raise Busy(record.lease.until)
    return replace(record, lease=_following(record.lease, lease), expires_at=None)


def release(claimed: ImageRecord, now: datetime, *, counted: bool = False) -> ImageRecord:
    """Ends the lease, so that another try need not wait for it. The record keeps it, since what
    it began is unfinished; `counted`, in its owner's day too."""
    assert claimed.lease
    until = min(claimed.lease.until, now)
    return replace(claimed, lease=replace(claimed.lease, until=until, counted=counted))


def remove(record: ImageRecord, sequencer: str, now: datetime) -> ImageRecord:
    """The record of an object that is gone; `record` itself when that is old news."""
    expires_at = now + TOMBSTONE_LIFETIME
    if isinstance(record.state, Tombstone):
        if sequencer <= record.sequencer:
            return record
        return replace(record, sequencer=sequencer, expires_at=expires_at)
    if sequencer < record.sequencer:
        return record
    state = Tombstone(id=record.id, owner=record.owner, revision=record.revision + 1)
    return ImageRecord(state=state, sequencer=sequencer, expires_at=expires_at, write=record.write)


def remove_unseen(bucket: str, key: str, sequencer: str, now: datetime) -> ImageRecord:
    """The record of an object that came and went before anybody looked."""
    state = Tombstone(id=image_id(bucket, key), owner=owner_of(key), revision=1)
    return ImageRecord(state=state, sequencer=sequencer, expires_at=now + TOMBSTONE_LIFETIME)


def expire_unseen(bucket: str, key: str, now: datetime) -> ImageRecord:
    """The record of an object that a rule removed and that has none: its own has expired before,
    or the worker that saw the object has not written it yet and must not. Nobody is told of
    revision 0, since nobody knows which revisions were told."""
    state = Tombstone(id=image_id(bucket, key), owner=owner_of(key), revision=0)
    return ImageRecord(state=state, expires_at=now + TOMBSTONE_LIFETIME)


def analyzed(
    claimed: ImageRecord, version: ObjectVersion, form: Format, found: Detection, now: datetime
) -> ImageRecord:
    image = replace(
        _settled_image(claimed, version, now),
        status=ImageStatus.ANALYZED,
        content_type=form.content_type,
        width=form.width,
        height=form.height,
        face_count=len(found.faces),
        engine=found.engine,
    )
    assert claimed.lease
    return replace(claimed, state=image, face_set=claimed.lease.token, lease=None)


def gave_up(
    claimed: ImageRecord, version: ObjectVersion, failure: Failure, now: datetime
) -> ImageRecord:
    """REJECTED or FAILED, as the code says."""
    rejected = failure.code in REJECTIONS
    status = ImageStatus.REJECTED if rejected else ImageStatus.FAILED
    earlier = claimed.state
    if not rejected and isinstance(earlier, Image) and earlier.version_id == version.version_id:
        return failed_again(claimed, earlier, failure)
    image = replace(_settled_image(claimed, version, now), status=status, failure=failure)
    return replace(claimed, state=image, face_set=None, lease=None)


def failed_again(record: ImageRecord, image: Image, failure: Failure) -> ImageRecord:
    """FAILED, with what an earlier analysis of the same version found."""
    revision = image.revision + 1
    failed = replace(image, status=ImageStatus.FAILED, failure=failure, revision=revision)
    return replace(record, state=failed, lease=None)


def _settled_image(claimed: ImageRecord, version: ObjectVersion, now: datetime) -> Image:
    return replace(
        _new_image(version, revision=claimed.revision + 1),
        version_id=version.version_id,
        etag=version.etag,
        size_bytes=float(version.size_bytes),
        analyzed_at=now,
    )


def _new_image(version: ObjectVersion, revision: int) -> Image:
    return Image(
        id=image_id(version.bucket, version.key),
        owner=owner_of(version.key),
        bucket=version.bucket,
        key=version.key,
        content_type=version.content_type,
        uploaded_at=version.uploaded_at,
        revision=revision,
    )


def owner_of(key: str) -> str:
    owner = owner_of_key(key)
    if owner is None:
        raise ValueError("not the key of an upload")  # dropped where events are parsed
    return owner


def _revive(
    record: ImageRecord, version: ObjectVersion, sequencer: str, lease: Lease
) -> ImageRecord:
    image = _new_image(version, revision=record.revision)
    return ImageRecord(state=image, sequencer=sequencer, lease=lease, write=record.write)


def _following(earlier: Lease | None, lease: Lease) -> Lease:
    counted = earlier is not None and earlier.counted and earlier.version_id == lease.version_id
    return replace(lease, counted=counted)


def _is_settled(image: Image, version: ObjectVersion) -> bool:
    if image.version_id != version.version_id:
        return False
    return image.status is not ImageStatus.PENDING and not _may_run_again(image)


def _may_run_again(image: Image) -> bool:
    return image.failure is not None and image.failure.retryable


def _advance(record: ImageRecord, version: ObjectVersion, sequencer: str) -> ImageRecord:
    lease = record.lease
    if lease and lease.version_id != version.version_id:
        lease = None  # its worker looked before this event and must not overwrite what is so now
    return replace(record, sequencer=sequencer, lease=lease)


def _holds(record: ImageRecord, version: ObjectVersion, sequencer: str) -> bool:
    assert record.lease
    return record.lease.version_id == version.version_id or record.sequencer == sequencer
