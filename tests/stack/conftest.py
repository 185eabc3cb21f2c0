from collections.abc import Iterator

import pytest

from core.model.caller import ADMINS_GROUP
from laptop.child_process import LOOPBACK
from laptop.laptop import LaptopSettings, running_laptop
from tests.support.log_contents import leaking, logged_by_functions
from tests.support.ports import free_ports
from tests.support.system.people import Person
from tests.support.system.system import System, system_on


@pytest.fixture(scope="session", autouse=True)
def _no_proxy() -> Iterator[None]:
    """Ignores a proxy of this machine for the laptop's own addresses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", LOOPBACK)
        yield


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    aws_port, engine_port, graphql_port = free_ports(3)
    settings = LaptopSettings(
        state_folder=tmp_path_factory.mktemp("laptop"),
        authority_folder=tmp_path_factory.mktemp("laptop") / "authority",
        aws_port=aws_port,
        engine_port=engine_port,
        graphql_port=graphql_port,
        console_port=None,
    )
    with running_laptop(settings) as laptop, system_on(laptop, settings.engine_url) as running:
        yield running
        assert leaking(logged_by_functions(laptop.session, settings.aws_endpoint)) == []


@pytest.fixture
def ana(system: System) -> Person:
    return system.sign_up()


@pytest.fixture
def ben(system: System) -> Person:
    return system.sign_up()


@pytest.fixture
def admin(system: System) -> Person:
    return system.sign_up(ADMINS_GROUP)
