import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.model.stored_object import Hint, ReanalysisRequest
from core.use_cases.analysis import Busy, ImageOutcome
from tests.support.world import World

COPIES = 5
PATIENCE_S = 20


def deliver_at_once(world: World, hint: Hint, copies: int) -> list[ImageOutcome | None]:
    """Delivers all copies at once, in threads. None: the copy met another worker's lease.
    The engine answers once all other copies have given up."""
    others_are_done = threading.Semaphore(0)

    def wait_for_the_others() -> None:
        for _ in range(copies - 1):
            assert others_are_done.acquire(timeout=PATIENCE_S)

    def deliver(_: int) -> ImageOutcome | None:
        try:
            return world.handle(hint)
        except Busy:
            others_are_done.release()
            return None

    world.engine.before_answering = wait_for_the_others
    with ThreadPoolExecutor(copies) as pool:
        return list(pool.map(deliver, range(copies)))


@pytest.mark.parametrize("attempt", range(10))
def test_five_copies_at_once_are_paid_for_once(attempt: int) -> None:
    world = World()

    outcomes = deliver_at_once(world, world.upload(), COPIES)
    world.publish()

    assert sorted(map(str, outcomes)) == [ImageOutcome.ANALYZED, *["None"] * 4], attempt
    assert len(world.engine.calls) == 1
    world.assert_truthful()


def test_five_copies_of_a_request_at_once_are_paid_for_once() -> None:
    world = World()
    record = world.upload_and_settle()
    request = ReanalysisRequest(image_id=record.id, if_revision=record.revision)

    outcomes = deliver_at_once(world, request, COPIES)
    world.publish()

    assert outcomes.count(ImageOutcome.ANALYZED) == 1
    assert len(world.engine.calls) == 2
    world.assert_truthful()
