from datetime import timedelta

import pytest

from core.ports import EngineSchedule
from tests.support.builders import MINUTE, NOW, SECOND

LATEST = NOW + 30 * SECOND


def test_first_call_is_made_at_once(schedule: EngineSchedule) -> None:
    assert schedule.take(NOW, LATEST) == NOW


def test_calls_follow_one_another_an_interval_apart(schedule: EngineSchedule) -> None:
    taken = [schedule.take(NOW + n * SECOND / 10, LATEST) for n in range(5)]

    assert taken == [NOW + n * SECOND for n in range(5)]


def test_moments_that_have_passed_are_not_given_any_more(schedule: EngineSchedule) -> None:
    schedule.take(NOW, LATEST)
    later = NOW + MINUTE

    taken = [schedule.take(later, later + MINUTE) for _ in range(2)]

    assert taken == [later, later + SECOND]


def test_moment_that_is_too_late_is_refused_and_stays_free(schedule: EngineSchedule) -> None:
    taken = [schedule.take(NOW, LATEST) for _ in range(31)]

    assert schedule.take(NOW, LATEST) is None
    assert taken[-1] == LATEST
    assert schedule.take(NOW, LATEST + SECOND) == LATEST + SECOND


def test_moment_is_refused_when_the_latest_has_passed(schedule: EngineSchedule) -> None:
    assert schedule.take(LATEST + SECOND, LATEST) is None
    assert schedule.take(NOW, LATEST) == NOW


@pytest.mark.parametrize("off", [timedelta(days=1), 10 * MINUTE])
def test_moment_that_a_wrong_clock_put_far_ahead_delays_no_other_call(
    schedule: EngineSchedule, off: timedelta
) -> None:
    schedule.take(NOW + off, NOW + off + MINUTE)

    assert schedule.take(NOW, LATEST) == NOW
    assert schedule.take(NOW, LATEST) == NOW + SECOND
