"""A copy of this repository, which a test may change."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from infrastructure.bundle import ROOT
from infrastructure.distributions import WHEELS
from infrastructure.npm import install_packages

_SHARED = (".venv", ".venv-codegen", ".build")  # files in .build are named by their content
_LONG_AGO_S = 946_684_800  # so that `make` finds the environments newer than their locks
_NODE_PACKAGES = ("clients/typescript", "console")


def copy_of_tree(folder: Path) -> Path:
    """A copy of the files that Git tracks or would add, with this tree's environments."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
            os.utime(folder / name, (_LONG_AGO_S, _LONG_AGO_S))
    for package in _NODE_PACKAGES:
        install_packages(ROOT / package)
    for name in (*_SHARED, *(f"{package}/node_modules" for package in _NODE_PACKAGES)):
        (folder / name).symlink_to(ROOT / name)
    return folder


def run_in(tree: Path, command: str) -> "subprocess.CompletedProcess[str]":
    """Runs a shell command in the copy; `stdout` has both streams."""
    return subprocess.run(
        ["sh", "-eu", "-c", command],
        cwd=tree,
        env=_environment(tree),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def _environment(tree: Path) -> Mapping[str, str]:
    """The environment without variables of `make` and pytest; the copy's packages come first."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "PYTEST_"))
    }
    paths = os.pathsep.join(str(tree / package) for package in WHEELS)
    return inherited | {"PYTHONPATH": paths, "PYTHON": sys.executable}
