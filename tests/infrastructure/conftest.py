"""Each stage is synthesized once; tests of what holds for both stages use `stack`."""

import pytest

from infrastructure.synthesis import synthesize
from tests.support.synthesized import Synthesized

STAGES = ("dev", "prod")


@pytest.fixture(scope="session")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Synthesized]:
    folders = {stage: tmp_path_factory.mktemp(stage) for stage in STAGES}
    for stage, folder in folders.items():
        synthesize(folder, {"STAGE": stage})
    return {stage: Synthesized(stage, folder) for stage, folder in folders.items()}


@pytest.fixture(scope="session")
def dev(stacks: dict[str, Synthesized]) -> Synthesized:
    return stacks["dev"]


@pytest.fixture(scope="session")
def prod(stacks: dict[str, Synthesized]) -> Synthesized:
    return stacks["prod"]


@pytest.fixture(scope="session", params=STAGES)
def stack(request: pytest.FixtureRequest, stacks: dict[str, Synthesized]) -> Synthesized:
    return stacks[request.param]


@pytest.fixture(scope="session", params=STAGES)
def console(request: pytest.FixtureRequest, stacks: dict[str, Synthesized]) -> Synthesized:
    """The stack of the web page."""
    return Synthesized(request.param, stacks[request.param].folder, "-console")
