import json
import shutil
import sys
from pathlib import Path

import pytest
from rekognition_tests.photos import group_of

from infrastructure.npm import install_packages
from tests.support.pages import ROOT
from tests.support.system.people import Person
from tests.support.system.system import System

# The examples' packages are installed here already, in the same versions (test_manifests.py).
PACKAGES = {"aws-amplify": ROOT / "tests" / "clients", "vite": ROOT / "console"}


@pytest.fixture
def clone(system: System, tmp_path: Path) -> Path:
    """A folder like a reader's clone once `make run` is up, and a photo."""
    shutil.copytree(
        ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("node_modules")
    )
    (tmp_path / ".facegraph").mkdir()
    system.outputs.write(tmp_path / ".facegraph" / "outputs.json")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "photo.jpg").write_bytes(group_of(3, 3))
    return tmp_path


@pytest.fixture
def first_user(system: System) -> Person:
    """The user with whose credentials the examples sign in, or whose images they show."""
    outputs, user = system.outputs, system.outputs.users[0]
    return Person(
        name=user.username,
        sub=user.sub,
        token=user.id_token,
        graphql_url=outputs.graphql_url,
        realtime_url=outputs.realtime_url,
    )


@pytest.fixture
def installed(clone: Path) -> Path:
    """The clone after `npm install` in each example with a package.json."""
    for manifest in (clone / "examples").glob("*/package.json"):
        (manifest.parent / "node_modules").mkdir()
        for name in json.loads(manifest.read_text())["dependencies"]:
            install_packages(PACKAGES[name])
            package = PACKAGES[name] / "node_modules" / name
            (manifest.parent / "node_modules" / name).symlink_to(package)
    return clone
