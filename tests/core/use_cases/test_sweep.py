from dataclasses import replace
from datetime import timedelta

import pytest

from core.model.failure import AnalysisFailed, FailureCode, failure
from core.model.image import Image, ImageStatus, Tombstone, image_id
from core.model.record import ImageRecord
from core.model.stored_object import Hint, ReanalysisRequest
from core.use_cases.analysis import ImageOutcome, LeaseLost
from processors.sweep.batch import Sweep, SweepIncomplete
from tests.support.builders import BUCKET, KEY, MINUTE, NOW, a_lease, a_record, an_image
from tests.support.fakes import FakeObjects
from tests.support.simulation.ports import (
    Crash,
    Interruption,
    PortFailure,
    Tapped,
    Wrap,
    interruptions,
)
from tests.support.world import World

HOUR = timedelta(hours=1)
BROKEN_OFF = failure(FailureCode.INTERNAL)


def die() -> None:
    raise Crash


def die_in_the_engine(world: World, hint: Hint, *, last: bool) -> None:
    world.engine.before_answering = die
    with pytest.raises(Crash):
        world.handle(hint, last=last)
    world.engine.before_answering = lambda: None


def sweep(world: World, key: str = KEY) -> ImageOutcome:
    return world.sweeper().sweep(image_id(BUCKET, key))


def image_in(record: ImageRecord) -> Image:
    assert isinstance(record.state, Image)
    return record.state


def test_image_has_failed_when_its_worker_died_in_its_last_attempt() -> None:
    world = World()
    die_in_the_engine(world, world.upload(), last=True)
    world.clock.time += 3 * MINUTE

    assert sweep(world) is ImageOutcome.FAILED
    world.publish()

    image = image_in(world.record())
    assert (image.status, image.failure, image.revision) == (ImageStatus.FAILED, BROKEN_OFF, 1)
    assert image.version_id == "v1"
    assert BROKEN_OFF.retryable
    assert world.record().lease is None
    (event,) = world.sink.events
    assert (event.kind, event.image) == ("FAILED", image)


def test_failed_image_is_analysed_when_its_message_is_moved_back() -> None:
    world = World()
    hint = world.upload()
    die_in_the_engine(world, hint, last=True)
    world.clock.time += 3 * MINUTE
    sweep(world)

    world.deliver_until_settled([hint])
    world.publish()

    world.assert_truthful()
    assert [event.kind for event in world.sink.events] == ["FAILED", "ANALYZED"]


@pytest.mark.parametrize(
    ("last", "after"), [(True, MINUTE), (False, 3 * MINUTE), (False, 6 * HOUR)]
)
def test_image_waits_while_a_worker_or_another_delivery_may_still_finish_it(
    last: bool, after: timedelta
) -> None:
    world = World()
    die_in_the_engine(world, world.upload(), last=last)
    before = world.record()
    world.clock.time += after

    assert sweep(world) is ImageOutcome.UNCHANGED
    assert world.record() == before


@pytest.mark.parametrize("released", [True, False])
def test_image_has_failed_when_its_message_did_not_come_again_for_hours(released: bool) -> None:
    world = World()
    hint = world.upload()
    if released:
        world.engine.failures = [AnalysisFailed(FailureCode.ENGINE_THROTTLED)]
        with pytest.raises(AnalysisFailed):
            world.handle(hint)
    else:
        die_in_the_engine(world, hint, last=False)
    world.clock.time += 6 * HOUR + MINUTE

    assert sweep(world) is ImageOutcome.FAILED
    assert image_in(world.record()).failure == BROKEN_OFF


def test_newer_upload_is_left_to_its_own_message() -> None:
    world = World()
    die_in_the_engine(world, world.upload(), last=True)
    newer = world.upload()
    world.clock.time += 3 * MINUTE

    assert sweep(world) is ImageOutcome.UNCHANGED
    world.deliver_until_settled([newer])
    world.publish()

    world.assert_truthful()
    assert [event.kind for event in world.sink.events] == ["ANALYZED"]


