"""The console's own tests, and the types that it and others are written against."""

from infrastructure.bundle import ROOT
from infrastructure.npm import install_packages, run_script

_CONSOLE = ROOT / "console"
_TYPESCRIPT = ROOT / "clients" / "typescript"


def test_the_consoles_own_tests_pass() -> None:
    install_packages(_CONSOLE)

    run_script(_CONSOLE, "test")


def test_typescript_documents_are_those_of_the_schema_and_the_operations() -> None:
    install_packages(_TYPESCRIPT)

    run_script(_TYPESCRIPT, "generate", "--check")
