from pathlib import Path

import pytest

from infrastructure.distributions import build


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the packages that `make dist` builds."""
    folder = tmp_path_factory.mktemp("dist")
    build(folder)
    return folder
