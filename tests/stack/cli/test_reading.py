"""images, faces, show and export."""

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from facegraph.cli.failure import ExitCode
from PIL import Image
from rekognition_tests.photos import ASTRONAUT_FACE, astronaut, coffee, group_of, with_orientation

from tests.support.command_line import CommandLine
from tests.support.system.documents import IMAGES
from tests.support.system.people import Person
from tests.support.system.system import System

_PHOTOS = {"one.jpg": astronaut(), "none.jpg": coffee(), "four.jpg": group_of(2, 2)}
_BOX_COLOUR = (255, 208, 0)


@pytest.fixture
async def ids(system: System, ana: Person) -> dict[str, str]:
    """The ids of the analysed photos and of a rejected one, by file name."""
    async with system.receivers(ana) as receivers:
        contents = _PHOTOS | {"bad.jpg": b"no picture"}
        uploads = {name: system.put(ana, name, photo) for name, photo in contents.items()}
        for upload in uploads.values():
            await receivers.event(upload.id)
    return {name: upload.id for name, upload in uploads.items()}


async def test_images_are_listed_as_the_api_answers(
    facegraph: CommandLine, ana: Person, ids: dict[str, str]
) -> None:
    ran = facegraph.run("images", "--json")

    listed = (await ana.answer(IMAGES))["items"]
    assert [each["id"] for each in ran.documents] == [each["id"] for each in listed]
    assert {each["id"]: each["status"] for each in ran.documents} == {
        image_id: "REJECTED" if name == "bad.jpg" else "ANALYZED" for name, image_id in ids.items()
    }


def test_images_are_a_table_with_the_reason_of_rejects(
    facegraph: CommandLine, ids: dict[str, str]
) -> None:
    ran = facegraph.run("images")

    rows = {row.split()[0]: row for row in ran.out.splitlines()[1:]}
    assert rows.keys() == set(ids.values())
    assert "the file is neither JPEG nor PNG (UNSUPPORTED_FORMAT)" in rows[ids["bad.jpg"]]
    assert rows[ids["four.jpg"]].split()[1:3] == ["ANALYZED", "4"]


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize(
    ("options", "shown"), [(["--limit", "2"], 2), (["--all"], 4), (["--status", "REJECTED"], 1)]
)
def test_images_are_limited_as_the_option_says(
    facegraph: CommandLine, options: list[str], shown: int
) -> None:
    ran = facegraph.run("images", "--json", *options)

    assert len(ran.documents) == shown
    assert ("there are more" in ran.err) == (shown == 2)


def test_faces_of_the_named_image_are_listed(facegraph: CommandLine, ids: dict[str, str]) -> None:
    of_one = facegraph.run("faces", "--image", ids["four.jpg"], "--json").documents
    of_all = facegraph.run("faces", "--all", "--json").documents

    assert {face["imageId"] for face in of_one} == {ids["four.jpg"]}
    assert (len(of_one), len(of_all)) == (4, 5)
    assert {face["gender"] for face in of_all} == {None}  # the laptop's engine gives none


def test_another_owners_images_are_shown_to_admins_only(
    facegraph: CommandLine, system: System, ana: Person, ids: dict[str, str], tmp_path: Path
) -> None:
    system.outputs.write(tmp_path / "all-users.json")
    all_users = ("--outputs", "all-users.json")

    by_admin = facegraph.run("images", "--owner", ana.sub, *all_users, "--user", "admin", "--json")
    by_ben = facegraph.run("images", "--owner", ana.sub, *all_users, "--user", "ben", "--json")

    assert len(by_admin.documents) == len(ids)
    assert (by_ben.exit_code, by_ben.out) == (ExitCode.NOT_ALLOWED, "")
    assert by_ben.sentence.startswith("ben may not do this: only admins may name another owner")


