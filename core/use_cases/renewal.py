"""Images that were stored under another retention: when what is known of them expires."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from core.model.errors import Conflict
from core.model.face import Face
from core.model.image import Image, image_id
from core.model.record import ImageRecord
from core.model.stored_object import ObjectVersion
from core.ports import AnalysisQueue, Faces, ImageRecords, Objects
from core.rules.lifecycle import kept_until

_MAX_CONFLICTS = 5  # in a row, on one image


class Renewal(StrEnum):
    """ANALYZED_ANEW: what was known has expired and gone, so the object is put through again."""

    UNCHANGED = "UNCHANGED"
    RENEWED = "RENEWED"
    ANALYZED_ANEW = "ANALYZED_ANEW"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewer:
    records: ImageRecords
    faces: Faces
    objects: Objects
    queue: AnalysisQueue
    retention: timedelta | None
    now: Callable[[], datetime]

    def renew(self, bucket: str, key: str) -> Renewal:
        """Has record and faces expire when the object does. Nobody is told: no revision changes.

        Raises Conflict when others go on writing the record, and what the ports raise.
        """
        for _ in range(_MAX_CONFLICTS):
            try:
                return self._renew(bucket, key)
            except Conflict:
                continue
        raise Conflict

    def _renew(self, bucket: str, key: str) -> Renewal:
        record = self.records.get(image_id(bucket, key))
        version = self.objects.look(bucket, key)  # never older than the record
        if version is None:
            return Renewal.UNCHANGED
        expires_at = kept_until(version.uploaded_at, self.retention)
        if record is None:
            return self._analyze_anew(partial(self.queue.send_upload, bucket, key), expires_at)
        if not _is_settled(record, version) or record.expires_at == expires_at:
            return Renewal.UNCHANGED
        faces = self.faces.read(record.id, record.face_set) if record.face_set else ()
        if len(faces) != _face_count(record):
            request = partial(self.queue.send, record.id, record.revision)
            return self._analyze_anew(request, expires_at)
        self._put(record, version, faces, expires_at)
        return Renewal.RENEWED

    def _analyze_anew(self, send: Callable[[], None], expires_at: datetime | None) -> Renewal:
        if expires_at and expires_at <= self.now():  # the bucket's rule is about to remove it
            return Renewal.UNCHANGED
        send()
        return Renewal.ANALYZED_ANEW

    def _put(
        self,
        record: ImageRecord,
        version: ObjectVersion,
        faces: tuple[Face, ...],
        expires_at: datetime | None,
    ) -> None:
        """Faces first: broken off in between, it is done again. Whoever replaced the record
        meanwhile may have removed them already."""
        self.faces.write(record.owner, version.uploaded_at, faces, expires_at)
        try:
            self.records.put(replace(record, expires_at=expires_at), replacing=record)
        except Conflict:
            current = self.records.get(record.id)
            if record.face_set and (current is None or record.face_set not in current.face_sets):
                self.faces.remove(record.id, record.face_set)
            raise


def _is_settled(record: ImageRecord, version: ObjectVersion) -> bool:
    """Any other version has its own event on the way, and with it a time of its own."""
    return isinstance(record.state, Image) and record.state.version_id == version.version_id


def _face_count(record: ImageRecord) -> int:
    assert isinstance(record.state, Image)
    return record.state.face_count or 0
