import random
from datetime import timedelta

import pytest

from core.model.failure import AnalysisFailed, FailureCode, failure
from core.model.image import Image, ImageStatus, image_id
from core.model.stored_object import ReanalysisRequest
from core.use_cases.analysis import ImageOutcome
from tests.support.builders import BUCKET, KEY, MINUTE
from tests.support.fakes import FakeEngine
from tests.support.simulation.interleaving import Interleaving
from tests.support.simulation.ports import Crash, Interruption, PortFailure
from tests.support.world import World

OTHER_KEY = "uploads/ana/other.jpg"
BENS_KEY = "uploads/ben/portrait.jpg"
DAY = timedelta(days=1)


def throttled() -> AnalysisFailed:
    return AnalysisFailed(FailureCode.ENGINE_THROTTLED)


def counted(world: World, owner: str = "ana") -> int:
    return sum(count for (whose, _), count in world.counts.counted.items() if whose == owner)


def image_of(world: World, key: str = KEY) -> Image:
    state = world.record(key).state
    assert isinstance(state, Image)
    return state


def test_image_over_the_daily_allowance_fails_without_a_paid_call() -> None:
    world = World(images_per_day=1)
    world.upload_and_settle()

    outcome = world.handle(world.upload(key=OTHER_KEY))

    image = image_of(world, OTHER_KEY)
    assert outcome is ImageOutcome.CAPPED
    assert (image.status, image.failure) == (
        ImageStatus.FAILED,
        failure(FailureCode.QUOTA_EXCEEDED),
    )
    assert image.failure
    assert image.failure.retryable
    assert world.record(OTHER_KEY).lease is None
    assert [version.key for version in world.engine.calls] == [KEY]
    assert counted(world) == 1


def test_owners_have_allowances_of_their_own() -> None:
    world = World(images_per_day=1)
    world.upload_and_settle()
    world.upload_and_settle(key=BENS_KEY)

    assert image_of(world, BENS_KEY).status is ImageStatus.ANALYZED


def test_refused_image_is_analyzed_the_next_day_when_it_is_asked_for_again() -> None:
    world = World(images_per_day=1)
    world.upload_and_settle()
    world.handle(world.upload(key=OTHER_KEY))
    world.clock.pass_until(world.clock.time + DAY)

    request = ReanalysisRequest(image_id=image_id(BUCKET, OTHER_KEY), if_revision=1)

    assert world.handle(request) is ImageOutcome.ANALYZED
    assert image_of(world, OTHER_KEY).failure is None


def test_image_that_was_analyzed_keeps_its_faces_when_another_analysis_is_refused() -> None:
    world = World(images_per_day=1)
    before = world.upload_and_settle()

    world.handle(ReanalysisRequest(image_id=before.id, if_revision=1))

    assert world.record().face_set == before.face_set
    assert image_of(world).status is ImageStatus.FAILED
    assert len(world.engine.calls) == 1


def test_rejected_image_is_not_counted() -> None:
    world = World(images_per_day=1)

    world.handle(world.upload(b"text"))

    assert counted(world) == 0


def test_repeated_event_is_not_counted() -> None:
    world = World(images_per_day=5)
    hint = world.upload()

    for _ in range(3):
        world.handle(hint)

    assert counted(world) == 1


@pytest.mark.parametrize("error", [throttled(), PortFailure()])
def test_image_is_counted_once_when_attempts_fail(error: Exception) -> None:
    world = World(engine=FakeEngine(failures=[error, error]), images_per_day=1)
    hint = world.upload()
    for _ in range(2):
        with pytest.raises(type(error)):
            world.handle(hint)

    assert world.handle(hint) is ImageOutcome.ANALYZED
    assert counted(world) == 1


def test_counted_image_is_analyzed_although_others_have_spent_the_day_meanwhile() -> None:
    world = World(engine=FakeEngine(failures=[throttled()]), images_per_day=2)
    hint = world.upload()
    with pytest.raises(AnalysisFailed):
        world.handle(hint)
    world.upload_and_settle(key=OTHER_KEY)

    assert world.handle(hint) is ImageOutcome.ANALYZED
    assert counted(world) == 2


def test_newer_version_is_counted_beside_the_one_that_failed() -> None:
    world = World(engine=FakeEngine(failures=[throttled()]), images_per_day=2)
    with pytest.raises(AnalysisFailed):
        world.handle(world.upload())

    assert world.handle(world.upload()) is ImageOutcome.ANALYZED
    assert counted(world) == 2


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("at", range(1, 9))
def test_image_is_counted_before_it_is_paid_for_wherever_its_worker_dies(
    at: int, late: bool
) -> None:
    world = World(images_per_day=5)
    hint = world.upload()
    interruption = Interruption(at, Crash, late)
    try:
        world.handle(hint, interruption.wrap)
    except Crash:
        assert counted(world) >= len(world.engine.calls)
    world.clock.pass_until(world.clock.time + 2 * MINUTE)

    world.deliver_until_settled([hint])

    assert image_of(world).status is ImageStatus.ANALYZED
    assert len(world.engine.calls) <= counted(world) <= 2


@pytest.mark.parametrize("seed", range(20))
def test_one_of_two_concurrent_workers_is_admitted_at_the_cap(seed: int) -> None:
    world = World(images_per_day=1)
    hints = [world.upload(), world.upload(key=OTHER_KEY)]
    choose = random.Random(seed).randrange

    Interleaving(choose).run(
        [lambda wrap, hint=hint: world.handle(hint, wrap) for hint in hints]  # type: ignore[misc]
    )

    statuses = sorted([image_of(world).status, image_of(world, OTHER_KEY).status])
    assert statuses == [ImageStatus.ANALYZED, ImageStatus.FAILED]
    assert len(world.engine.calls) == counted(world) == 1
