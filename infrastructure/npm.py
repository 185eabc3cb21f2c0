"""npm, run by the Node from PyPI: installs locked packages and runs their scripts."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infrastructure.node import TRUSTING_THE_SYSTEM, node_executable, npx_script

LOCK = "package-lock.json"
_INSTALLED = "node_modules/.installed-lock.json"
_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_TIMEOUT_S = 600


class NpmFailed(Exception):
    """Packages could not be installed, or a script failed; the text says why."""


def install_packages(folder: Path) -> None:
    """Installs what the folder's lock names. Does nothing if the lock is unchanged.

    Raises NpmFailed.
    """
    lock, installed = folder / LOCK, folder / _INSTALLED
    with _held(folder):
        if installed.exists() and installed.read_bytes() == lock.read_bytes():
            return
        run = _npm(folder, "ci", *_OPTIONS)
        if run.returncode:
            raise NpmFailed(f"npm could not install the packages of {lock}: {_reason(run.stderr)}")
        installed.write_bytes(lock.read_bytes())


def run_script(folder: Path, script: str, *arguments: str) -> None:
    """Runs a script of package.json. Raises NpmFailed with the script's output."""
    run = _npm(folder, "run", "--silent", script, "--", *arguments)
    if run.returncode:
        said = f"{run.stdout}{run.stderr}".strip()
        raise NpmFailed(f"`npm run {script}` failed in {folder}:\n{said}")


def pack(folder: Path, destination: Path) -> None:
    """The folder's package as a .tgz file. Raises NpmFailed."""
    destination.mkdir(parents=True, exist_ok=True)
    run = _npm(folder, "pack", "--silent", "--pack-destination", str(destination))
    if run.returncode:
        raise NpmFailed(f"npm could not pack {folder}: {_reason(run.stderr)}")


def install_archive(archive: Path, folder: Path) -> None:
    """A packed package and what it depends on, into the folder's node_modules. Raises NpmFailed."""
    run = _npm(folder, "install", *_OPTIONS, "--prefer-offline", str(archive))
    if run.returncode:
        raise NpmFailed(f"npm could not install {archive}: {_reason(run.stderr)}")


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Two processes must not install into one folder: `npm ci` empties node_modules first."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _npm(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Puts the same Node first into the path of scripts."""
    path = os.pathsep.join([str(node_executable().parent), os.environ.get("PATH", os.defpath)])
    try:
        return subprocess.run(
            [node_executable(), npx_script().with_name("npm-cli.js"), *words],
            cwd=folder,
            env=os.environ | TRUSTING_THE_SYSTEM | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
            timeout=_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise NpmFailed(f"npm took longer than {_TIMEOUT_S} s in {folder}") from error


def _reason(complaint: str) -> str:
    lines = [line.removeprefix("npm error ") for line in complaint.splitlines()]
    return next((line for line in lines if "failed" in line), " ".join(lines[:1]))


def main() -> None:
    """`python -m infrastructure.npm FOLDER SCRIPT`."""
    folder, script = sys.argv[1:]
    try:
        install_packages(Path(folder))
        run_script(Path(folder), script)
    except NpmFailed as failure:
        sys.exit(str(failure))


if __name__ == "__main__":
    main()
