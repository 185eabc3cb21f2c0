import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from facegraph.cli.failure import ExitCode
from rekognition_tests.photos import astronaut, coffee

from tests.stack.cli.photos import FACES, REJECTED, folder_of_photos
from tests.support.command_line import CommandLine, Ran
from tests.support.system.documents import IMAGES
from tests.support.system.people import Person
from tests.support.system.system import System
from tests.support.waiting import eventually


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return folder_of_photos(tmp_path / "photos")


async def test_folder_is_analysed_and_every_reject_is_named_with_its_reason(
    facegraph: CommandLine, ana: Person, photos: Path
) -> None:
    ran = facegraph.run("upload", "--recursive", photos, "--json")

    results = {str(Path(each["file"]).relative_to(photos)): each for each in _files(ran)}
    assert {
        name: each["faceCount"] for name, each in results.items() if not each["failure"]
    } == FACES
    assert {
        name: each["failure"]["code"] for name, each in results.items() if each["failure"]
    } == REJECTED
    assert _summary(ran) == {
        "files": 7,
        "sent": 5,
        "wasThere": 0,
        "faces": 5,
        "byStatus": {"ANALYZED": 3, "REJECTED": 4},
        "byFailure": dict.fromkeys(REJECTED.values(), 1),
    }
    assert ran.exit_code == ExitCode.INCOMPLETE
    images = (await ana.answer(IMAGES))["items"]
    assert Counter(image["status"] for image in images) == {"ANALYZED": 3, "REJECTED": 2}
    assert {image["id"] for image in images} == {
        each["imageId"] for each in results.values() if each["imageId"]
    }


async def test_nothing_is_sent_when_the_same_folder_is_uploaded_again(
    facegraph: CommandLine, system: System, ana: Person, photos: Path
) -> None:
    first = facegraph.run("upload", "--recursive", photos, "--json")

    second = facegraph.run("upload", "--recursive", photos, "--json")

    assert (_summary(first)["sent"], _summary(second)["sent"]) == (5, 0)
    assert _summary(second)["wasThere"] == 5
    assert _outcomes(second) == _outcomes(first)
    images = (await ana.answer(IMAGES))["items"]
    assert [len(system.versions(image["key"])) for image in images] == [1] * 5


async def test_photo_that_was_uploaded_before_ctrl_c_is_not_sent_again(
    facegraph: CommandLine, ana: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number}.jpg").write_bytes(coffee() + bytes([number]))
    with facegraph.running("upload", folder, "--jobs", "2", "--json") as upload:
        await eventually(lambda: len(upload.documents) >= 5, "the first results")
        upload.process.send_signal(signal.SIGINT)
        exit_code = await upload.ended()
        broken_off, errors = upload.documents[-1]["summary"], upload.err

    rest = facegraph.run("upload", folder, "--json")

    assert exit_code == ExitCode.INTERRUPTED
    assert "The same command continues from here." in errors
    assert 5 <= broken_off["sent"] < 60
    assert 60 - broken_off["sent"] - 2 <= _summary(rest)["sent"] <= 60 - broken_off["sent"]
    assert _summary(rest)["byStatus"] == {"ANALYZED": 60}
    assert len((await ana.answer(IMAGES))["items"]) == 20  # of a page
    assert rest.exit_code == ExitCode.DONE


def test_documents_are_on_standard_output_while_a_terminal_shows_the_bar(
    facegraph: CommandLine, photos: Path
) -> None:
    ran, shown = facegraph.run_at_terminal("upload", photos / "one.jpg", "--json")

    assert [each["status"] for each in _files(ran)] == ["ANALYZED"]
    assert "1 of 1 photos" in shown
    assert "ANALYZED" not in shown


def test_summary_says_how_many_faces_and_rejects_there_were(
    facegraph: CommandLine, photos: Path
) -> None:
    ran = facegraph.run("upload", photos)

    assert "6 photos in" in ran.out
    assert "1 face found" in ran.out
    for code in REJECTED.values():
        assert f"{code} 1" in ran.out
    assert f"{photos / 'small.png'}: rejected, the image is smaller than" in ran.err
    assert "other files            2" in ran.out
    assert "folders                1  passed over (--recursive)" in ran.out
    assert ran.sentence == "Not every photo was analysed, see above."


async def test_nothing_is_sent_by_a_dry_run(
    facegraph: CommandLine, ana: Person, photos: Path
) -> None:
    ran = facegraph.run("upload", photos, "--dry-run", "--json")

    assert {
        Path(each["file"]).name: each["failure"]["code"]
        for each in ran.documents
        if each["failure"]
    } == {"empty.jpg": "EMPTY", "text.png": "UNSUPPORTED_FORMAT"}
    assert "4 of 6 photos" in ran.sentence
    assert (await ana.answer(IMAGES))["items"] == []


async def test_upload_does_not_wait_for_results_with_no_wait(
    facegraph: CommandLine, ana: Person, photos: Path
) -> None:
    ran = facegraph.run("upload", photos / "one.jpg", "--no-wait", "--json")

    assert ran.exit_code == ExitCode.DONE
    (image_id,) = (each["imageId"] for each in _files(ran))
    assert _summary(ran)["byStatus"] == {"PENDING": 1}
    await eventually(
        lambda: facegraph.run("images", "--json", "--status", "analyzed").documents, "the result"
    )
    assert (await ana.answer(IMAGES))["items"][0]["id"] == image_id


async def test_photos_that_are_added_are_uploaded_while_the_command_watches(
    facegraph: CommandLine, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "first.jpg").write_bytes(coffee())
    with facegraph.running("upload", folder, "--watch", "--json") as upload:
        await eventually(lambda: len(upload.documents) == 1, "the first photo")
        (folder / "second.jpg").write_bytes(astronaut())
        (folder / "notes.txt").write_text("no photo")
        await eventually(lambda: len(upload.documents) == 2, "the second photo")
        upload.process.send_signal(signal.SIGINT)
        exit_code = await upload.ended()
        first, second, summed = upload.documents

    assert exit_code == ExitCode.DONE
    assert (first["faceCount"], second["faceCount"]) == (0, 1)
    assert summed["summary"]["sent"] == 2


async def test_results_are_queried_when_no_event_arrives(
    facegraph: CommandLine, system: System, photos: Path
) -> None:
    with system.api.refusing(lambda _: True):  # the publisher reaches no subscriber
        ran = facegraph.run("upload", photos / "one.jpg", "--json")

    assert _summary(ran)["byStatus"] == {"ANALYZED": 1}


def _files(ran: Ran) -> list[dict[str, Any]]:
    return [each for each in ran.documents if "file" in each]


def _summary(ran: Ran) -> dict[str, Any]:
    (summary,) = (each["summary"] for each in ran.documents if "summary" in each)
    return {name: summary[name] for name in summary if name not in ("seconds", "sentBytes")}


def _outcomes(ran: Ran) -> list[dict[str, Any]]:
    files = [each | {"wasThere": None} for each in _files(ran)]
    return sorted(files, key=lambda each: str(each["file"]))
