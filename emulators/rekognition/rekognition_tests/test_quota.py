import random

import pytest
from rekognition_emulator.errors import ThroughputExceeded
from rekognition_emulator.quota import Quota


def admitted(quota: Quota, *arrivals: float) -> list[float]:
    return [arrival for arrival in arrivals if _is_admitted(quota, arrival)]


def _is_admitted(quota: Quota, arrived_at: float) -> bool:
    try:
        quota.spend(arrived_at)
    except ThroughputExceeded:
        return False
    return True


def test_admits_as_many_calls_in_a_second_as_the_quota_allows() -> None:
    assert admitted(Quota(2), 0, 0.5, 0.9, 1, 1.4, 1.5) == [0, 0.5, 1, 1.5]


def test_refused_call_does_not_count() -> None:
    assert admitted(Quota(1), 0, 0.9, 1) == [0, 1]


def test_call_counts_by_its_arrival_when_it_is_handled_after_a_later_one() -> None:
    assert admitted(Quota(2), 0, 1.2, 0.6, 1.1, 1.7) == [0, 1.2, 0.6, 1.7]


@pytest.mark.parametrize("seed", range(20))
def test_no_second_has_more_calls_whatever_the_order(seed: int) -> None:
    numbers, quota, per_second = random.Random(seed), Quota(5), 5
    arrivals = [n / 10 + numbers.uniform(-0.3, 0.3) for n in range(200)]

    let_in = sorted(admitted(quota, *arrivals))

    assert len(let_in) > 60
    assert all(b - a >= 1 for a, b in zip(let_in, let_in[per_second:], strict=False))
