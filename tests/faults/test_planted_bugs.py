"""The bench finds what it is there to find, soon, and shows it in few steps."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest

from tests.faults import bugs
from tests.faults.bench import Bench
from tests.faults.schedule import schedule_of
from tests.faults.shrinking import Failing, failing, shortest_failing

_MAX_SEEDS = 2_000
_MAX_STEPS = 12


def first_found(rule: str) -> Failing:
    for seed in range(_MAX_SEEDS):
        found = failing(schedule_of(seed))
        if found and found.complaints[0].startswith(f"{rule}:"):
            shortest = shortest_failing(seed)
            assert shortest
            return shortest
    raise AssertionError(f"not found in {_MAX_SEEDS} schedules")


@pytest.mark.parametrize(
    ("bug", "rule"),
    [
        (bugs.look_before_read_unguarded, "untrue"),
        (bugs.no_lease_guard, "revision"),
        (bugs.publish_before_commit, "false"),
        (bugs.swallowed_error, "no faces"),
        (bugs.everything_refused, "refused"),
        (bugs.everything_throttled, "given up"),
        (bugs.impatient, "refused"),
        (bugs.no_faces_told, "no faces"),
        (bugs.left_to_the_sweep, "silent"),
        (bugs.silent_before_the_claim, "silent"),
        (bugs.deaf_to_deletions, "undeleted"),
        (bugs.deaf_to_reanalyses, "unheeded"),
    ],
)
def test_planted_bug_is_found_and_shown_in_few_steps(
    bug: Callable[[], AbstractContextManager[None]], rule: str
) -> None:
    with bug():
        found = first_found(rule)
        again = failing(found.schedule)

    assert len(found.steps) <= _MAX_STEPS
    assert again
    assert (again.complaints, again.steps) == (found.complaints, found.steps)
    assert failing(found.schedule) is None  # it is the bug, not the bench


def test_faults_that_happened_make_the_same_run_again() -> None:
    for seed in range(20):
        first = Bench(schedule_of(seed))
        first.run()
        again = Bench(replace(first.schedule, faults=tuple(first.faults.happened)))
        again.run()

        assert again.steps == first.steps
        assert again.stream.changes == first.stream.changes
