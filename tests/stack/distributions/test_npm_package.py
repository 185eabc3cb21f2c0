"""The npm package, installed outside the repository, against the running laptop."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from rekognition_tests.photos import astronaut

from infrastructure.bundle import ROOT
from infrastructure.distributions import NPM_PACKAGE
from infrastructure.node import node_executable
from infrastructure.npm import install_archive
from tests.stack.cli.conftest import command_line_of
from tests.support.system.people import Person
from tests.support.system.system import System

_HERE = Path(__file__).parent
_TYPESCRIPT = ROOT / NPM_PACKAGE / "node_modules" / "typescript" / "bin" / "tsc"


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package in its node_modules."""
    (archive,) = dist.glob("*.tgz")
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    install_archive(archive, folder)
    return folder


def _node(folder: Path, *arguments: str | Path) -> str:
    ran = subprocess.run(
        [node_executable(), *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout


def test_application_uploads_subscribes_and_lists(
    installed: Path, system: System, ana: Person, tmp_path: Path
) -> None:
    outputs = command_line_of(system, ana, tmp_path).folder / ".facegraph" / "outputs.json"
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(astronaut())
    application = shutil.copy(_HERE / "application.mjs", installed)

    report = json.loads(_node(installed, application, outputs, photo))

    image = report.pop("uploaded")
    assert report == {
        "delivered": image,
        "kind": "ANALYZED",
        "faces": 1,
        "listed": [image],
        "refusal": "InvalidArgument",
        "refused": "Forbidden",
    }


def test_types_of_the_package_check_an_application(installed: Path) -> None:
    application = shutil.copy(_HERE / "application.ts", installed)
    options = ("--noEmit", "--strict", "--module", "NodeNext", "--target", "ES2022")

    _node(installed, _TYPESCRIPT, *options, application)


def test_types_of_the_package_refuse_a_field_that_is_not_there(installed: Path) -> None:
    wrong = installed / "wrong.ts"
    wrong.write_text(
        'import type { Face } from "@facegraph/client";\nexport type Hat = Face["hat"];\n'
    )

    with pytest.raises(AssertionError, match="Property 'hat' does not exist"):
        _node(installed, _TYPESCRIPT, "--noEmit", "--module", "NodeNext", wrong)
