"""What a hint leads to, decided from the record and a look at the bucket.

An S3 event is a hint: events come twice, late and out of order. The worker reads the record, looks
at the bucket and decides here. The sequencer keeps an older look from overwriting a newer one; a
lease keeps two workers from paying for the same version.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from core.model.delivery import Delivery
from core.model.image import Image, ImageStatus
from core.model.record import ImageRecord, Lease
from core.model.stored_object import Hint, ObjectHint, ObjectVersion, ReanalysisRequest
from core.rules import lifecycle

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Generic[R]):
    """`record` replaces the record that the decision is about; None: nothing is written."""

    record: R | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Decision[ImageRecord]):
    """Analyse `version` under `lease`. `record` is the one that holds the lease."""

    record: ImageRecord
    lease: Lease
    version: ObjectVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance(Decision[ImageRecord]):
    """The version is settled; only the sequencer moves on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove(Decision[ImageRecord]):
    """The object is gone: the record becomes a tombstone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireUnrecorded(Decision[ImageRecord]):
    """A rule of the bucket removed an object that has no record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Decision[ImageRecord]):
    """Another worker holds the lease; what it leaves undone may be claimed after `until`."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing(Decision[ImageRecord]):
    """The hint is older than the record, or was acted upon already."""


HintDecision = Claim | Advance | Remove | ExpireUnrecorded | Wait | Nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Who decides. `token` names its claim and the faces that it will store."""

    token: str
    delivery: Delivery
    now: datetime
    retention: timedelta | None


class Decide(Protocol):
    def __call__(
        self,
        hint: Hint,
        record: ImageRecord | None,
        version: ObjectVersion | None,
        worker: Worker,
    ) -> HintDecision:
        """`record` was read before `version` was looked at, so the look is never the older one."""
        ...


def new_image(version: ObjectVersion, id: str, owner: str, revision: int) -> Image:
    """PENDING: uploaded, and not analysed yet."""
    return Image(
        id=id,
        owner=owner,
        bucket=version.bucket,
        key=version.key,
        content_type=version.content_type,
        uploaded_at=version.uploaded_at,
        revision=revision,
    )


def kept_until(uploaded_at: datetime, retention: timedelta | None) -> datetime | None:
    """When an image and its faces expire; None: never."""
    return uploaded_at + retention if retention else None


def place_of(hint: Hint, record: ImageRecord | None) -> tuple[str, str] | None:
    """The bucket and key to look at; None when there is no image to analyse again."""
    if isinstance(hint, ObjectHint):
        return hint.bucket, hint.key
    match record:
        case ImageRecord(state=Image(bucket=bucket, key=key)):
            return bucket, key
    return None


def decide(
    hint: Hint, record: ImageRecord | None, version: ObjectVersion | None, worker: Worker
) -> HintDecision:
    if isinstance(hint, ReanalysisRequest):
        return _on_request(hint, record, version, worker)
    sequencer = hint.sequencer or (record.sequencer if record else "")
    if version is not None:
        return _on_version(hint, record, version, sequencer, worker)
    if record is not None:
        return _removed(record, sequencer, worker.now)
    if hint.is_expiration:
        return ExpireUnrecorded(record=lifecycle.expire_unrecorded(hint, worker.now))
    return Remove(record=lifecycle.remove_unrecorded(hint, sequencer, worker.now))


def may_run_again(image: Image) -> bool:
    return image.failure is not None and image.failure.retryable


def _on_request(
    request: ReanalysisRequest,
    record: ImageRecord | None,
    version: ObjectVersion | None,
    worker: Worker,
) -> HintDecision:
    """Claims the image if it still has the revision that the request names, or if it has failed and
    may be tried again. Any other later revision may be the result of this request."""
    match record:
        case ImageRecord(state=Image() as image):
            pass
        case _:
            return Nothing()
    if version is None:
        return _removed(record, record.sequencer, worker.now)
    if image.revision != request.if_revision and not may_run_again(image):
        return Nothing()
    running = _running_lease(record, worker.now)
    if running:
        return Wait(until=running.until)
    return _claim(record, version, record.sequencer, worker)


def _on_version(
    hint: ObjectHint,
    record: ImageRecord | None,
    version: ObjectVersion,
    sequencer: str,
    worker: Worker,
) -> HintDecision:
    if record is None:
        new = ImageRecord(state=new_image(version, hint.image_id, hint.owner, revision=0))
        return _claim(new, version, sequencer, worker)
    if sequencer < record.sequencer:
        return Nothing()
    if record.image is None:
        return _on_upload_after_removal(record, version, sequencer, worker)
    if _is_settled(record.image, version):
        return _advance(record, version, sequencer, worker)
    running = _running_lease(record, worker.now)
    if running and (running.version_id == version.version_id or sequencer == record.sequencer):
        return Wait(until=running.until)
    return _claim(record, version, sequencer, worker)


def _on_upload_after_removal(
    record: ImageRecord, version: ObjectVersion, sequencer: str, worker: Worker
) -> HintDecision:
    if sequencer == record.sequencer:
        return Nothing()
    image = new_image(version, record.id, record.owner, record.revision)
    return _claim(
        ImageRecord(state=image, write_count=record.write_count), version, sequencer, worker
    )


def _claim(record: ImageRecord, version: ObjectVersion, sequencer: str, worker: Worker) -> Claim:
    earlier = record.lease
    lease = Lease(
        token=worker.token,
        version_id=version.version_id,
        until=worker.delivery.deadline,
        last=worker.delivery.is_last,
        counted=bool(earlier and earlier.counted and earlier.version_id == version.version_id),
    )
    expires_at = kept_until(version.uploaded_at, worker.retention)
    claimed = replace(record, sequencer=sequencer, lease=lease, expires_at=expires_at)
    return Claim(record=claimed, lease=lease, version=version)


def _advance(
    record: ImageRecord, version: ObjectVersion, sequencer: str, worker: Worker
) -> Advance | Nothing:
    lease = record.lease
    if lease and lease.version_id != version.version_id:
        lease = None  # its worker looked before this event and must not overwrite what is so now
    if (sequencer, lease) == (record.sequencer, record.lease):
        return Nothing()
    expires_at = kept_until(version.uploaded_at, worker.retention)
    return Advance(record=replace(record, sequencer=sequencer, lease=lease, expires_at=expires_at))


def _removed(record: ImageRecord, sequencer: str, now: datetime) -> Remove | Nothing:
    removed = lifecycle.remove(record, sequencer, now)
    return Nothing() if removed is record else Remove(record=removed)


def _is_settled(image: Image, version: ObjectVersion) -> bool:
    if image.version_id != version.version_id:
        return False
    return image.status is not ImageStatus.PENDING and not may_run_again(image)


def _running_lease(record: ImageRecord, now: datetime) -> Lease | None:
    return record.lease if record.lease and record.lease.until > now else None
