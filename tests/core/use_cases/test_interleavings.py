"""Orders of steps that a rule is about. The fault bench plays all others."""

import random

import pytest

from core.model.errors import ImageNotFound
from core.model.stored_object import Hint
from core.ports import ObjectGone
from core.use_cases.analysis import Busy, LeaseLost
from tests.support.builders import KEY, a_hint
from tests.support.simulation.interleaving import Actor, Interleaving
from tests.support.simulation.ports import Wrap
from tests.support.world import ANA, World

SETTLES_LATER = (Busy, LeaseLost, ObjectGone, ImageNotFound)


def worker(world: World, hint: Hint) -> Actor:
    return lambda wrap: world.handle(hint, wrap)


def user_who_deletes(world: World) -> Actor:
    return lambda wrap: world.catalog(wrap).delete_image(ANA, world.record().id)


def run_side_by_side(actors: list[Actor], schedule: random.Random) -> None:
    errors = Interleaving(schedule.randrange).run(actors)
    unexpected = [error for error in errors if error and not isinstance(error, SETTLES_LATER)]
    assert unexpected == []


def bring_everything_again(world: World, schedule: random.Random) -> None:
    hints: list[Hint] = [*world.objects.events, *world.queue.sent]
    world.deliver_until_settled(schedule.sample(hints, len(hints)))
    world.publish()


def test_version_is_paid_for_once_whatever_the_order_of_five_copies_steps() -> None:
    for seed in range(60):
        world = World()
        hint = world.upload()

        run_side_by_side([worker(world, hint)] * 5, random.Random(seed))
        bring_everything_again(world, random.Random(seed))

        assert len(world.engine.calls) == 1
        world.assert_truthful()


@pytest.mark.parametrize("steps_before", range(5))
def test_late_hint_without_a_sequencer_keeps_an_upload_that_came_during_its_look(
    steps_before: int,
) -> None:
    world = World()
    world.upload_and_settle()
    world.delete()

    def meanwhile(wrap: Wrap) -> None:
        wrap(world.objects).put(KEY, b"picture")
        world.deliver_until_settled(world.objects.events)

    schedule = iter([0] * steps_before + [1] * 99)
    Interleaving(lambda n: min(next(schedule), n - 1)).run(
        [worker(world, a_hint(number=None)), meanwhile]
    )

    world.publish()
    world.assert_truthful()


@pytest.mark.parametrize("steps_before", range(6))
def test_image_is_truthful_when_an_upload_lands_in_the_middle_of_its_deletion(
    steps_before: int,
) -> None:
    world = World()
    world.upload_and_settle()

    def meanwhile(wrap: Wrap) -> None:
        wrap(world.objects).put(KEY, b"picture")
        world.deliver_until_settled(world.objects.events)

    schedule = iter([0] * steps_before + [1] * 99)
    Interleaving(lambda n: min(next(schedule), n - 1)).run([user_who_deletes(world), meanwhile])

    world.publish()
    world.assert_truthful()
