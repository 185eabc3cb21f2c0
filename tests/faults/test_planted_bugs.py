"""The bench finds each planted bug soon, and shows it in few steps."""

from dataclasses import replace

import pytest

from tests.faults import bugs
from tests.faults.bench import Bench, Parts
from tests.faults.shrinking import Failing, failing, shortest_failing
from tests.support.simulation.schedule import schedule_of

_MAX_SEEDS = 2_000
_MAX_STEPS = 12


def first_found(bug: Parts, rule: str) -> Failing:
    for seed in range(_MAX_SEEDS):
        found = failing(schedule_of(seed), bug)
        if found and found.complaints[0].startswith(f"{rule}:"):
            shortest = shortest_failing(seed, bug)
            assert shortest
            return shortest
    raise AssertionError(f"not found in {_MAX_SEEDS} schedules")


@pytest.mark.parametrize(
    ("bug", "rule"),
    [
        (bugs.LOOK_BEFORE_READ_UNGUARDED, "untrue"),
        (bugs.NO_LEASE_GUARD, "revision"),
        (bugs.PUBLISH_BEFORE_COMMIT, "false"),
        (bugs.SWALLOWED_ERROR, "no faces"),
        (bugs.EVERYTHING_REFUSED, "refused"),
        (bugs.EVERYTHING_THROTTLED, "given up"),
        (bugs.IMPATIENT, "refused"),
        (bugs.NO_FACES_PUBLISHED, "no faces"),
        (bugs.LEFT_TO_THE_SWEEP, "unreported"),
        (bugs.NO_REPORT_BEFORE_THE_CLAIM, "unreported"),
        (bugs.IGNORES_DELETIONS, "undeleted"),
        (bugs.IGNORES_REANALYSES, "unheeded"),
    ],
)
def test_planted_bug_is_found_and_shown_in_few_steps(bug: Parts, rule: str) -> None:
    found = first_found(bug, rule)
    again = failing(found.schedule, bug)

    assert len(found.steps) <= _MAX_STEPS
    assert again
    assert (again.complaints, again.steps) == (found.complaints, found.steps)
    assert failing(found.schedule) is None  # without the bug, the schedule has no complaints


def test_recorded_faults_repeat_the_same_run() -> None:
    for seed in range(20):
        first = Bench(schedule_of(seed))
        first.run()
        again = Bench(replace(first.schedule, faults=tuple(first.faults.happened)))
        again.run()

        assert again.steps == first.steps
        assert again.stream.changes == first.stream.changes
