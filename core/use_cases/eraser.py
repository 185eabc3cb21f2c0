"""Removes everything of one owner, in slices of limited time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.lifetimes import ANALYZER_TIMEOUT, INDEX_LAG
from core.model import erasure
from core.model.erasure import (
    MAX_LOOKS,
    NOTHING,
    ErasureCounts,
    ErasureOrder,
    ErasureRecord,
    ErasureStatus,
    ErasureTarget,
    target_of_key,
)
from core.model.face import parse_face_id
from core.model.record import ImageRecord
from core.model.stored_object import UPLOADS_PREFIX
from core.ports import ErasureQueue, Erasures, Faces, ImageRecords, Objects
from core.rules import lifecycle
from core.rules.decisions import Decision, Nothing, Remove
from core.use_cases.rewriting import rewrite

_PAGE_SIZE = 100


class NotYet(Exception):
    """Indexes may still show what was removed, or a worker may still be writing."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until.isoformat()}")
        self.until = until


@dataclass(frozen=True, slots=True, kw_only=True)
class Eraser:
    """Removes the object, then the record, then the faces. So a worker that is analysing the image
    finds its object gone or its record replaced. The faces that it stored are removed here or by
    the worker itself. A worker that dies may leave faces that no record names, so the second look
    waits until every worker that ran during the removal has ended."""

    erasures: Erasures
    records: ImageRecords
    faces: Faces
    objects: Objects
    queue: ErasureQueue
    bucket: str
    log_retention_days: int
    now: Callable[[], datetime]

    def handle(self, order: ErasureOrder, until: datetime) -> ErasureRecord | None:
        """Works until `until`, and orders the next slice if one is needed. None for a stale order.

        Raises NotYet, Conflict if another slice of the same job runs, and what the ports raise. The
        next delivery continues where this one stopped.
        """
        record = self.erasures.get(order.erase_owner)
        if record is None or not record.awaits(order):
            return None
        return self._look(record) if record.all_removed else self._remove_all(record, until)

    def fail(self, order: ErasureOrder) -> None:
        """Writes FAILED, so that the owner sees it and may ask again. A conflict is not retried: it
        means that another slice is still running."""
        record = self.erasures.get(order.erase_owner)
        if record and record.awaits(order):
            self._finish(record, ErasureStatus.FAILED, None)

    def _remove_all(self, record: ErasureRecord, until: datetime) -> ErasureRecord:
        record = self._remove_target(record)
        for target in self._targets(record.owner):
            if self.now() >= until:
                return self._order_next(record)
            planned = replace(record, target=target)
            record = self._remove_target(self.erasures.put(planned, replacing=record))
        settles_at = self.now() + ANALYZER_TIMEOUT + INDEX_LAG
        return self._order_next(replace(record, all_removed=True, settles_at=settles_at))

    def _look(self, record: ErasureRecord) -> ErasureRecord:
        if record.settles_at and record.settles_at > self.now():
            raise NotYet(record.settles_at)
        seen: dict[str, ErasureCounts] = {}
        for target in self._targets(record.owner):  # the same image by its key, record and faces
            seen.setdefault(target.image_id, target.counts)
        found = sum(seen.values(), start=NOTHING)
        record = replace(record, looks=record.looks + 1)
        if found == NOTHING:
            return self._finish(record, ErasureStatus.DONE, found)
        if record.looks >= MAX_LOOKS:
            return self._finish(record, ErasureStatus.FAILED, found)
        return self._order_next(replace(record, all_removed=False))

    def _finish(
        self, record: ErasureRecord, status: ErasureStatus, found: ErasureCounts | None
    ) -> ErasureRecord:
        done = erasure.finished(record, status, found, self.log_retention_days, self.now())
        return self.erasures.put(done, replacing=record)

    def _order_next(self, record: ErasureRecord) -> ErasureRecord:
        """Sends the order before the write: if the slice fails in between, its own order still
        holds."""
        ordered = replace(record, slice=record.slice + 1)
        wait = (
            (record.settles_at - self.now()) if record.all_removed and record.settles_at else None
        )
        self.queue.send(ordered.order, wait or timedelta(0))
        return self.erasures.put(ordered, replacing=record)

    def _remove_target(self, record: ErasureRecord) -> ErasureRecord:
        target = record.target
        if target is None:
            return record
        if target.bucket is not None and target.key is not None:
            self.objects.remove(target.bucket, target.key)
        self._bury(target.image_id)
        for face_set in self.faces.sets_of(target.image_id):
            self.faces.remove(target.image_id, face_set)
        return erasure.removed(record, target)

    def _bury(self, image_id: str) -> None:
        """A record that S3's events have turned into a tombstone stays as it is: its revision is
        already published."""

        def decide(record: ImageRecord | None) -> Decision[ImageRecord]:
            if record is None or record.image is None:
                return Nothing()
            return Remove(record=lifecycle.remove(record, record.sequencer, self.now()))

        rewrite(self.records, image_id, decide)

    def _targets(self, owner: str) -> Iterator[ErasureTarget]:
        """Everything of the owner: objects without a record, records without an object (announced
        or expired), and faces that no record names."""
        for target in self._places(owner):
            counted = self._counted(target)
            if counted.counts != NOTHING:
                yield counted

    def _places(self, owner: str) -> Iterator[ErasureTarget]:
        for key in self.objects.keys_under(self.bucket, f"{UPLOADS_PREFIX}{owner}/"):
            yield target_of_key(self.bucket, key)
        for image_id in self.records.ids_of(owner):
            record = self.records.get(image_id)
            if record and record.image:
                yield target_of_key(record.image.bucket, record.image.key)
        for image_id in self._ids_with_faces(owner):
            yield ErasureTarget(image_id=image_id, counts=NOTHING)

    def _ids_with_faces(self, owner: str) -> Iterator[str]:
        last, token = None, None
        while True:
            page = self.faces.page_of_ids(owner, _PAGE_SIZE, token)
            for parts in map(parse_face_id, page.items):
                if parts and parts[0] != last:
                    last = parts[0]
                    yield last
            token = page.next_token
            if token is None:
                return

    def _counted(self, target: ErasureTarget) -> ErasureTarget:
        record = self.records.get(target.image_id)
        sets = self.faces.sets_of(target.image_id)
        versions = 0
        if target.bucket is not None and target.key is not None:
            versions = self.objects.count_versions(target.bucket, target.key)
        counts = ErasureCounts(
            object_versions=versions,
            images=1 if record and record.image else 0,
            faces=sum(len(self.faces.read(target.image_id, face_set)) for face_set in sets),
        )
        return replace(target, counts=counts)
