"""The ports of the core in memory, as strict as the contract tests show the real ones to be."""

import hashlib
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from core.lifetimes import LONGEST_ENGINE_SCHEDULE
from core.model.detection import Detection, Format
from core.model.erasure import ErasureOrder, ErasureRecord
from core.model.errors import Conflict, InvalidNextToken
from core.model.event import ImageEvent
from core.model.face import Face, parse_face_id
from core.model.failure import FailureCode, ImageRejected
from core.model.image import Image, ImageStatus, image_id
from core.model.paging import Page
from core.model.record import ImageRecord
from core.model.stored_object import Hint, ObjectHint, ObjectVersion, ReanalysisRequest
from core.model.upload import MAX_IMAGE_BYTES, ContentMd5, FormField, UploadForm
from core.model.wire import timestamp, to_wire
from core.ports import ObjectGone, Objects
from core.use_cases.publication import Change
from processors.analyze.messages import hints_in
from processors.erase.messages import order_in
from tests.support.builders import BUCKET, ENGINE, NOW, a_face_detail, a_format, a_sequencer
from tests.support.event_contract import valid_event

T = TypeVar("T")

CUT_OFF = b"picture cut off"  # has a header, but cannot be decoded

_IMAGE_TOKEN = re.compile(r"\S{24}/[a-z2-7]{26}")
_FACE_TOKEN = re.compile(r"\S{24}/[a-z2-7]{26}/[a-z2-7]{10}/[0-9]{2}")


@dataclass
class FakeClock:
    time: datetime = NOW

    def __call__(self) -> datetime:
        return self.time

    def pass_until(self, time: datetime) -> None:
        self.time = max(self.time, time)


@dataclass
class FakeImageRecords:
    """`changes` is its stream."""

    stored: dict[str, ImageRecord] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, record: ImageRecord) -> ImageRecord:
        return self.put(record, replacing=self.stored.get(record.id))

    def get(self, image_id: str) -> ImageRecord | None:
        return self.stored.get(image_id)

    def get_many(self, image_ids: Iterable[str]) -> Mapping[str, ImageRecord]:
        return {known: self.stored[known] for known in image_ids if known in self.stored}

    def put(self, record: ImageRecord, replacing: ImageRecord | None) -> ImageRecord:
        with self._lock:
            before = self.stored.get(record.id)
            if (before and before.write_count) != (replacing and replacing.write_count):
                raise Conflict
            after = replace(record, write_count=replacing.write_count + 1 if replacing else 1)
            self.stored[record.id] = after
            self.changes.append(Change(before=before, after=after, occurred_at=NOW))
            return after

    def page(
        self,
        owner: str,
        status: ImageStatus | None,
        limit: int,
        after: str | None,
        now: datetime,
    ) -> Page[Image]:
        images = (record.image_at(now) for record in self.stored.values())
        listed = {
            f"{timestamp(image.uploaded_at)}/{image.id}": image
            for image in images
            if image and image.owner == owner and status in (None, image.status)
        }
        return _page(listed, limit, after, _IMAGE_TOKEN)

    def overdue(self, now: datetime) -> Iterator[str]:
        leased = [record for record in self.stored.values() if record.lease]
        yield from (r.id for r in leased if r.lease and r.lease.overdue_at <= now)

    def ids_of(self, owner: str) -> Iterator[str]:
        return iter([r.id for r in self.stored.values() if _is_image_of(owner, r)])


