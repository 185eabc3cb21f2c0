"""What the core needs from outside. Adapters implement these ports over boto3."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from core.model.detection import Detection, Format
from core.model.erasure import ErasureOrder, ErasureRecord
from core.model.event import ImageEvent
from core.model.face import Face
from core.model.image import Image, ImageStatus
from core.model.paging import Page
from core.model.record import ImageRecord
from core.model.stored_object import ObjectVersion
from core.model.upload import ContentMd5, UploadForm


class ImageRecords(Protocol):
    def get(self, image_id: str) -> ImageRecord | None:
        """Strongly consistent."""
        ...

    def get_many(self, image_ids: Iterable[str]) -> Mapping[str, ImageRecord]:
        """Strongly consistent; unknown ids are left out."""
        ...

    def put(self, record: ImageRecord, replacing: ImageRecord | None) -> ImageRecord:
        """Writes and returns the record as stored. Raises Conflict, having written nothing, when
        what is stored is not `replacing` any more (None: when anything is stored)."""
        ...

    def page(
        self,
        owner: str,
        status: ImageStatus | None,
        limit: int,
        after: str | None,
        now: datetime,
    ) -> Page[Image]:
        """An owner's visible images, newest first: `limit` of them unless the list ends."""
        ...

    def overdue(self, now: datetime) -> Iterator[str]:
        """Ids of images whose lease is overdue, by an index that is a moment late."""
        ...

    def ids_of(self, owner: str) -> Iterator[str]:
        """Of an owner's images, including expired ones. Eventually consistent."""
        ...


class Faces(Protocol):
    def write(
        self,
        owner: str,
        uploaded_at: datetime,
        faces: Sequence[Face],
        expires_at: datetime | None = None,
    ) -> None:
        """Stores faces, which no reader sees until a record names their set."""
        ...

    def read(self, image_id: str, face_set: str) -> tuple[Face, ...]:
        """Strongly consistent, in the engine's order."""
        ...

    def get(self, face_id: str) -> Face | None: ...

    def get_many(self, face_ids: Iterable[str]) -> Mapping[str, Face]:
        """Unknown ids are left out."""
        ...

    def sets_of(self, image_id: str) -> frozenset[str]:
        """Every set that has a face stored. Strongly consistent."""
        ...

    def remove(self, image_id: str, face_set: str) -> None:
        """Removes a whole set; one that is gone already is no error."""
        ...

    def page_of_ids(self, owner: str, limit: int, after: str | None) -> Page[str]:
        """Newest image first; includes faces of sets that no record names."""
        ...


class Objects(Protocol):
    def look(self, bucket: str, key: str) -> ObjectVersion | None:
        """The current version, None when there is none (a delete marker included)."""
        ...

    def read(self, version: ObjectVersion, size_bytes: int) -> bytes:
        """The first bytes of that version. Raises ObjectGone."""
        ...

    def remove(self, bucket: str, key: str) -> None:
        """Removes every version and delete marker of the key."""
        ...

    def keys_under(self, bucket: str, prefix: str) -> Iterator[str]:
        """Every key that has a version or a delete marker, each once. Strongly consistent."""
        ...

    def count_versions(self, bucket: str, key: str) -> int:
        """Of exactly that key; includes delete markers."""
        ...

    def upload_form(
        self,
        bucket: str,
        key: str,
        content_type: str,
        now: datetime,
        content_md5: ContentMd5 | None = None,
    ) -> UploadForm:
        """A form that uploads one object: that key, that type, within the size that is allowed,
        and of those bytes if their MD5 is given."""
        ...

    def url(self, bucket: str, key: str, version_id: str) -> str:
        """A link to that version that expires: whoever holds it can read the picture."""
        ...


class ObjectGone(Exception):
    """The version was removed between the look and the read."""


class FaceEngine(Protocol):
    def detect(self, version: ObjectVersion) -> Detection:
        """Raises ImageRejected, AnalysisFailed, or ObjectGone for a version that it cannot get."""
        ...


class EngineSchedule(Protocol):
    def take(self, now: datetime, latest: datetime) -> datetime | None:
        """Reserves the next free moment for one call of the engine. None, without a reservation,
        if that moment would be after `latest`. Moments in the past are never reserved."""
        ...


class DailyCounts(Protocol):
    def add(self, owner: str, day: date, most: int) -> bool:
        """Adds one to the owner's images of that day, unless the count has reached `most`; then
        returns False. The limit holds for callers that count at the same time, too."""
        ...


class HeaderReader(Protocol):
    def __call__(self, head: bytes, *, whole: bool) -> Format | None:
        """Reads an image's header from its first bytes; None when it needs more of them.

        Raises ImageRejected when these are not the start of an image that engines read, or, for
        the `whole` file, when its header is broken.
        """
        ...


class EventSink(Protocol):
    def publish(self, event: ImageEvent) -> None:
        """At least once: a repeat has the same event id."""
        ...


class ReanalysisQueue(Protocol):
    def send(self, image_id: str, if_revision: int) -> None: ...


class AnalysisQueue(ReanalysisQueue, Protocol):
    def send_upload(self, bucket: str, key: str) -> None:
        """Sends an upload event in S3's own format, older than any event that S3 will send."""
        ...


class Erasures(Protocol):
    def get(self, owner: str) -> ErasureRecord | None:
        """The owner's latest job. Strongly consistent."""
        ...

    def put(self, record: ErasureRecord, replacing: ErasureRecord | None) -> ErasureRecord:
        """Writes and returns the record as stored, or raises Conflict, as ImageRecords does."""
        ...


class ErasureQueue(Protocol):
    def send(self, order: ErasureOrder, delay: timedelta) -> None:
        """Delivers the order once the delay, of minutes at the most, has passed."""
        ...
