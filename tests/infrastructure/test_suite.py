"""How pytest-xdist distributes this suite."""

import os

import pytest


def test_tests_that_share_the_machine_run_in_one_process(request: pytest.FixtureRequest) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("Only one process runs, so there are no groups.")

    assert request.node.nodeid.endswith("@the machine"), (
        "pytest-xdist ignores the groups of conftest.py, so two processes take the same ports and"
        " folders: edit the versions of pytest and pytest-xdist in pyproject.toml, then run"
        " `make locks`."
    )
