"""Moves the expiry of images that were stored under another retention."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from core.model.image import image_id
from core.model.record import ImageRecord
from core.ports import AnalysisQueue, Faces, ImageRecords, Objects
from core.rules.decisions import Decision, kept_until
from core.use_cases.rewriting import rewrite


class Renewal(StrEnum):
    """ANALYZED_ANEW: what was known has expired and gone, so the object is put through again."""

    UNCHANGED = "UNCHANGED"
    RENEWED = "RENEWED"
    ANALYZED_ANEW = "ANALYZED_ANEW"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Renewed(Decision[ImageRecord]):
    renewal: Renewal


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewer:
    records: ImageRecords
    faces: Faces
    objects: Objects
    queue: AnalysisQueue
    retention: timedelta | None
    now: Callable[[], datetime]

    def renew(self, bucket: str, key: str) -> Renewal:
        """Has record and faces expire when the object does. No revision changes, so nothing is
        published.

        Raises Conflict when others go on writing the record, and what the ports raise.
        """

        def decide(record: ImageRecord | None) -> _Renewed:
            return self._decide(bucket, key, record)

        renewed = rewrite(
            self.records, image_id(bucket, key), decide, on_conflict=self._remove_superseded_faces
        )
        return renewed.renewal

    def _decide(self, bucket: str, key: str, record: ImageRecord | None) -> _Renewed:
        version = self.objects.look(bucket, key)  # never older than the record
        if version is None:
            return _Renewed(renewal=Renewal.UNCHANGED)
        expires_at = kept_until(version.uploaded_at, self.retention)
        if record is None:
            return self._analyze_anew(partial(self.queue.send_upload, bucket, key), expires_at)
        image = record.image
        # Any other version has an event of its own on the way, and will expire by its own time.
        if image is None or image.version_id != version.version_id:
            return _Renewed(renewal=Renewal.UNCHANGED)
        if record.expires_at == expires_at:
            return _Renewed(renewal=Renewal.UNCHANGED)
        faces = self.faces.read(record.id, record.face_set) if record.face_set else ()
        if len(faces) != (image.face_count or 0):
            request = partial(self.queue.send, record.id, record.revision)
            return self._analyze_anew(request, expires_at)
        # Faces before the record: if the run breaks off in between, the next one does both again.
        self.faces.write(record.owner, version.uploaded_at, faces, expires_at)
        renewed = replace(record, expires_at=expires_at)
        return _Renewed(renewal=Renewal.RENEWED, record=renewed)

    def _analyze_anew(self, send: Callable[[], None], expires_at: datetime | None) -> _Renewed:
        if expires_at and expires_at <= self.now():  # the bucket's rule is about to remove it
            return _Renewed(renewal=Renewal.UNCHANGED)
        send()
        return _Renewed(renewal=Renewal.ANALYZED_ANEW)

    def _remove_superseded_faces(self, conflicting: _Renewed) -> None:
        """Whoever replaced the record meanwhile may have removed its faces before they were written
        again."""
        record = conflicting.record
        if record is None or record.face_set is None:
            return
        current = self.records.get(record.id)
        if current is None or record.face_set not in current.face_sets:
            self.faces.remove(record.id, record.face_set)
