"""The path of an image on an emulated AWS that enforces IAM: a function may do what its role allows
and no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from laptop.laptop import LaptopSettings, running_laptop
from tests.stack.enforced.rights import Rights
from tests.support.log_contents import leaking, logged_by_functions
from tests.support.ports import free_ports
from tests.support.system.system import System, system_on

_FOLDER = Path(__file__).parent
_RECORDER = _FOLDER / "recorder.py"
_RECORD = "decisions.jsonl"
_LAST = "test_rights.py"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Runs test_rights.py last: it compares the roles with the calls of this folder's tests."""
    places = [place for place, item in enumerate(items) if item.path.parent == _FOLDER]
    ours = sorted((items[place] for place in places), key=lambda item: item.path.name == _LAST)
    for place, item in zip(places, ours, strict=True):
        items[place] = item


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("enforced")


@pytest.fixture(scope="package")
def system(folder: Path) -> Iterator[System]:
    aws_port, engine_port, graphql_port = free_ports(3)
    settings = LaptopSettings(
        state_folder=folder,
        authority_folder=folder / "authority",
        aws_port=aws_port,
        engine_port=engine_port,
        graphql_port=graphql_port,
        console_port=None,
        engine_tps=50,
        enforces_iam=True,
        emulator=("-P", str(_RECORDER), str(folder / _RECORD)),
    )
    with running_laptop(settings) as laptop, system_on(laptop, settings.engine_url) as running:
        yield running
        assert leaking(logged_by_functions(laptop.session, settings.aws_endpoint)) == []


@pytest.fixture(autouse=True)
def _nothing_is_refused(request: pytest.FixtureRequest, rights: Rights) -> Iterator[None]:
    """No call is refused, except in test_rights.py, which removes grants."""
    before = rights.refused()
    yield
    assert request.path.name == _LAST or rights.refused() == before


@pytest.fixture(scope="package")
def rights(system: System, folder: Path) -> Rights:
    return Rights(system.laptop.session, system.outputs.aws_endpoint, folder / _RECORD)
