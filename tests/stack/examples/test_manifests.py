import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.stack.examples.conftest import PACKAGES
from tests.support.drift import no_drift
from tests.support.pages import ROOT, Block, blocks

EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
MANIFESTS = [path for folder in EXAMPLES if (path := folder / "package.json").exists()]
_MAX_PAGE_LINES = 99
_VERSION = re.compile(r" (@?[\w/-]+)@([\d.]+)")


def _json(file: Path) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(file.read_text())
    return parsed


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_example_has_a_manifest_and_a_readme_that_names_its_command(folder: Path) -> None:
    readme = (folder / "README.md").read_text()

    missing = set() if f"examples/{folder.name}" in readme else {f"examples/{folder.name}"}
    page = f"examples/{folder.name}/README.md"
    no_drift(missing, "not in the command of the README", edit=page, run="make test")
    assert (folder / "package.json").exists() or tomllib.loads(
        (folder / "pyproject.toml").read_text()
    )["project"]["dependencies"]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.parent.name)
def test_example_names_the_versions_that_the_tests_run_it_with(manifest: Path) -> None:
    named = _json(manifest)["dependencies"]

    tested = {name: _json(PACKAGES[name] / "package.json")["dependencies"][name] for name in named}
    different = {f"{name} {tested[name]}" for name in named if named[name] != tested[name]}
    file = manifest.relative_to(ROOT).as_posix()
    no_drift(different, "the version that the tests run with", edit=file, run="make test")


def test_the_page_is_short() -> None:
    folder = ROOT / "examples" / "browser_page"
    lines = [len((folder / name).read_text().splitlines()) for name in ("index.html", "page.js")]

    assert sum(lines) <= _MAX_PAGE_LINES


@pytest.mark.parametrize(
    "block", [block for block in blocks() if "npm install" in block.code], ids=str
)
def test_command_of_a_page_names_tested_versions(block: Block) -> None:
    tested = _json(ROOT / "tests" / "clients" / "package.json")["dependencies"]
    named = dict(_VERSION.findall(block.code))

    different = {f"{name} {tested[name]}" for name in named if named[name] != tested[name]}
    page = block.page.relative_to(ROOT).as_posix()
    no_drift(different, "the version that the tests run with", edit=page, run="make test")
    assert named or "--prefix examples/" in block.code