async def test_picture_is_saved_upright_with_a_box_around_the_face(
    facegraph: CommandLine, system: System, ana: Person, tmp_path: Path
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "turned.jpg", with_orientation(astronaut(), 6))
        await receivers.event(upload.id)

    ran = facegraph.run("show", upload.id, "--output", "boxes.png")

    with Image.open(tmp_path / "boxes.png") as picture:
        found = picture.convert("RGB")
    assert (ran.exit_code, found.size) == (ExitCode.DONE, (512, 512))
    yellow = _bounds(found, _BOX_COLOUR)
    face = ASTRONAUT_FACE
    expected = (face.left, face.top, face.left + face.width, face.top + face.height)
    assert yellow == pytest.approx([side * 512 for side in expected], abs=30)
    assert "Saved with boxes to boxes.png." in ran.out


@pytest.mark.parametrize(
    ("terminal", "is_drawn"),
    [
        ({"columns": 80, "rows": 24}, True),
        ({"columns": 0, "rows": 0}, False),
        ({"columns": 80, "rows": 24, "stdin": subprocess.DEVNULL}, False),
    ],
    ids=["whole", "without size", "without input"],
)
def test_picture_is_shown_in_a_terminal_with_graphics(
    facegraph: CommandLine, ids: dict[str, str], terminal: dict[str, int], is_drawn: bool
) -> None:
    exit_code, shown = facegraph.run_at_whole_terminal("show", ids["one.jpg"], **terminal)

    assert exit_code == ExitCode.DONE
    assert ("▀" in shown) is is_drawn
    assert "Saved with boxes to" in shown


def test_picture_of_a_reject_cannot_be_shown(facegraph: CommandLine, ids: dict[str, str]) -> None:
    ran = facegraph.run("show", ids["bad.jpg"])

    assert ran.exit_code == ExitCode.BAD_FILE
    assert ran.sentence.startswith("The picture cannot be decoded here")


def test_exports_read_back_equal_in_every_format(
    facegraph: CommandLine, ids: dict[str, str], tmp_path: Path
) -> None:
    for form in ("jsonl", "csv", "parquet"):
        assert facegraph.run("export", "--format", form).exit_code == ExitCode.DONE
    images = [json.loads(line) for line in (tmp_path / "faces.jsonl").read_text().splitlines()]
    with (tmp_path / "faces.csv").open(newline="") as file:
        from_csv = list(csv.DictReader(file))
    from_parquet = pq.read_table(tmp_path / "faces.parquet").to_pylist()

    faces = [face for image in images for face in image["faces"] or ()]
    assert {image["id"] for image in images} == set(ids.values())
    assert len(faces) == 5
    assert [row["faceId"] for row in from_parquet] == [row["faceId"] or None for row in from_csv]
    assert len(from_csv) == len(faces) + 2  # the images without a face
    assert _boxes(from_parquet) == {face["id"]: face["boundingBox"] for face in faces}
    assert {
        row["faceId"]: json.loads(row["faceLandmarks"]) for row in from_csv if row["faceId"]
    } == {face["id"]: face["landmarks"] for face in faces}


def test_export_goes_to_standard_output_when_the_option_says_so(
    facegraph: CommandLine, ids: dict[str, str], tmp_path: Path
) -> None:
    ran = facegraph.run("export", "--output", "-", "--limit", "2")

    assert len(ran.documents) == 2
    assert {image["id"] for image in ran.documents} <= set(ids.values())
    assert not list(tmp_path.glob("*faces*"))


def _bounds(picture: Image.Image, colour: tuple[int, int, int]) -> list[float]:
    """Left, top, right and bottom of the area of this colour."""
    rows, columns = np.nonzero((np.asarray(picture) == colour).all(axis=2))
    return [columns.min(), rows.min(), columns.max(), rows.max()]


def _boxes(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    sides = ("left", "top", "width", "height")
    return {
        row["faceId"]: {side: row[f"face{side.title()}"] for side in sides}
        for row in rows
        if row["faceId"]
    }
