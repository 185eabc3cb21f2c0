from collections.abc import Callable
from contextlib import suppress

import pytest

from core.model.stored_object import Hint, ReanalysisRequest
from core.use_cases.analysis import LeaseLost
from tests.support.simulation.ports import Crash, PortFailure, Tapped, interruptions
from tests.support.world import ANA, World

Scenario = Callable[[World], Hint]


def a_first_upload(world: World) -> Hint:
    return world.upload()


def an_overwrite(world: World) -> Hint:
    world.upload_and_settle()
    return world.upload()


def a_rejected_upload(world: World) -> Hint:
    world.upload_and_settle()
    return world.upload(b"text")


def a_removal(world: World) -> Hint:
    world.upload_and_settle()
    return world.delete()


def an_upload_after_a_removal(world: World) -> Hint:
    world.upload_and_settle()
    world.deliver_until_settled([world.delete()])
    return world.upload()


def a_request(world: World) -> Hint:
    record = world.upload_and_settle()
    return ReanalysisRequest(image_id=record.id, if_revision=record.revision)


SCENARIOS = [
    *(a_first_upload, an_overwrite, a_rejected_upload, a_removal),
    *(an_upload_after_a_removal, a_request),
]


@pytest.mark.parametrize("late", [False, True], ids=["before its effect", "after its effect"])
@pytest.mark.parametrize("error", [PortFailure, Crash])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_record_is_truthful_after_a_redelivery_wherever_the_worker_broke_off(
    scenario: Scenario, error: type[BaseException], late: bool
) -> None:
    breaks = 0
    for interruption in interruptions(error, late):
        world = World()
        hint = scenario(world)
        paid_before = len(world.engine.calls)
        try:
            world.handle(hint, interruption.wrap)
        except (PortFailure, Crash, LeaseLost):
            breaks += 1

        world.deliver_until_settled([hint])
        world.publish()

        world.assert_truthful()
        assert len(world.engine.calls) - paid_before <= 2
    assert breaks >= 3


@pytest.mark.parametrize("error", [PortFailure, Crash])
@pytest.mark.parametrize("late", [False, True], ids=["before its effect", "after its effect"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.__name__)
def test_every_revision_is_published_and_no_faces_are_left_after_the_publisher_broke_off(
    scenario: Scenario, error: type[BaseException], late: bool
) -> None:
    for interruption in interruptions(error, late):
        world = World()
        world.deliver_until_settled([scenario(world)])
        with suppress(PortFailure, Crash):
            world.publish(interruption.wrap)
        world.publish()

        world.assert_truthful()
        assert {event.revision for event in world.sink.events} == set(
            range(1, world.record().revision + 1)
        )


@pytest.mark.parametrize("late", [False, True], ids=["before its effect", "after its effect"])
def test_deletion_that_breaks_off_is_completed_by_the_buckets_own_events(late: bool) -> None:
    for interruption in interruptions(Crash, late):
        world = World()
        record = world.upload_and_settle()
        with suppress(Crash):
            world.catalog(interruption.wrap).delete_image(ANA, record.id)

        world.deliver_until_settled(world.objects.events)
        world.publish()

        world.assert_truthful()


def test_faces_that_a_dying_worker_stored_after_it_lost_its_lease_go_with_its_message() -> None:
    world = World()
    hint = world.upload()

    def delete_and_publish() -> None:
        world.deliver_until_settled([world.delete()])
        world.publish()

    def die_with_faces_stored() -> None:
        if world.faces.stored:
            raise Crash

    world.engine.before_answering = delete_and_publish
    with pytest.raises(Crash):
        world.handle(hint, lambda port: Tapped(port, after=die_with_faces_stored))
    assert world.faces.stored

    world.deliver_until_settled([hint])

    world.assert_truthful()
