"""The packages' versions, changelog, dependencies and locks."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from infrastructure.bundle import ROOT
from infrastructure.distributions import NPM_PACKAGE, WHEELS, manifests, stated_version, version
from tests.distributions.imports import declared_distributions, imported_distributions

EMULATORS = [folder for folder in WHEELS if folder.startswith("emulators/")]


def _module(folder: str) -> str:
    document = tomllib.loads((ROOT / folder / "pyproject.toml").read_text())
    return str(document["tool"]["uv"]["build-backend"]["module-name"])


@pytest.mark.parametrize("manifest", manifests(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_package_has_the_version_of_the_root(manifest: Path) -> None:
    assert stated_version(manifest) == version(), (
        "The version stands in pyproject.toml: edit it there, then run `make dist`."
    )


def test_changelog_has_an_entry_for_the_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert headings[0] == "Unreleased"
    assert version() in headings, "Add the version's entry to CHANGELOG.md."


@pytest.mark.parametrize("folder", WHEELS)
def test_wheel_declares_exactly_what_it_imports(folder: str) -> None:
    module = _module(folder)

    imported = imported_distributions(ROOT / folder / module, own={module})

    assert imported == declared_distributions(ROOT / folder / "pyproject.toml"), (
        f"Edit the dependencies in {folder}/pyproject.toml."
    )


@pytest.mark.parametrize("folder", EMULATORS)
def test_tests_of_an_emulator_import_only_what_it_declares(folder: str) -> None:
    module = _module(folder)
    tests = module.replace("_emulator", "_tests")

    imported = imported_distributions(ROOT / folder / tests, own={module, tests})

    assert imported <= declared_distributions(ROOT / folder / "pyproject.toml", "tests"), (
        f"Edit the dependency group `tests` in {folder}/pyproject.toml."
    )


def test_lock_of_the_npm_package_knows_its_manifest() -> None:
    manifest = json.loads((ROOT / NPM_PACKAGE / "package.json").read_text())
    lock = json.loads((ROOT / NPM_PACKAGE / "package-lock.json").read_text())["packages"][""]

    assert lock["name"] == manifest["name"]
    assert lock["dependencies"] == manifest["dependencies"]
