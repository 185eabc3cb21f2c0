"""The analyzer, the catalog and the publisher over fakes, and what must hold in the end."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from core.model.caller import Caller
from core.model.delivery import Delivery
from core.model.image import ImageStatus, Tombstone, image_id
from core.model.record import ImageRecord
from core.model.stored_object import Hint, ObjectHint
from core.use_cases.allowance import DailyAllowance
from core.use_cases.analysis import Analyzer, Busy, ImageOutcome
from core.use_cases.catalog import Catalog
from core.use_cases.eraser import Eraser
from core.use_cases.erasure_requests import ErasureRequests
from core.use_cases.publication import Publisher
from core.use_cases.renewal import Renewer
from core.use_cases.sweep import Sweeper
from tests.support.builders import BUCKET, KEY, MINUTE
from tests.support.fakes import (
    FakeClock,
    FakeDailyCounts,
    FakeEngine,
    FakeErasureQueue,
    FakeErasures,
    FakeFaces,
    FakeImageRecords,
    FakeObjects,
    FakeReanalysisQueue,
    FakeSink,
    fake_read_header,
)
from tests.support.simulation.ports import Wrap

T = TypeVar("T")

ANA = Caller(sub="ana")
BEN = Caller(sub="ben")
ADMIN = Caller(sub="root", is_admin=True)
_MAX_ROUNDS = 20


def as_it_is(port: T) -> T:
    return port


@dataclass
class World:
    clock: FakeClock = field(default_factory=FakeClock)
    records: FakeImageRecords = field(default_factory=FakeImageRecords)
    faces: FakeFaces = field(default_factory=FakeFaces)
    objects: FakeObjects = field(default_factory=FakeObjects)
    engine: FakeEngine = field(default_factory=FakeEngine)
    queue: FakeReanalysisQueue = field(default_factory=FakeReanalysisQueue)
    erasures: FakeErasures = field(default_factory=FakeErasures)
    orders: FakeErasureQueue = field(default_factory=FakeErasureQueue)
    sink: FakeSink = field(default_factory=FakeSink)
    retention: timedelta | None = None
    counts: FakeDailyCounts = field(default_factory=FakeDailyCounts)
    images_per_day: int | None = None
    published: int = 0

    def __post_init__(self) -> None:
        self.engine.objects = self.objects

    def analyzer(self, wrap: Wrap = as_it_is) -> Analyzer:
        return Analyzer(
            records=wrap(self.records),
            faces=wrap(self.faces),
            objects=wrap(self.objects),
            engine=wrap(self.engine),
            allowance=self._allowance(wrap),
            read_header=fake_read_header,
            now=self.clock,
            retention=self.retention,
        )

    def _allowance(self, wrap: Wrap) -> DailyAllowance | None:
        if self.images_per_day is None:
            return None
        return DailyAllowance(counts=wrap(self.counts), images=self.images_per_day)

    def catalog(self, wrap: Wrap = as_it_is) -> Catalog:
        return Catalog(
            records=wrap(self.records),
            faces=wrap(self.faces),
            objects=wrap(self.objects),
            reanalysis=wrap(self.queue),
            erasures=wrap(self.erasures),
            bucket=BUCKET,
            now=self.clock,
        )

    def eraser(self, wrap: Wrap = as_it_is) -> Eraser:
        return Eraser(
            erasures=wrap(self.erasures),
            records=wrap(self.records),
            faces=wrap(self.faces),
            objects=wrap(self.objects),
            queue=wrap(self.orders),
            bucket=BUCKET,
            log_retention_days=7,
            now=self.clock,
        )

    def erasure_requests(self, wrap: Wrap = as_it_is) -> ErasureRequests:
        return ErasureRequests(
            erasures=wrap(self.erasures), queue=wrap(self.orders), now=self.clock
        )

    def publisher(self, wrap: Wrap = as_it_is) -> Publisher:
        return Publisher(faces=wrap(self.faces), sinks=(wrap(self.sink),))

    def sweeper(self, wrap: Wrap = as_it_is, *, after: timedelta = timedelta(0)) -> Sweeper:
        """`after`: how far its clock is ahead."""
        return Sweeper(
            records=wrap(self.records),
            objects=wrap(self.objects),
            now=lambda: self.clock.time + after,
        )

    def renewer(self, retention: timedelta | None, wrap: Wrap = as_it_is) -> Renewer:
        """A renewer with the stage's new retention."""
        return Renewer(
            records=wrap(self.records),
            faces=wrap(self.faces),
            objects=wrap(self.objects),
            queue=wrap(self.queue),
            retention=retention,
            now=self.clock,
        )

    def upload(self, body: bytes = b"picture", key: str = KEY) -> ObjectHint:
        self.objects.put(key, body)
        return self.objects.events[-1]

    def delete(self, key: str = KEY) -> ObjectHint:
        self.objects.delete(key)
        return self.objects.events[-1]

    def handle(self, hint: Hint, wrap: Wrap = as_it_is, *, last: bool = False) -> ImageOutcome:
        """Delivers once, to a worker that has a minute."""
        delivery = Delivery(deadline=self.clock.time + MINUTE, is_last=last)
        return self.analyzer(wrap).handle(hint, delivery)

    def deliver_until_settled(self, hints: Iterable[Hint]) -> None:
        """Delivers as the queue does: a failed hint comes again, a hint of a leased image once the
        lease has ended."""
        waiting = list(hints)
        for _ in range(_MAX_ROUNDS):
            waiting = [hint for hint in waiting if not self._is_done_with(hint)]
            if not waiting:
                return
        raise AssertionError(f"never settled: {waiting}")

    def publish(self, wrap: Wrap = as_it_is) -> None:
        """Publishes the unpublished changes, and repeats a publication that broke off."""
        while self.published < len(self.records.changes):
            self.publisher(wrap).handle(self.records.changes[self.published])
            self.published += 1

    def upload_and_settle(self, body: bytes = b"picture", key: str = KEY) -> ImageRecord:
        self.deliver_until_settled([self.upload(body, key)])
        return self.record(key)

    def record(self, key: str = KEY) -> ImageRecord:
        return self.records.stored[image_id(BUCKET, key)]

    def assert_truthful(self, key: str = KEY) -> None:
        """Asserts that the record matches the bucket, with the faces of that version and no others,
        and that the event of this state was published."""
        version = self.objects.look(BUCKET, key)
        record = self.record(key)
        if version is None:
            assert isinstance(record.state, Tombstone)
        else:
            assert not isinstance(record.state, Tombstone)
            assert record.state.version_id == version.version_id
            assert record.state.status in (ImageStatus.ANALYZED, ImageStatus.REJECTED)
        assert record.lease is None
        self._assert_faces(record)
        self._assert_published(record)

    def _assert_faces(self, record: ImageRecord) -> None:
        stored = [face for face in self.faces.stored.values() if face.image_id == record.id]
        state = record.state
        if isinstance(state, Tombstone) or state.status is not ImageStatus.ANALYZED:
            assert stored == []
            return
        assert record.face_set
        assert state.version_id
        assert len(stored) == state.face_count == self.engine.faces_per_image
        assert {face.id.split(".")[1] for face in stored} <= {record.face_set}
        assert {face.confidence for face in stored} <= {float(state.version_id[1:])}

    def _assert_published(self, record: ImageRecord) -> None:
        published = [event for event in self.sink.events if event.image_id == record.id]
        revisions = [event.revision for event in published]
        assert revisions == sorted(revisions)
        assert published[-1].revision == record.revision
        assert published[-1].image == (
            None if isinstance(record.state, Tombstone) else record.state
        )

    def _is_done_with(self, hint: Hint) -> bool:
        try:
            self.handle(hint)
        except Busy as busy:
            self.clock.pass_until(busy.until + timedelta(seconds=1))
            return False
        except Exception:  # noqa: BLE001 - whatever it is, the queue brings it back
            return False
        return True
