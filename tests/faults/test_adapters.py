import pytest

from tests.faults.aws_backend import adapters_over
from tests.faults.bench import Bench
from tests.faults.oracle import complaints_of
from tests.support.simulated_aws import simulated_aws
from tests.support.simulation.schedule import Schedule, schedule_of

_SCHEDULES = 100
_BLOCK = 20
_MOST_OPERATIONS = 4  # one call of moto takes as long as a whole schedule over fakes


def short_schedules() -> list[Schedule]:
    schedules = map(schedule_of, range(10_000, 12_000))
    short = [s for s in schedules if 2 <= len(s.operations) <= _MOST_OPERATIONS]
    return short[:_SCHEDULES]


@pytest.mark.parametrize("first", range(0, _SCHEDULES, _BLOCK))
def test_every_schedule_ends_in_a_truthful_state_over_the_adapters(first: int) -> None:
    for schedule in short_schedules()[first : first + _BLOCK]:
        with simulated_aws() as aws:
            bench = Bench(schedule, adapters_over(aws))
            found = complaints_of(bench)

        assert not found, f"seed {schedule.seed}: {found}\n{bench.steps}"
