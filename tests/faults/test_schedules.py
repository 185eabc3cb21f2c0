import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.shrinking import shortest_failing

SCHEDULES = int(os.environ.get("SCHEDULES", "2000"))
_BLOCK = 250
_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("first", range(0, SCHEDULES, _BLOCK))
def test_every_schedule_ends_in_a_truthful_state(first: int) -> None:
    for seed in range(first, min(first + _BLOCK, SCHEDULES)):
        found = shortest_failing(seed)
        assert found is None, f"\n{found}"


def test_soak_plays_the_given_number_of_schedules() -> None:
    command = [sys.executable, "-m", "tests.faults", "--schedules", "3"]

    run = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)

    assert run.stdout == "3 schedules ended in the truth\n"
