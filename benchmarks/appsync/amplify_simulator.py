"""The Amplify AppSync simulator, installed by npm when it is first wanted."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.appsync.shop import FIELDS, SCHEMA, Shop
from benchmarks.lab import free_ports
from benchmarks.worker import Worker, running_worker
from infrastructure.bundle import ROOT
from infrastructure.node import TRUSTING_THE_SYSTEM, node_executable, npx_script

NAME = "Amplify simulator"
_SOURCES = Path(__file__).parent / "amplify"
_INSTALLED = ROOT / ".build" / "amplify-simulator"
_INSTALL_TIMEOUT_S = 120


class SimulatorMissing(Exception):
    """npm did not install it; the text is what npm said."""


@contextmanager
def running_simulator(shop: Shop, folder: Path) -> Iterator[tuple[str, Worker]]:
    """Its address, and its process. Raises SimulatorMissing or WorkerFailed."""
    installed = _installed()
    command = [str(node_executable()), str(installed / "serve.js")]
    with running_worker(command, folder / "amplify-simulator.log") as worker:
        (port,) = free_ports(1)
        definition = {"schema": SCHEMA, "fields": FIELDS, "invokeUrl": shop.invoke_url}
        yield worker.ask({**definition, "port": port})["url"], worker


def _installed() -> Path:
    """Once for each state of the lock file."""
    lock, ready = _SOURCES / "package-lock.json", _INSTALLED / "installed-lock.json"
    if not ready.is_file() or ready.read_bytes() != lock.read_bytes():
        shutil.rmtree(_INSTALLED, ignore_errors=True)
        _INSTALLED.mkdir(parents=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_SOURCES / name, _INSTALLED)
        _run_npm()
        shutil.copy(lock, ready)
    shutil.copy(_SOURCES / "serve.js", _INSTALLED)
    return _INSTALLED


def _run_npm() -> None:
    npm = npx_script().with_name("npm-cli.js")
    command = [
        str(node_executable()),
        str(npm),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
    ]
    try:
        run = subprocess.run(
            command,
            cwd=_INSTALLED,
            env=os.environ | TRUSTING_THE_SYSTEM,
            capture_output=True,
            text=True,
            check=False,
            timeout=_INSTALL_TIMEOUT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise SimulatorMissing(f"npm took longer than {_INSTALL_TIMEOUT_S} s") from error
    if run.returncode:
        raise SimulatorMissing(run.stderr.strip()[-500:])
