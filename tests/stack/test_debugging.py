"""The commands of docs/developing/debugging.md, on a running laptop."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rekognition_tests.photos import group_of

from tests.support.pages import ROOT, blocks
from tests.support.system.people import Person
from tests.support.system.system import System
from tests.support.waiting import eventually

PAGE = ROOT / "docs" / "developing" / "debugging.md"


@pytest.fixture
def outputs_file(system: System, tmp_path: Path) -> Path:
    system.outputs.write(tmp_path / "outputs.json")
    return tmp_path / "outputs.json"


def run(module: str, *arguments: str | Path, typed: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )


def face_keys(system: System, image_id: str) -> set[str]:
    return {face["sk"]["S"] for face in system.stored_faces(image_id)}


async def test_known_image_is_analyzed_again_in_process(
    system: System, ana: Person, outputs_file: Path
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "group.jpg", group_of(3, 3))
        first = await receivers.event(upload.id, "ANALYZED")
    stored_before = face_keys(system, upload.id)

    ran = run("laptop.invoke", "analyze", "--image", upload.id, "--outputs", outputs_file)

    assert ran.returncode == 0, ran.stderr
    assert f"done imageId={upload.id} outcome=ANALYZED" in ran.stderr
    assert len(first["faces"]) == len(face_keys(system, upload.id)) == 9
    assert not stored_before & face_keys(system, upload.id)


def test_event_of_the_page_is_answered_under_the_debugger(
    ana: Person, outputs_file: Path, tmp_path: Path
) -> None:
    (block,) = [block for block in blocks() if (block.page, block.language) == (PAGE, "json")]
    event = json.loads(block.code) | {"identity": {"sub": ana.sub, "groups": []}}
    (tmp_path / "event.json").write_text(json.dumps(event))

    ran = run(
        *("laptop.invoke", "resolvers", tmp_path / "event.json", "--pdb"),
        *("--outputs", outputs_file),
        typed="next\ncontinue\n",
    )

    assert ran.returncode == 0, ran.stderr
    assert "resolvers/handler.py" in ran.stdout
    assert '"items": []' in ran.stdout


async def test_log_lines_about_an_image_are_printed(
    system: System, ana: Person, outputs_file: Path
) -> None:
    upload = system.put(ana, "notes.jpg", b"no picture")

    def printed() -> str:
        return run(
            "laptop.logs", upload.id, "--function", "analyze", "--outputs", outputs_file
        ).stdout

    await eventually(lambda: f"done imageId={upload.id} outcome=REJECTED" in printed(), "the line")


def test_unknown_function_is_refused_with_the_names_of_the_known_functions(
    outputs_file: Path,
) -> None:
    ran = run("laptop.invoke", "nothing", "-", "--outputs", outputs_file)

    assert ran.returncode == 1
    assert ran.stderr == (
        "No function is called nothing. Choose from: analyze, erase, publish, resolvers, sweep.\n"
    )
