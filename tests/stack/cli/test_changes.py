import signal
import subprocess
from functools import partial
from typing import Any

from facegraph.cli.failure import ExitCode
from rekognition_tests.photos import astronaut

from tests.support.command_line import CommandLine, Running
from tests.support.system.documents import IMAGE
from tests.support.system.doorway import Answer
from tests.support.system.people import Person
from tests.support.system.system import System
from tests.support.waiting import eventually

NOBODYS = "a" * 26


async def test_images_are_deleted_when_it_is_confirmed(
    facegraph: CommandLine, system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        uploads = [system.put(ana, f"{number}.jpg", astronaut()) for number in range(3)]
        for upload in uploads:
            await receivers.event(upload.id)
    ids = [upload.id for upload in uploads]

    unsaid = facegraph.run("delete", ids[0])
    refused = facegraph.run("delete", ids[0], standard_input="n\n")
    confirmed = facegraph.run("delete", ids[0], standard_input="y\n")
    listed = facegraph.run("delete", "-", "--yes", "--json", standard_input="\n".join(ids[1:]))

    assert unsaid.exit_code == refused.exit_code == ExitCode.USAGE
    assert "Nothing was deleted" in refused.sentence
    assert confirmed.exit_code == ExitCode.DONE
    assert sorted(each["imageId"] for each in listed.documents) == sorted(ids[1:])
    assert [await ana.answer(IMAGE, id=each) for each in ids] == [None] * 3
    assert [system.versions(upload.key) for upload in uploads] == [[]] * 3


async def test_images_are_deleted_as_soon_as_standard_input_names_them(
    facegraph: CommandLine, system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        uploads = [system.put(ana, f"{number}.jpg", astronaut()) for number in range(2)]
        for upload in uploads:
            await receivers.event(upload.id)
    with facegraph.running("delete", "-", "--yes", "--json", stdin=subprocess.PIPE) as delete:
        for upload in uploads:
            delete.enter(upload.id)
            printed = {"imageId": upload.id, "deleted": True}
            await eventually(partial(_has_printed, delete, printed), "its deletion")
        delete.process.send_signal(signal.SIGINT)  # while it waits for more
        exit_code = await delete.ended()
        errors = delete.err

    assert exit_code == ExitCode.INTERRUPTED
    assert errors.splitlines() == ["2 images deleted, with every version and face."]
    assert [await ana.answer(IMAGE, id=upload.id) for upload in uploads] == [None] * 2


async def test_the_others_are_deleted_when_one_is_unknown(
    facegraph: CommandLine, system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "one.jpg", astronaut())
        await receivers.event(upload.id)

    ran = facegraph.run("delete", "--yes", NOBODYS, upload.id)

    assert ran.exit_code == ExitCode.NOT_FOUND
    assert f"{NOBODYS}: no such image" in ran.err
    assert await ana.answer(IMAGE, id=upload.id) is None


async def test_images_that_failed_are_analysed_again(
    facegraph: CommandLine, system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        with system.engine.refusing(lambda _: True, _REFUSED):
            upload = system.put(ana, "one.jpg", astronaut())
            failed = await receivers.event(upload.id)

        ran = facegraph.run("reanalyze", "--failed", "--json")

        analyzed = await receivers.event(upload.id, kind="ANALYZED")
    assert failed["kind"] == "FAILED"
    assert ran.documents == [{"imageId": upload.id, "reanalyzed": True}]
    assert analyzed["revision"] == failed["revision"] + 1


def _has_printed(command: Running, document: dict[str, Any]) -> bool:
    return document in command.documents


_REFUSED = Answer(
    400,
    b'{"__type": "AccessDeniedException", "message": "not now"}',
    {"content-type": "application/x-amz-json-1.1"},
)
