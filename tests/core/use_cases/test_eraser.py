"""An erasure removes all data of one owner, whatever breaks off, and nothing of another owner."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from core.lifetimes import ANALYZER_TIMEOUT, INDEX_LAG
from core.model.erasure import (
    MAX_LOOKS,
    NOTHING,
    Erasure,
    ErasureCounts,
    ErasureOrder,
    ErasureRecord,
    ErasureStatus,
)
from core.model.errors import Conflict
from core.model.image import Image, Tombstone, image_id
from core.rules import lifecycle
from core.use_cases.eraser import NotYet
from tests.support.builders import BUCKET, MINUTE, NOW, some_faces
from tests.support.simulation.ports import (
    Crash,
    Interruption,
    PortFailure,
    Tapped,
    Wrap,
    interruptions,
)
from tests.support.world import ANA, BEN, World, as_it_is

BENS = "uploads/ben/portrait.jpg"
UNSEEN = "uploads/ana/never-analysed.jpg"
HIDDEN = "uploads/ana/under-a-marker.jpg"
ANNOUNCED = "uploads/ana/a/announced.jpg"
ORPHANED = "uploads/ana/gone.jpg"
# Versions: 2 of the portrait, the unseen one, the hidden one and its marker. Images: all but the
# unseen and the orphaned. Faces: the portrait's, the hidden one's and the orphan.
ALL = ErasureCounts(object_versions=5, images=3, faces=3)
_MAX_ROUNDS = 40


@dataclass
class Job:
    """An erasure with its queue and its worker."""

    world: World
    waiting: list[ErasureOrder] = field(default_factory=list)

    def start(self) -> Erasure:
        self.world.erasure_requests().start(ANA, "job-1", "ana")
        self._receive()
        return self.record.state

    @property
    def record(self) -> ErasureRecord:
        return self.world.erasures.stored["ana"]

    def step(self, wrap: Wrap = as_it_is, *, until: datetime | None = None) -> None:
        """Delivers one order; a failed order stays in the queue."""
        order = self.waiting[0]
        until = until or self.world.clock.time + MINUTE
        try:
            self.world.eraser(wrap).handle(order, until)
            self.waiting.remove(order)
        except NotYet as early:
            self.world.clock.pass_until(early.until)
        finally:
            self._receive()

    def finish(self) -> Erasure:
        for _ in range(_MAX_ROUNDS):
            if not self.waiting:
                return self.record.state
            self.step()
        raise AssertionError("never finished")

    def _receive(self) -> None:
        self.waiting += [order for order, _ in self.world.orders.sent]
        self.world.orders.sent.clear()


def a_full_world() -> World:
    world = World()
    world.upload_and_settle(key=BENS)
    world.upload_and_settle()
    world.upload_and_settle()
    world.upload(key=UNSEEN)
    world.upload_and_settle(key=HIDDEN)
    world.delete(HIDDEN)
    announced = lifecycle.announce(BUCKET, ANNOUNCED, "ana", "image/jpeg", NOW)
    world.records.add(announced)
    world.publish()
    world.faces.write("ana", NOW, some_faces(1, key=ORPHANED))
    return world


def things_of(owner: str, world: World) -> dict[str, object]:
    prefix = f"uploads/{owner}/"
    records = [r for r in world.records.stored.values() if r.owner == owner]
    return {
        "keys": list(world.objects.keys_under(BUCKET, prefix)),
        "images": [r for r in records if isinstance(r.state, Image)],
        "faces": world.faces.page_of_ids(owner, 100, None).items,
    }


def assert_erased(world: World) -> None:
    assert things_of("ana", world) == {"keys": [], "images": [], "faces": ()}
    left = things_of("ben", world)
    assert [len(list(kind)) for kind in left.values()] == [1, 1, 1]  # type: ignore[call-overload]


def test_all_data_is_erased_and_the_receipt_counts_it() -> None:
    world = a_full_world()
    job = Job(world)
    requested = job.start()

    done = job.finish()

    assert_erased(world)
    assert (done.id, done.status) == ("job-1", ErasureStatus.DONE)
    assert done.removed == ALL
    assert done.found == NOTHING
    assert done.requested_at == requested.requested_at
    assert done.finished_at == world.clock.time


def test_receipt_says_what_remains_and_for_how_long() -> None:
    job = Job(World())
    job.start()

    done = job.finish()

    days = {remainder.what.split(",")[0]: remainder.for_days for remainder in done.remains}
    assert days["for each removed image: its id"] == 15
    assert days["the table's point-in-time recovery"] == 35
    assert days["the table's stream of changes"] == 1
    assert days["uploads in parts that were begun with AWS's tools and never finished"] == 2
    assert days["messages in queues and dead-letter queues"] == 14
    assert days["events that could not be published"] == 30
    assert days["log lines"] == 7
    forms = next(r for r in done.remains if r.what.startswith("upload forms"))
    assert forms.until == done.requested_at + timedelta(hours=1)
    assert not [r.what for r in done.remains if "portrait" in r.what]


def test_finished_job_holds_no_object_key() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()
    job.finish()

    assert job.record.target is None
    assert "uploads/" not in repr(job.record)


def test_every_image_is_published_as_deleted_once_beside_the_buckets_own_events() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()
    job.finish()

    world.deliver_until_settled(world.objects.events)
    world.publish()

    deleted = [event.id for event in world.sink.events if event.kind == "DELETED"]
    assert len(deleted) == len(set(deleted))
    assert f"{image_id(BUCKET, ANNOUNCED)}-1" in deleted
    assert_erased(world)


def test_image_that_s3s_event_removed_first_is_not_published_again() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()
    world.objects.remove(BUCKET, HIDDEN)
    world.deliver_until_settled(world.objects.events)
    buried = world.record(HIDDEN)

    job.finish()

    assert world.record(HIDDEN) == buried
    assert isinstance(buried.state, Tombstone)


@pytest.mark.parametrize("late", [False, True], ids=["before its effect", "after its effect"])
@pytest.mark.parametrize("error", [PortFailure, Crash])
def test_job_that_breaks_at_any_port_call_ends_with_the_same_receipt(
    error: type[BaseException], late: bool
) -> None:
    breaks = 0
    for interruption in interruptions(error, late):
        world = a_full_world()
        job = Job(world)
        job.start()
        breaks += _run_through(job, interruption)

        done = job.finish()

        assert_erased(world)
        assert (done.status, done.removed, done.found) == (ErasureStatus.DONE, ALL, NOTHING)
    assert breaks >= 30


def _run_through(job: Job, interruption: Interruption) -> bool:
    for _ in range(_MAX_ROUNDS):
        if interruption.happened or not job.waiting:
            break
        with suppress(PortFailure, Crash):
            job.step(interruption.wrap)
    return interruption.happened


def test_slice_without_time_left_orders_the_next_slice_and_removes_nothing() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()
    before = things_of("ana", world)

    job.step(until=world.clock.time)

    assert things_of("ana", world) == before
    assert [order.slice for order in job.waiting] == [1]
    assert job.record.slice == 1


def test_job_is_done_in_as_many_slices_as_it_takes() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()

    for _ in range(3):  # each slice has time for one image
        ticking = _one_image_per_slice(world)
        job.step(ticking, until=world.clock.time + MINUTE)
    done = job.finish()

    assert job.record.slice >= 4
    assert done.removed == ALL
    assert_erased(world)


def _one_image_per_slice(world: World) -> Wrap:
    def tick(port: object) -> object:
        if port is not world.erasures:
            return port
        later = world.clock.time + 2 * MINUTE
        return _OnPut(port, lambda: world.clock.pass_until(later))

    return tick


@dataclass
class _OnPut:
    target: object
    then: Callable[[], None]

    def get(self, owner: str) -> ErasureRecord | None:
        return self.target.get(owner)  # type: ignore[attr-defined,no-any-return]

    def put(self, record: ErasureRecord, replacing: ErasureRecord | None) -> ErasureRecord:
        stored: ErasureRecord = self.target.put(record, replacing)  # type: ignore[attr-defined]
        self.then()
        return stored


def test_second_look_waits_for_workers_and_then_for_the_indexes() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()
    job.step()

    with pytest.raises(NotYet) as early:
        world.eraser().handle(job.waiting[0], world.clock.time + MINUTE)

    assert early.value.until == world.clock.time + ANALYZER_TIMEOUT + INDEX_LAG
    assert job.record.state.found is None


@pytest.mark.parametrize("deleted", [False, True], ids=["by the job", "by deleteImage before it"])
def test_second_look_removes_faces_that_a_dying_worker_stored_for_a_removed_image(
    deleted: bool,
) -> None:
    world = World()
    job = Job(world)
    hint = world.upload()
    ends_at = world.clock.time + MINUTE

    def remove_and_sweep() -> None:
        if deleted:
            world.catalog().delete_image(ANA, hint.image_id)
        job.start()
        job.step()

    def die_with_faces_stored() -> None:
        if world.faces.stored:
            raise Crash

    world.engine.objects = None  # it has read the picture before
    world.engine.before_answering = remove_and_sweep
    with pytest.raises(Crash):
        world.handle(hint, lambda port: Tapped(port, after=die_with_faces_stored))
    settles_at = job.record.settles_at
    done = job.finish()

    assert settles_at
    assert settles_at >= ends_at + INDEX_LAG
    assert (done.status, done.removed.faces) == (ErasureStatus.DONE, 1)
    assert world.faces.stored == {}


def test_second_look_removes_an_upload_that_arrived_while_the_job_ran() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()
    job.step()
    world.upload_and_settle(key="uploads/ana/late.jpg")

    done = job.finish()

    assert_erased(world)
    assert done.removed == ALL + ErasureCounts(object_versions=1, images=1, faces=1)
    assert job.record.looks == 2


def test_job_fails_with_what_it_found_when_uploads_never_end() -> None:
    world = World()
    job = Job(world)
    job.start()

    for number in range(_MAX_ROUNDS):
        if not job.waiting:
            break
        settles_at = job.record.settles_at
        if job.record.all_removed and settles_at and settles_at <= world.clock.time:
            world.upload(key=f"uploads/ana/{number}.jpg")
        job.step()

    failed = job.record.state
    assert failed.status is ErasureStatus.FAILED
    assert failed.found
    assert failed.found.object_versions == 1
    assert job.record.looks == MAX_LOOKS
    assert failed.remains == ()


def test_order_for_a_finished_slice_changes_nothing() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()
    stale = job.waiting[0]
    job.step()
    before = (job.record, [*world.orders.sent])

    assert world.eraser().handle(stale, world.clock.time + MINUTE) is None

    assert (job.record, world.orders.sent) == before


@pytest.mark.parametrize("owner", ["ana", "nobody"])
def test_order_for_an_unknown_job_changes_nothing(owner: str) -> None:
    world = a_full_world()
    before = things_of("ana", world)
    order = ErasureOrder(erase_owner=owner, erasure_id="unknown", slice=0)

    assert world.eraser().handle(order, world.clock.time + MINUTE) is None
    world.eraser().fail(order)

    assert things_of("ana", world) == before
    assert world.erasures.stored == {}


def test_two_copies_of_an_order_count_everything_once() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()
    copy = job.waiting[0]
    turns: Iterator[bool] = iter([False] * 3 + [True])

    def let_the_copy_run() -> None:
        if next(turns, False):
            job.world.eraser().handle(copy, world.clock.time + MINUTE)

    def wrap(port: object) -> object:
        return Tapped(port, before=let_the_copy_run) if port is world.objects else port

    with pytest.raises(Conflict):
        job.step(wrap)
    done = job.finish()

    assert (done.status, done.removed) == (ErasureStatus.DONE, ALL)
    assert_erased(world)


def test_job_that_is_given_up_is_failed_and_can_be_asked_for_again() -> None:
    world = a_full_world()
    job = Job(world)
    job.start()
    world.eraser().fail(job.waiting.pop())

    assert job.record.state.status is ErasureStatus.FAILED
    again = world.erasure_requests().start(ANA, "job-2", "ana")
    job._receive()
    done = job.finish()

    assert (again.id, done.id) == ("job-2", "job-2")
    assert_erased(world)


def test_expired_images_are_erased_too() -> None:
    world = World(retention=timedelta(days=1))
    record = world.upload_and_settle()
    assert record.expires_at
    world.clock.pass_until(record.expires_at)
    job = Job(world)
    job.start()

    done = job.finish()

    assert done.removed == ErasureCounts(object_versions=1, images=1, faces=1)
    assert things_of("ana", world) == {"keys": [], "images": [], "faces": ()}


def test_owners_whose_ids_begin_alike_are_kept_apart() -> None:
    world = World()
    world.upload_and_settle(key="uploads/ana2/portrait.jpg")
    job = Job(world)
    job.start()

    done = job.finish()

    assert done.removed == NOTHING
    assert list(world.objects.keys_under(BUCKET, "uploads/ana2/")) == ["uploads/ana2/portrait.jpg"]


def test_bens_job_leaves_anas_images() -> None:
    world = a_full_world()
    before = things_of("ana", world)
    world.erasure_requests().start(BEN, "job-1", "ben")

    world.eraser().handle(world.orders.sent[0][0], world.clock.time + MINUTE)

    assert things_of("ana", world) == before
    assert world.erasures.stored["ben"].state.removed == ErasureCounts(
        object_versions=1, images=1, faces=1
    )
