"""The npm packages of the lock, installed once for as long as the lock stays as it is."""

import os
import subprocess
from pathlib import Path

from infrastructure.node import TRUSTING_THE_SYSTEM, node_executable, npx_script

FOLDER = Path(__file__).parent
LOCK = "package-lock.json"
_INSTALLED = "node_modules/.installed-lock.json"
_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


class NotInstalled(Exception):
    """npm could not install the packages; the text says why."""


def install_packages(folder: Path = FOLDER) -> None:
    """Raises NotInstalled."""
    lock, installed = folder / LOCK, folder / _INSTALLED
    if installed.exists() and installed.read_bytes() == lock.read_bytes():
        return
    npm = npx_script().with_name("npm-cli.js")
    run = subprocess.run(
        [node_executable(), npm, "ci", *_OPTIONS],
        cwd=folder,
        env=os.environ | TRUSTING_THE_SYSTEM,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise NotInstalled(f"npm could not install the packages of {lock}: {_reason(run.stderr)}")
    installed.write_bytes(lock.read_bytes())


def _reason(complaint: str) -> str:
    lines = [line.removeprefix("npm error ") for line in complaint.splitlines()]
    return next((line for line in lines if "failed" in line), " ".join(lines[:1]))
