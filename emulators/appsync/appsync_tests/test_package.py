"""The package stands alone: its dependencies are what it imports, and it imports nothing else."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1]
NOT_IMPORTED = {
    "websockets": "uvicorn's WebSocket protocol imports it",
}


def imported_modules(package: str) -> Iterator[tuple[Path, str]]:
    for file in (FOLDER / package).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Import(names=names):
                    yield from ((file, each.name.partition(".")[0]) for each in names)
                case ast.ImportFrom(module=str(module), level=0):
                    yield file, module.partition(".")[0]


def third_parties(package: str) -> set[str]:
    """The imported distributions; stubs for the type checker only do not count."""
    modules = {module for _, module in imported_modules(package)}
    ours = sys.stdlib_module_names | {"appsync_emulator", "appsync_tests", "mypy_boto3_appsync"}
    known = packages_distributions()
    return {_normal(known[module][0]) for module in modules - ours}


def declared(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[\[<>=!~ ]", each)[0]) for each in requirements}


def _normal(name: str) -> str:
    return name.lower().replace("_", "-")


@pytest.mark.slow
def test_dependencies_are_exactly_what_the_package_imports() -> None:
    project = tomllib.loads((FOLDER / "pyproject.toml").read_text())

    dependencies = declared(project["project"]["dependencies"])

    message = "Edit `dependencies` in emulators/appsync/pyproject.toml, then run `make test`."
    assert dependencies == third_parties("appsync_emulator") | NOT_IMPORTED.keys(), message


def test_the_tests_need_only_their_own_group_beside_the_package() -> None:
    project = tomllib.loads((FOLDER / "pyproject.toml").read_text())

    available = declared(
        [*project["project"]["dependencies"], *project["dependency-groups"]["tests"]]
    )

    message = "Edit the group `tests` in emulators/appsync/pyproject.toml, then run `make test`."
    assert third_parties("appsync_tests") - available == set(), message
