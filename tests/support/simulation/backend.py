"""The fakes behind the ports; they send their events to the simulated AWS."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Protocol

from core.model.detection import Detection
from core.model.face import Face
from core.model.image import image_id
from core.model.record import ImageRecord
from core.model.stored_object import ObjectVersion
from core.ports import Faces, ImageRecords, Objects
from core.use_cases.publication import Change
from tests.support.builders import BUCKET, ENGINE, a_face_detail, an_s3_record
from tests.support.fakes import FakeFaces, FakeImageRecords, FakeObjects, fake_decode

CREATED, MARKED, REMOVED = (
    *("ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated", "ObjectRemoved:Delete"),
)
EXPIRED = "LifecycleExpiration:DeleteMarkerCreated"


class StreamedRecords(FakeImageRecords):
    """Writes each change to the stream, with the clock's time."""

    def __init__(self, now: Callable[[], datetime], on_change: Callable[[Change], None]) -> None:
        super().__init__()
        self._now, self._on_change = now, on_change

    def put(self, record: ImageRecord, replacing: ImageRecord | None) -> ImageRecord:
        before = self.stored.get(record.id)
        after = super().put(record, replacing)
        self._on_change(Change(before=before, after=after, occurred_at=self._now()))
        return after


class BreakableFaces(FakeFaces):
    def write_half(
        self,
        owner: str,
        uploaded_at: datetime,
        faces: Sequence[Face],
        expires_at: datetime | None = None,
    ) -> None:
        self.write(owner, uploaded_at, faces[: len(faces) // 2], expires_at)

    def remove_half(self, image_id: str, face_set: str) -> None:
        for face in self.read(image_id, face_set)[::2]:
            del self.stored[face.id]


class NotifyingObjects(FakeObjects):
    """Sends S3's records, with a sequencer that rises with each change and whose length varies."""

    def __init__(self, on_event: Callable[[str, dict[str, Any]], None]) -> None:
        super().__init__()
        self._on_event = on_event
        self._sequencers = count(0x0055AED6DCD90281E5)
        self._name = CREATED

    def put(self, key: str, body: bytes) -> str:
        self._name = CREATED
        return super().put(key, body)

    def delete(self, key: str) -> str:
        self._name = MARKED
        return super().delete(key)

    def expire(self, key: str) -> None:
        self._name = EXPIRED
        super().delete(key)

    def delete_version(self, key: str, version_id: str) -> None:
        self._name = REMOVED
        super().delete_version(key, version_id)

    def version_ids(self, key: str) -> list[str]:
        return [*self._versions.get(key, {})]

    def remove_half(self, bucket: str, key: str) -> None:  # noqa: ARG002 - as `remove`
        for version_id in self.version_ids(key)[::2]:
            self.delete_version(key, version_id)

    def _notify(self, key: str) -> None:
        sequencer = f"{next(self._sequencers):X}".rstrip("0")
        known = None if self._name == EXPIRED else sequencer
        self._on_event(key, an_s3_record(key, known, self._name))


class Bucket(Objects, Protocol):
    """Objects, with the operations of clients."""

    def put(self, key: str, body: bytes) -> str: ...

    def delete(self, key: str) -> str: ...

    def expire(self, key: str) -> None: ...

    def delete_version(self, key: str, version_id: str) -> None: ...

    def version_ids(self, key: str) -> list[str]:
        """Ids of versions and delete markers, the newest last."""
        ...


@dataclass
class PaidEngine:
    """`on_payment` is called for each call of the engine: AWS bills each."""

    objects: Objects
    on_payment: Callable[[ObjectVersion], None]

    def detect(self, version: ObjectVersion) -> Detection:
        body = self.objects.read(version, version.size_bytes)
        self.on_payment(version)
        fake_decode(body)
        found = a_face_detail(confidence=confidence_in(version.version_id))
        return Detection(faces=(found,) * faces_in(version.version_id), engine=ENGINE)


def faces_in(version_id: str) -> int:
    return zlib.crc32(version_id.encode()) % 7 % 4


def confidence_in(version_id: str) -> float:
    """The confidence of a face names the version in which it was found."""
    return float(zlib.crc32(version_id.encode()) % 100_000 / 1_000)


def key_of(name: str) -> str:
    return f"uploads/ana/{name}/x.jpg"


def id_of(name: str) -> str:
    return image_id(BUCKET, key_of(name))


@dataclass
class Backend:
    records: ImageRecords
    faces: Faces
    objects: "Bucket"


def fakes(
    now: Callable[[], datetime],
    on_change: Callable[[Change], None],
    on_event: Callable[[str, dict[str, Any]], None],
) -> Backend:
    records = StreamedRecords(now, on_change)
    return Backend(records, BreakableFaces(), NotifyingObjects(on_event))
