"""The console in a real browser, on a whole system.

Both end with this package: while playwright runs, no test can run an event loop.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from benchmarks.console.chromium import ChromiumMissing, chromium_executable
from core.model.caller import ADMINS_GROUP
from infrastructure.bundle import ROOT
from infrastructure.npm import install_packages
from laptop.child_process import LOOPBACK
from laptop.laptop import LaptopSettings, running_laptop
from tests.browser.screen import Screen, opened
from tests.support.ports import free_ports
from tests.support.system.people import Person
from tests.support.system.system import System, system_on


@pytest.fixture(scope="package", autouse=True)
def _no_proxy() -> Iterator[None]:
    """Ignores a proxy of this machine for the laptop's own addresses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", LOOPBACK)
        yield


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    try:
        executable = chromium_executable()
    except ChromiumMissing as missing:
        pytest.skip(f"The browser tests were left out: {missing}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox"],  # containers run tests as root
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def system(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Starts after the browser: without a browser, no system is needed."""
    assert browser.is_connected()
    aws_port, engine_port, graphql_port, console_port = free_ports(4)
    settings = LaptopSettings(
        state_folder=tmp_path_factory.mktemp("laptop"),
        authority_folder=tmp_path_factory.mktemp("laptop") / "authority",
        aws_port=aws_port,
        engine_port=engine_port,
        graphql_port=graphql_port,
        console_port=console_port,
    )
    with running_laptop(settings) as laptop, system_on(laptop, settings.engine_url) as running:
        yield running


@pytest.fixture(scope="package")
def axe_source() -> str:
    console = ROOT / "console"
    install_packages(console)
    return (console / "node_modules" / "axe-core" / "axe.min.js").read_text()


Opening = Callable[..., Screen]


@pytest.fixture
def open_screen(browser: Browser, system: System) -> Iterator[Opening]:
    """Opens the console for a new visitor; at the end it checks that no page broke a rule."""
    screens: list[Screen] = []

    def open_for_visitor(**options: object) -> Screen:
        screens.append(opened(browser, system.outputs, **options))
        return screens[-1]

    yield open_for_visitor
    for screen in screens:
        screen.page.context.close()
    assert [screen.watch.complaints for screen in screens] == [[] for _ in screens]


@pytest.fixture
def screen(open_screen: Opening) -> Screen:
    return open_screen()


@pytest.fixture
def ana(system: System) -> Person:
    return system.sign_up()


@pytest.fixture
def admin(system: System) -> Person:
    return system.sign_up(ADMINS_GROUP)
