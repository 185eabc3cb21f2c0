"""The wheel `facegraph`, installed outside the repository, against the running laptop."""

import json
import shutil
from pathlib import Path

import pytest
from facegraph.cli.failure import ExitCode
from rekognition_tests.photos import astronaut

from infrastructure.distributions import version
from tests.stack.cli.conftest import command_line_of
from tests.stack.distributions.environment import Environment, install_wheel
from tests.support.system.people import Person
from tests.support.system.system import System

_APPLICATION = Path(__file__).with_name("application.py")


@pytest.fixture(scope="module")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    (wheel,) = dist.glob("facegraph-*.whl")
    return install_wheel(wheel, tmp_path_factory.mktemp("python"))


@pytest.fixture
def outputs(system: System, ana: Person, tmp_path: Path) -> Path:
    return command_line_of(system, ana, tmp_path).folder / ".facegraph" / "outputs.json"


async def test_command_uploads_watches_and_lists(
    installed: Environment, outputs: Path, tmp_path: Path
) -> None:
    facegraph, photo = installed.command_line(), tmp_path / "astronaut.jpg"
    photo.write_bytes(astronaut())

    with facegraph.running("watch", "--outputs", outputs, "--count", "1", "--json") as watching:
        await watching.says("Watching")
        uploaded = facegraph.run("upload", photo, "--outputs", outputs, "--json")
        await watching.ended()
        delivered = watching.documents
    listed = facegraph.run("images", "--outputs", outputs, "--json")

    assert uploaded.exit_code == ExitCode.DONE, uploaded.err
    image = uploaded.documents[0]["imageId"]
    assert [event["imageId"] for event in delivered] == [image]
    assert [each["id"] for each in listed.documents] == [image]


def test_client_uploads_subscribes_and_lists(
    installed: Environment, outputs: Path, tmp_path: Path
) -> None:
    photo = tmp_path / "astronaut.jpg"
    photo.write_bytes(astronaut())
    application = shutil.copy(_APPLICATION, installed.folder)

    report = json.loads(installed.run(installed.python, "-W", "error", application, outputs, photo))

    image = report.pop("uploaded")
    assert report == {
        "again": image,
        "delivered": image,
        "kind": "ANALYZED",
        "status": "ANALYZED",
        "faces": 1,
        "listed": [image],
        "facesListed": 1,
    }


def test_command_says_its_version(installed: Environment) -> None:
    assert installed.command_line().run("--version").out == f"facegraph {version()}\n"


def test_command_says_what_to_do_without_a_checkout(installed: Environment) -> None:
    facegraph = installed.command_line()

    up, doctor = facegraph.run("up"), facegraph.run("doctor", "--json")

    assert up.exit_code == ExitCode.NOT_SET_UP
    assert "clone it" in up.sentence
    assert [found["what"] for found in doctor.documents] == ["repository"]


def test_export_names_the_extra_that_parquet_needs(installed: Environment, outputs: Path) -> None:
    ran = installed.command_line().run("export", "--format", "parquet", "--outputs", outputs)

    assert ran.exit_code == ExitCode.NOT_SET_UP
    assert "pip install 'facegraph[parquet]'" in ran.sentence
