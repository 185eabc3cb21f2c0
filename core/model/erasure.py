"""The erasure of everything of one owner: the job, its progress and its receipt."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from core import lifetimes
from core.model.image import image_id
from core.model.shape import Id

MAX_LOOKS = 10


class ErasureStatus(StrEnum):
    """The progress of an erasure."""

    RUNNING = "RUNNING"
    """The job is at work."""
    DONE = "DONE"
    """The job has deleted everything, and a second look found nothing."""
    FAILED = "FAILED"
    """The job broke off. Ask for a new one; what was deleted stays deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureCounts:
    """What a job deleted. Each thing is counted before its deletion, and exactly once."""

    object_versions: int = 0
    """Versions of objects, including delete markers."""
    images: int = 0
    """Records of images, including uploads that never arrived."""
    faces: int = 0
    """Stored faces."""

    def __add__(self, other: "ErasureCounts") -> "ErasureCounts":
        return ErasureCounts(
            object_versions=self.object_versions + other.object_versions,
            images=self.images + other.images,
            faces=self.faces + other.faces,
        )


NOTHING = ErasureCounts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """Something that an erasure cannot delete. If `until` and `forDays` are both null, this service
    does not control when it goes."""

    what: str
    """A description in words."""
    until: datetime | None = None
    """When it goes."""
    for_days: int | None = None
    """The largest number of days that it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A job that deletes everything of its owner. When it is `DONE`, it is the receipt."""

    id: Id
    """The id of the job."""
    status: ErasureStatus
    """The progress of the job."""
    requested_at: datetime
    """When you asked for the erasure."""
    finished_at: datetime | None = None
    """When the job ended. Null while it runs."""
    removed: ErasureCounts = NOTHING
    """What the job has deleted so far."""
    found: ErasureCounts | None = None
    """What the last look after the deletions found: all zero if `DONE`. Null before that look."""
    remains: tuple[Remainder, ...] = ()
    """What the job cannot delete. Empty until it is `DONE`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureTarget:
    """The image that is being removed, and what there was of it before. `key` is None for faces
    whose image has gone already."""

    image_id: str
    counts: ErasureCounts
    bucket: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureOrder:
    """A message that lets one slice of a job be worked on. A later slice makes it stale."""

    erase_owner: str
    erasure_id: str
    slice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRecord:
    """An owner's latest job.

    `target` is saved before its removal begins, so that each removal is counted exactly once even
    if a slice is killed. `all_removed`: the first look has removed everything that it found; the
    second look may start at `settles_at`. `write_count` counts the writes of this record.
    """

    owner: str
    state: Erasure
    slice: int = 0
    target: ErasureTarget | None = None
    all_removed: bool = False
    settles_at: datetime | None = None
    looks: int = 0
    expires_at: datetime | None = None
    write_count: int = 0

    @property
    def is_running(self) -> bool:
        return self.state.status is ErasureStatus.RUNNING

    @property
    def order(self) -> ErasureOrder:
        return ErasureOrder(erase_owner=self.owner, erasure_id=self.state.id, slice=self.slice)

    def awaits(self, order: ErasureOrder) -> bool:
        return self.is_running and self.state.id == order.erasure_id and self.slice <= order.slice

    def has_expired(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= now


def target_of_key(bucket: str, key: str) -> ErasureTarget:
    return ErasureTarget(image_id=image_id(bucket, key), bucket=bucket, key=key, counts=NOTHING)


def removed(record: ErasureRecord, target: ErasureTarget) -> ErasureRecord:
    """The record once its target is gone."""
    counted = record.state.removed + target.counts
    return replace(record, state=replace(record.state, removed=counted), target=None)


def finished(
    record: ErasureRecord,
    status: ErasureStatus,
    found: ErasureCounts | None,
    log_retention_days: int,
    now: datetime,
) -> ErasureRecord:
    """The receipt. The job's progress is dropped, because it names an object's key."""
    done = status is ErasureStatus.DONE
    remains = _remains(record.state.requested_at, log_retention_days, now) if done else ()
    state = replace(record.state, status=status, finished_at=now, found=found, remains=remains)
    return ErasureRecord(
        owner=record.owner,
        state=state,
        slice=record.slice,
        looks=record.looks,
        expires_at=now + lifetimes.ERASURE_RECEIPT_LIFETIME,
        write_count=record.write_count,
    )


def _remains(
    requested_at: datetime, log_retention_days: int, now: datetime
) -> tuple[Remainder, ...]:
    return (
        Remainder(
            what="for each removed image: its id, your user id, its revision and S3's sequencer",
            for_days=lifetimes.TOMBSTONE_LIFETIME.days,
        ),
        Remainder(
            what="how many of your images were analysed yesterday and today",
            for_days=lifetimes.DAILY_COUNT_LIFETIME.days,
        ),
        Remainder(
            what="the table's point-in-time recovery, readable only by an operator's restore",
            for_days=lifetimes.TABLE_RECOVERY.days,
        ),
        Remainder(
            what="the table's stream of changes, faces among them, which feeds the publisher",
            for_days=lifetimes.STREAM_RETENTION.days,
        ),
        Remainder(
            what="uploads in parts that were begun with AWS's tools and never finished",
            # S3 counts whole days and rounds up.
            for_days=lifetimes.UNFINISHED_UPLOAD_LIFETIME.days + 1,
        ),
        Remainder(
            what="messages in queues and dead-letter queues, with keys and ids of removed objects",
            for_days=lifetimes.QUEUE_RETENTION.days,
        ),
        Remainder(
            what="events that could not be published, faces among them, kept to be published again",
            for_days=lifetimes.FAILED_EVENTS_RETENTION.days,
        ),
        Remainder(what="events that subscribers and listeners of the topic received before"),
        Remainder(what="log lines, which hold ids only", for_days=log_retention_days or None),
        Remainder(
            what="upload forms made before: a file sent with one of them is a new image",
            until=requested_at + lifetimes.UPLOAD_FORM_LIFETIME,
        ),
        Remainder(what="pictures that the face engine's provider kept by its own terms"),
        Remainder(what="your account"),
        Remainder(what="this receipt", until=now + lifetimes.ERASURE_RECEIPT_LIFETIME),
    )
