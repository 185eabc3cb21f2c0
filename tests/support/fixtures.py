"""Fixtures of more than one folder; a folder's conftest.py imports those that it offers."""

from collections.abc import Iterator

import pytest

from tests.support.simulated_aws import SimulatedAws, simulated_aws


@pytest.fixture
def aws() -> Iterator[SimulatedAws]:
    with simulated_aws() as aws:
        yield aws