def test_sweep_leaves_a_tombstone_when_no_event_reported_the_removal() -> None:
    world = World()
    die_in_the_engine(world, world.upload(), last=True)
    world.delete()
    world.clock.time += 3 * MINUTE

    assert sweep(world) is ImageOutcome.REMOVED
    assert isinstance(world.record().state, Tombstone)


def test_faces_stay_readable_when_another_analysis_of_the_same_version_broke_off() -> None:
    world = World()
    before = world.upload_and_settle()
    request = ReanalysisRequest(image_id=before.id, if_revision=before.revision)
    die_in_the_engine(world, request, last=True)
    world.clock.time += 3 * MINUTE

    sweep(world)
    world.publish()

    image = image_in(world.record())
    assert (image.status, image.face_count) == (ImageStatus.FAILED, 1)
    assert world.record().face_set == before.face_set
    assert world.faces.sets == {before.face_set}


@pytest.mark.parametrize(
    "record",
    [
        a_record(),
        a_record(an_image()),
        a_record(an_image(), lease=a_lease()),
        a_record(an_image(), lease=a_lease(until=NOW - 7 * HOUR), expires_at=NOW),
    ],
    ids=["settled", "announced", "being worked on", "expired"],
)
def test_record_that_needs_no_sweep_is_left_alone(record: ImageRecord) -> None:
    world = World()
    stored = world.records.add(record)
    world.upload()

    assert sweep(world) is ImageOutcome.UNCHANGED
    assert world.records.stored == {record.id: stored}


def test_worker_that_is_late_is_not_overwritten() -> None:
    world = World()
    hint = world.upload()
    die_in_the_engine(world, hint, last=True)
    world.clock.time += 3 * MINUTE

    def finish() -> None:
        world.deliver_until_settled([hint])

    sweeper = replace(world.sweeper(), objects=Tapped(world.objects, before=finish))

    assert sweeper.sweep(world.record().id) is ImageOutcome.UNCHANGED
    assert image_in(world.record()).status is ImageStatus.ANALYZED


@pytest.mark.parametrize("late", [False, True], ids=["before its effect", "after its effect"])
def test_no_image_stays_pending_wherever_the_last_attempt_ends(late: bool) -> None:
    for interruption in interruptions(Crash, late):
        world = World()
        hint = world.upload()
        wrapped: Wrap = interruption.wrap
        try:
            world.handle(hint, wrapped, last=True)
        except (Crash, LeaseLost):
            world.clock.time += 3 * MINUTE
            for unfinished in [*world.records.overdue(world.clock.time)]:
                world.sweeper().sweep(unfinished)
            world.publish()
        if world.records.stored:
            image = image_in(world.record())
            assert image.status in (ImageStatus.ANALYZED, ImageStatus.FAILED)
            assert world.record().lease is None

        world.deliver_until_settled([hint])
        world.publish()
        world.assert_truthful()


def a_sweep(world: World, objects: FakeObjects | Tapped) -> Sweep:
    sweeper = replace(world.sweeper(), objects=objects)
    return Sweep(records=world.records, sweeper=sweeper, now=world.clock)


def three_overdue() -> World:
    world = World()
    for name in "abc":
        die_in_the_engine(world, world.upload(key=f"uploads/ana/{name}.jpg"), last=True)
    world.clock.time += 3 * MINUTE
    return world


def test_image_that_cannot_be_judged_does_not_hold_up_others() -> None:
    world = three_overdue()
    interruption = Interruption(at=2, error=PortFailure, late=False)

    with pytest.raises(SweepIncomplete, match="1 images"):
        a_sweep(world, interruption.wrap(world.objects)).run(world.clock.time + MINUTE)

    assert len([*world.records.overdue(world.clock.time)]) == 1
    assert a_sweep(world, world.objects).run(world.clock.time + MINUTE) == 1


def test_sweep_leaves_the_rest_to_the_next_when_its_time_is_up() -> None:
    world = three_overdue()

    assert a_sweep(world, world.objects).run(world.clock.time) == 0
    assert len([*world.records.overdue(world.clock.time)]) == 3
