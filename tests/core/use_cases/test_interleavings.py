import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def uploader(world: World, body: bytes = b"picture") -> Actor:
    def act(wrap: Wrap) -> None:
        wrap(world.objects).put(KEY, body)

    return act


def deleter(world: World) -> Actor:
    def act(wrap: Wrap) -> None:
        wrap(world.objects).delete(KEY)

    return act


def user_who_deletes(world: World) -> Actor:
    return lambda wrap: world.catalog(wrap).delete_image(ANA, world.record().id)


def user_who_asks_again(world: World) -> Actor:
    return lambda wrap: world.catalog(wrap).reanalyze_image(ANA, world.record().id)


def hasty_sweeper(world: World) -> Actor:
    """Its clock is so far ahead that it takes every lease for one that nobody will settle."""
    return lambda wrap: world.sweeper(wrap, after=timedelta(days=1)).sweep(world.record().id)


ACTORS: dict[str, Callable[[World], Actor]] = {
    "upload": uploader,
    "upload text": lambda world: uploader(world, b"text"),
    "delete": deleter,
    "delete image": user_who_deletes,
    "reanalyze": user_who_asks_again,
    "sweep": hasty_sweeper,
}


def run_side_by_side(actors: list[Actor], schedule: random.Random) -> None:
    errors = Interleaving(schedule.randrange).run(actors)
    unexpected = [error for error in errors if error and not isinstance(error, SETTLES_LATER)]
    assert unexpected == []


def bring_everything_again(world: World, schedule: random.Random) -> None:
    hints: list[Hint] = [*world.objects.events, *world.queue.sent]
    world.deliver_until_settled(schedule.sample(hints, len(hints)))
    world.publish()


@pytest.mark.slow
@settings(max_examples=400)
@given(
    doings=st.lists(st.sampled_from(sorted(ACTORS)), min_size=1, max_size=3),
    lifecycle_event=st.booleans(),
    schedule=st.randoms(use_true_random=False),
)
def test_record_says_what_is_in_the_bucket_whatever_the_order_of_the_workers_steps(
    doings: list[str], lifecycle_event: bool, schedule: random.Random
) -> None:
    world = World()
    world.upload_and_settle()
    for doing in schedule.sample(doings, schedule.randint(0, len(doings))):
        run_side_by_side([ACTORS[doing](world)], schedule)
    unseen: list[Hint] = [*world.objects.events[1:]]
    if lifecycle_event:
        unseen.append(a_hint(number=None))

    hints: list[Hint] = [*unseen, *world.queue.sent]
    workers = [worker(world, hint) for hint in schedule.choices(hints, k=3)] if hints else []
    run_side_by_side([*workers, *(ACTORS[doing](world) for doing in doings)], schedule)
    bring_everything_again(world, schedule)

    world.assert_truthful()


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
