"""How pytest-xdist distributes this suite."""

import os

import pytest


def test_tests_of_a_group_run_in_one_process(request: pytest.FixtureRequest) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("Only one process runs, so there are no groups.")

    assert "@" in request.node.nodeid, (
        "pytest-xdist ignores the groups of conftest.py, so each process starts every laptop: edit"
        " the versions of pytest and pytest-xdist in pyproject.toml, then run `make locks`."
    )
