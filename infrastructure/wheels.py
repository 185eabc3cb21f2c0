"""Locked packages, installed without Docker for the Python that will import them."""

import hashlib
import subprocess
import sys
import sysconfig
import tempfile
from enum import StrEnum
from pathlib import Path

import uv

LAMBDA_PYTHON = "3.13"
_LAMBDA_PLATFORM = "aarch64-manylinux_2_28"  # Amazon Linux 2023, for Python 3.12 and newer
_CACHE = Path(__file__).parents[1] / ".build" / "wheels"


class BundleTarget(StrEnum):
    """Where the functions run. HOST: this machine's Python, which an emulated Lambda uses."""

    LAMBDA = "lambda"
    HOST = "host"

    @property
    def tag(self) -> str:
        if self is BundleTarget.LAMBDA:
            return f"python{LAMBDA_PYTHON}-{_LAMBDA_PLATFORM}"
        return f"python{sys.version_info[0]}.{sys.version_info[1]}-{sysconfig.get_platform()}"


class InstallFailed(Exception):
    """A locked package has no wheel for the target, or could not be fetched."""


def installed(lock: Path, target: BundleTarget, cache: Path = _CACHE) -> Path:
    """A folder in the cache with the lock's packages, installed at the first call.

    Raises InstallFailed.
    """
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:16]
    folder = cache / f"{target.tag}-{digest}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as work:
            fresh = Path(work) / "wheels"
            _install(lock, target, fresh)
            try:
                fresh.rename(folder)
            except OSError:
                if not folder.is_dir():  # otherwise another process was faster
                    raise
    return folder


def _install(lock: Path, target: BundleTarget, folder: Path) -> None:
    command = [uv.find_uv_bin(), "pip", "install", "--quiet", "--system-certs"]
    command += ["--python", sys.executable, "--requirements", str(lock), "--target", str(folder)]
    command += ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    if target is BundleTarget.LAMBDA:
        command += ["--python-version", LAMBDA_PYTHON, "--python-platform", _LAMBDA_PLATFORM]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode:
        raise InstallFailed(f"{lock} for {target.tag}:\n{run.stderr.strip()}")
    (folder / ".lock").unlink(missing_ok=True)  # uv's lock against two installs at once
