from pathlib import Path

import pytest
from hypothesis import settings

# So that an assertion in a helper shows its values, too.
pytest.register_assert_rewrite("tests.support")

# The same examples on every machine and in every run; no deadline, since machines are shared.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=100)
settings.register_profile("quick", settings.get_profile("repeatable"), max_examples=10)
settings.load_profile("repeatable")

# `make test` runs two groups of tests at the same time, each in a process of its own. Each file of
# these folders is a group.
_FILES_OF_THEIR_OWN = {
    "emulators/appsync",
    "emulators/rekognition",
    "emulators/streams",
    "tests/adapters",
    "tests/cli",
    "tests/core",
    "tests/distributions",
    "tests/faults",
    "tests/processors",
    "tests/resolvers",
    "tests/schema",
    "tests/support",
}
# All others share what takes long to start, so they are two groups, which take about equally long.
_THE_LAPTOP = "the laptop"
_THE_REST = "the browser, and a laptop that enforces rights"
_OF_THE_LAPTOP = ("tests/stack", "tests/laptop")
_ENFORCED = "tests/stack/enforced"
# Fixtures that open sockets. Tests that open their own carry the marker `sockets` themselves.
_LISTENING_FIXTURES = {"pool", "s3_url"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        file = item.path.relative_to(Path(__file__).parent)
        item.add_marker(pytest.mark.xdist_group(_group_of(file.as_posix())))
        if isinstance(item, pytest.Function) and _LISTENING_FIXTURES & set(item.fixturenames):
            item.add_marker("sockets")


def _group_of(file: str) -> str:
    if "/".join(file.split("/")[:2]) in _FILES_OF_THEIR_OWN:
        return file
    if file.startswith(_OF_THE_LAPTOP) and not file.startswith(_ENFORCED):
        return _THE_LAPTOP
    return _THE_REST
