"""The emulators' tests, run as their READMEs say: from the package's own folder."""

import os
import subprocess
import sys

import pytest

from infrastructure.bundle import ROOT
from infrastructure.distributions import WHEELS

EMULATORS = [folder for folder in WHEELS if folder.startswith("emulators/")]


@pytest.mark.slow
@pytest.mark.parametrize("folder", EMULATORS)
def test_tests_are_collected_from_the_folder_of_the_package(folder: str) -> None:
    environment = {n: v for n, v in os.environ.items() if not n.startswith("PYTEST_")}

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "--quiet"],
        cwd=ROOT / folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, f"{run.stdout[-2000:]}\nEdit {folder}/pyproject.toml."