@dataclass
class FakeFaces:
    stored: dict[str, Face] = field(default_factory=dict)
    positions: dict[str, dict[str, str]] = field(default_factory=dict)
    expiries: dict[str, datetime | None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def sets(self) -> set[str]:
        return {_parts(face_id)[1] for face_id in self.stored}

    def write(
        self,
        owner: str,
        uploaded_at: datetime,
        faces: Sequence[Face],
        expires_at: datetime | None = None,
    ) -> None:
        with self._lock:
            for face in faces:
                image, face_set, index = _parts(face.id)
                place = f"{timestamp(uploaded_at)}/{image}/{face_set}/{99 - int(index):02d}"
                self.stored[face.id] = face
                self.expiries[face.id] = expires_at
                self.positions.setdefault(owner, {})[place] = face.id

    def read(self, image_id: str, face_set: str) -> tuple[Face, ...]:
        prefix = f"{image_id}.{face_set}."
        return tuple(self.stored[i] for i in sorted(self.stored) if i.startswith(prefix))

    def get(self, face_id: str) -> Face | None:
        return self.stored.get(face_id)

    def get_many(self, face_ids: Iterable[str]) -> Mapping[str, Face]:
        return {known: self.stored[known] for known in face_ids if known in self.stored}

    def sets_of(self, image_id: str) -> frozenset[str]:
        with self._lock:
            parts = [_parts(face_id) for face_id in self.stored]
        return frozenset(face_set for image, face_set, _ in parts if image == image_id)

    def remove(self, image_id: str, face_set: str) -> None:
        with self._lock:
            for face in self.read(image_id, face_set):
                del self.stored[face.id]

    def page_of_ids(self, owner: str, limit: int, after: str | None) -> Page[str]:
        places = self.positions.get(owner, {})
        listed = {place: face for place, face in places.items() if face in self.stored}
        return _page(listed, limit, after, _FACE_TOKEN)


@dataclass
class FakeObjects:
    """A versioned bucket. `events`: the events that S3 would send for the changes, in order."""

    events: list[ObjectHint] = field(default_factory=list)
    _versions: dict[str, dict[str, bytes | None]] = field(default_factory=dict)
    _count: int = 0

    def put(self, key: str, body: bytes) -> str:
        return self._add(key, body)

    def delete(self, key: str) -> str:
        """Leaves a delete marker and returns its version."""
        return self._add(key, None)

    def delete_version(self, key: str, version_id: str) -> None:
        del self._versions[key][version_id]
        self._notify(key)

    def look(self, bucket: str, key: str) -> ObjectVersion | None:
        version_id, body = next(reversed(self._versions.get(key, {}).items()), (None, None))
        if version_id is None or body is None:
            return None
        return ObjectVersion(
            bucket=bucket,
            key=key,
            version_id=version_id,
            etag=hashlib.md5(body, usedforsecurity=False).hexdigest(),
            size_bytes=len(body),
            content_type="image/jpeg",
            uploaded_at=NOW + timedelta(seconds=int(version_id[1:])),
        )

    def read(self, version: ObjectVersion, size_bytes: int) -> bytes:
        body = self._versions.get(version.key, {}).get(version.version_id)
        if body is None:
            raise ObjectGone
        return body[:size_bytes]

    def remove(self, bucket: str, key: str) -> None:  # noqa: ARG002 - the port's parameter
        for version_id in [*self._versions.get(key, {})]:
            self.delete_version(key, version_id)

    def keys_under(self, bucket: str, prefix: str) -> Iterator[str]:  # noqa: ARG002 - the port's
        return iter(sorted(k for k, v in self._versions.items() if v and k.startswith(prefix)))

    def count_versions(self, bucket: str, key: str) -> int:  # noqa: ARG002 - the port's
        return len(self._versions.get(key, {}))

    def upload_form(
        self,
        bucket: str,
        key: str,
        content_type: str,
        now: datetime,
        content_md5: ContentMd5 | None = None,  # noqa: ARG002 - the port's
    ) -> UploadForm:
        return UploadForm(
            image_id=image_id(bucket, key),
            key=key,
            url=f"https://{bucket}.example/",
            fields=(FormField(name="Content-Type", value=content_type),),
            expires_at=now + timedelta(hours=1),
        )

    def url(self, bucket: str, key: str, version_id: str) -> str:
        return f"https://{bucket}.example/{key}?versionId={version_id}"

    def _add(self, key: str, body: bytes | None) -> str:
        self._count += 1
        version_id = f"v{self._count}"
        self._versions.setdefault(key, {})[version_id] = body
        self._notify(key)
        return version_id

    def _notify(self, key: str) -> None:
        sequencer = a_sequencer(len(self.events) + 1)
        self.events.append(ObjectHint(bucket=BUCKET, key=key, sequencer=sequencer))


@dataclass
class FakeEngine:
    """In version `v7` it finds faces of confidence 7, so a face shows the version in which it was
    found. `objects` None: every version exists and is a picture."""

    objects: Objects | None = None
    faces_per_image: int = 1
    failures: list[Exception] = field(default_factory=list)
    before_answering: Callable[[], None] = lambda: None
    calls: list[ObjectVersion] = field(default_factory=list)

    def detect(self, version: ObjectVersion) -> Detection:
        self.calls.append(version)
        self.before_answering()
        if self.failures:
            raise self.failures.pop(0)
        if self.objects:
            fake_decode(self.objects.read(version, version.size_bytes))
        found = a_face_detail(confidence=float(version.version_id[1:]))
        return Detection(faces=(found,) * self.faces_per_image, engine=ENGINE)


@dataclass
class FakeEngineSchedule:
    interval: timedelta
    next_call: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, now: datetime, latest: datetime) -> datetime | None:
        with self._lock:
            moment = now
            if self.next_call and now < self.next_call <= now + LONGEST_ENGINE_SCHEDULE:
                moment = self.next_call
            if moment > latest:
                return None
            self.next_call = moment + self.interval
            return moment


