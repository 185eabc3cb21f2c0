"""The packages' versions, changelog, dependencies and locks."""

import json
import re
import tomllib

import pytest

from infrastructure.bundle import ROOT
from infrastructure.distributions import (
    NPM_PACKAGE,
    STATING_FILES,
    WHEELS,
    module_name,
    stated_version,
    version,
)
from tests.distributions.imports import declared_distributions, imported_distributions
from tests.support.drift import no_drift

EMULATORS = [folder for folder in WHEELS if folder.startswith("emulators/")]


@pytest.mark.parametrize("file", STATING_FILES)
def test_every_file_states_the_version_of_the_root(file: str) -> None:
    stated = stated_version(file)

    different = [f"{stated} in {file}"] if stated != version() else []
    problem = f"not the version of pyproject.toml, {version()}"
    no_drift(different, problem, edit="pyproject.toml", run="make dist")


def test_makefile_and_type_checker_know_every_package() -> None:
    listed = re.search(r"^PACKAGES := (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert listed
    in_makefile = set(listed[1].split()) ^ set(WHEELS)
    no_drift(in_makefile, "in PACKAGES or WHEELS, not in both", edit="Makefile")
    for_types = set(project["tool"]["mypy"]["mypy_path"]) ^ set(WHEELS)
    no_drift(for_types, "in mypy_path or WHEELS, not in both", edit="pyproject.toml")


def test_changelog_has_an_entry_for_the_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert headings[0] == "Unreleased"
    missing = {version()} - set(headings)
    no_drift(missing, "a version without an entry", edit="CHANGELOG.md", run="make test")


@pytest.mark.parametrize("folder", WHEELS)
def test_wheel_declares_exactly_what_it_imports(folder: str) -> None:
    module = module_name(folder)

    imported = imported_distributions(ROOT / folder / module, own={module})

    manifest = f"{folder}/pyproject.toml"
    different = imported ^ declared_distributions(ROOT / manifest)
    problem = "imported or among the dependencies, but not both"
    no_drift(different, problem, edit=manifest, run="make test")


@pytest.mark.parametrize("folder", EMULATORS)
def test_tests_of_an_emulator_import_only_what_it_declares(folder: str) -> None:
    module = module_name(folder)
    tests = module.replace("_emulator", "_tests")

    imported = imported_distributions(ROOT / folder / tests, own={module, tests})

    manifest = f"{folder}/pyproject.toml"
    missing = imported - declared_distributions(ROOT / manifest, "tests")
    problem = "imported by tests, but not in the dependency group `tests`"
    no_drift(missing, problem, edit=manifest, run="make test")


def test_lock_of_the_npm_package_knows_its_manifest() -> None:
    manifest = json.loads((ROOT / NPM_PACKAGE / "package.json").read_text())
    lock = json.loads((ROOT / NPM_PACKAGE / "package-lock.json").read_text())["packages"][""]

    assert lock["name"] == manifest["name"]
    different = dict(lock["dependencies"].items() ^ manifest["dependencies"].items())
    lock_file = f"{NPM_PACKAGE}/package-lock.json"
    no_drift(different, "not as in package.json", edit=lock_file, run="make dist")
