"""The Amplify AppSync simulator, installed by npm when it is first wanted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.appsync.shop import FIELDS, SCHEMA, Shop
from benchmarks.lab import free_ports
from benchmarks.worker import Worker, running_worker
from infrastructure.bundle import ROOT
from infrastructure.node import node_executable
from infrastructure.npm import LOCK, NpmFailed, install_packages

NAME = "Amplify simulator"
_SOURCES = Path(__file__).parent / "amplify"
_INSTALLED = ROOT / ".build" / "amplify-simulator"


class SimulatorMissing(Exception):
    """npm did not install the simulator; the text is npm's output."""


@contextmanager
def running_simulator(shop: Shop, folder: Path) -> Iterator[tuple[str, Worker]]:
    """The simulator's address and process. Raises SimulatorMissing or WorkerFailed."""
    installed = _installed()
    command = [str(node_executable()), str(installed / "serve.js")]
    with running_worker(command, folder / "amplify-simulator.log") as worker:
        (port,) = free_ports(1)
        definition = {"schema": SCHEMA, "fields": FIELDS, "invokeUrl": shop.invoke_url}
        yield worker.ask({**definition, "port": port})["url"], worker


def _installed() -> Path:
    _INSTALLED.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", LOCK, "serve.js"):
        shutil.copy(_SOURCES / name, _INSTALLED)
    try:
        install_packages(_INSTALLED)
    except NpmFailed as error:
        raise SimulatorMissing(str(error)) from error
    return _INSTALLED
