"""The console's own tests."""

from infrastructure.bundle import ROOT
from infrastructure.npm import install_packages, run_script

_CONSOLE = ROOT / "console"


def test_the_consoles_own_tests_pass() -> None:
    install_packages(_CONSOLE)

    run_script(_CONSOLE, "test")
