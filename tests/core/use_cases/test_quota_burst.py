"""A thousand images at once, with an engine that accepts five calls in any second."""

import pytest

from core.use_cases.schedule import batches_at_once
from tests.support.simulation.burst import Burst, Luck

IMAGES = 1000
TPS = 5
MAX_RECEIVE_COUNT = 12  # a message that is received more often is a dead letter

LUCK = {
    "usual": Luck(),
    "uneven pollers": Luck(batch=(1, 10), between_batches_s=(0.05, 2)),
    "small batches": Luck(batch=(1, 5), between_batches_s=(0.05, 1)),
    "slow engine and starts": Luck(engine_s=(1, 3), cold_start_s=(2, 4)),
    "late calls": Luck(on_the_way_s=(0.002, 0.03), late_share=0.01),
}


def run(luck: Luck, seed: int = 1, tps: int = TPS, quota_tps: int | None = None) -> Burst:
    burst = Burst(images=IMAGES, tps=tps, luck=luck, seed=seed, quota_tps=quota_tps)
    burst.run()
    return burst


def assert_nothing_is_lost_or_analyzed_twice(burst: Burst) -> None:
    assert sorted(burst.analyzed) == list(range(IMAGES))
    assert max(burst.receives.values()) < MAX_RECEIVE_COUNT


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", LUCK)
def test_burst_uses_the_quota_and_wastes_few_calls(name: str, seed: int) -> None:
    burst = run(LUCK[name], seed)

    assert burst.quota_share >= 0.95
    assert burst.throttled_share <= 0.05
    assert_nothing_is_lost_or_analyzed_twice(burst)


def test_burst_uses_a_raised_quota_as_well() -> None:
    burst = run(Luck(), tps=50)

    assert burst.quota_share >= 0.95
    assert burst.throttled_share <= 0.05
    assert_nothing_is_lost_or_analyzed_twice(burst)


def test_nothing_is_lost_when_workers_die_with_their_moments_taken() -> None:
    burst = run(Luck(killed_share=0.05))

    assert burst.throttled_share <= 0.05
    assert max(burst.receives.values()) > 1
    assert_nothing_is_lost_or_analyzed_twice(burst)


def test_nothing_is_lost_when_the_quota_is_smaller_than_the_setting() -> None:
    burst = run(Luck(), quota_tps=3)

    assert burst.throttled_share > 0.2
    assert_nothing_is_lost_or_analyzed_twice(burst)


@pytest.mark.parametrize(("tps", "batches"), [(0, 3), (1, 2), (5, 6), (50, 46), (1000, 901)])
def test_batches_at_once_follow_from_the_quota_within_what_sqs_takes(
    tps: int, batches: int
) -> None:
    assert batches_at_once(tps, 10) == batches