@dataclass
class FakeDailyCounts:
    counted: Counter[tuple[str, date]] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, owner: str, day: date, most: int) -> bool:
        with self._lock:
            if self.counted[owner, day] >= most:
                return False
            self.counted[owner, day] += 1
            return True


def fake_read_header(head: bytes, *, whole: bool) -> Format | None:
    """Reads `pic` as the beginning of an image and `picture` as its header."""
    if not head.startswith(b"pic"):
        raise ImageRejected(FailureCode.UNSUPPORTED_FORMAT)
    if head.startswith(b"picture"):
        return a_format()
    if whole:
        raise ImageRejected(FailureCode.CORRUPT_IMAGE)
    return None


def fake_decode(body: bytes) -> None:
    """Checks a whole file as engines do. Raises ImageRejected."""
    if len(body) > MAX_IMAGE_BYTES:
        raise ImageRejected(FailureCode.TOO_LARGE)
    if not body.startswith(b"picture") or body == CUT_OFF:
        raise ImageRejected(FailureCode.CORRUPT_IMAGE)


@dataclass
class FakeSink:
    failures: list[Exception] = field(default_factory=list)
    events: list[ImageEvent] = field(default_factory=list)

    def publish(self, event: ImageEvent) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.events.append(valid_event(event))


@dataclass
class FakeReanalysisQueue:
    """`sent`: the requests that the processor reads."""

    sent: list[Hint] = field(default_factory=list)

    def send(self, image_id: str, if_revision: int) -> None:
        request = ReanalysisRequest(image_id=image_id, if_revision=if_revision)
        self.sent += hints_in(json.dumps(to_wire(request)))

    def send_upload(self, bucket: str, key: str) -> None:
        self.sent.append(ObjectHint(bucket=bucket, key=key, sequencer=a_sequencer(0)))


@dataclass
class FakeErasures:
    stored: dict[str, ErasureRecord] = field(default_factory=dict)

    def get(self, owner: str) -> ErasureRecord | None:
        return self.stored.get(owner)

    def put(self, record: ErasureRecord, replacing: ErasureRecord | None) -> ErasureRecord:
        before = self.stored.get(record.owner)
        if (before and before.write_count) != (replacing and replacing.write_count):
            raise Conflict
        after = replace(record, write_count=replacing.write_count + 1 if replacing else 1)
        self.stored[record.owner] = after
        return after


@dataclass
class FakeErasureQueue:
    """`sent`: the orders that the processor reads, with the delay of each."""

    sent: list[tuple[ErasureOrder, timedelta]] = field(default_factory=list)

    def send(self, order: ErasureOrder, delay: timedelta) -> None:
        self.sent.append((order_in(json.dumps(to_wire(order))), delay))


def _is_image_of(owner: str, record: ImageRecord) -> bool:
    return record.owner == owner and isinstance(record.state, Image)


def _parts(face_id: str) -> tuple[str, str, str]:
    parts = parse_face_id(face_id)
    assert parts
    return parts


def _page(
    listed: dict[str, T], limit: int, after: str | None, token_form: re.Pattern[str]
) -> Page[T]:
    if after and not token_form.fullmatch(after):
        raise InvalidNextToken
    rest = [place for place in sorted(listed, reverse=True) if not after or place < after]
    items = tuple(listed[place] for place in rest[:limit])
    return Page(items=items, next_token=rest[limit - 1] if len(rest) > limit else None)
