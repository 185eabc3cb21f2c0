from collections.abc import Iterator

import pytest

from tests.simulated_aws import SimulatedAws, simulated_aws


@pytest.fixture
def aws() -> Iterator[SimulatedAws]:
    with simulated_aws() as aws:
        yield aws
