from collections.abc import Iterator
from pathlib import Path

import pytest
from appsync_emulator import LoopbackTls
from appsync_tests.tokens import Pool, serving_keys

from infrastructure.npm import NpmFailed, install_packages
from tests.clients.shop import ReopeningShop


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    with serving_keys() as served:
        yield served


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> LoopbackTls:
    return LoopbackTls(tmp_path_factory.mktemp("user") / "authority")


@pytest.fixture(scope="session")
def standing_shop(pool: Pool, tls: LoopbackTls) -> Iterator[ReopeningShop]:
    shop = ReopeningShop(pool, tls)
    shop.open()
    yield shop
    shop.close()


@pytest.fixture
def shop(standing_shop: ReopeningShop) -> ReopeningShop:
    standing_shop.forget()
    return standing_shop


@pytest.fixture(scope="session")
def node_packages() -> None:
    try:
        install_packages(Path(__file__).parent)
    except NpmFailed as error:
        pytest.fail(str(error), pytrace=False)
