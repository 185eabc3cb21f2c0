from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine and in every run; no deadline, since machines are shared.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("quick", settings.get_profile("repeatable"), max_examples=10)
settings.load_profile("repeatable")

# `make test` runs two files of these side by side. All others share what a machine has once: the
# ports of `make run`, node_modules, what is built; they run one after the other, beside these.
_FILES_OF_THEIR_OWN = {
    "emulators/appsync",
    "emulators/rekognition",
    "emulators/streams",
    "tests/access",
    "tests/adapters",
    "tests/cli",
    "tests/core",
    "tests/distributions",
    "tests/faults",
    "tests/processors",
    "tests/resolvers",
    "tests/schema",
}
_THE_MACHINE = "the machine"
# Fixtures that open sockets. Tests that open their own carry the marker `sockets` themselves.
_LISTENING_FIXTURES = {"pool", "s3_url"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        file = item.path.relative_to(Path(__file__).parent)
        folder = "/".join(file.parts[:2])
        group = str(file) if folder in _FILES_OF_THEIR_OWN else _THE_MACHINE
        item.add_marker(pytest.mark.xdist_group(group))
        if isinstance(item, pytest.Function) and _LISTENING_FIXTURES & set(item.fixturenames):
            item.add_marker("sockets")
