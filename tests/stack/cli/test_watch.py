import signal

from facegraph.cli.failure import ExitCode
from rekognition_tests.photos import astronaut, coffee

from tests.support.command_line import CommandLine
from tests.support.system.documents import DELETE_IMAGE
from tests.support.system.people import Person
from tests.support.system.system import System
from tests.support.waiting import eventually

_WATCHING = "Watching"


async def test_events_are_shown_as_they_happen(
    facegraph: CommandLine, system: System, ana: Person
) -> None:
    with facegraph.running("watch", "--json", "--count", "2") as watch:
        await watch.says(_WATCHING)
        upload = system.put(ana, "portrait.jpg", astronaut())
        await eventually(lambda: watch.documents, "the result")
        await ana.answer(DELETE_IMAGE, id=upload.id)
        exit_code = await watch.ended()
        analyzed, deleted = watch.documents

    assert (analyzed["kind"], analyzed["imageId"]) == ("ANALYZED", upload.id)
    assert (analyzed["image"]["faceCount"], len(analyzed["faces"])) == (1, 1)
    assert (deleted["kind"], deleted["image"]) == ("DELETED", None)
    assert exit_code == ExitCode.DONE


async def test_images_analysed_while_the_api_was_away_are_shown_when_it_is_back(
    facegraph: CommandLine, system: System, ana: Person
) -> None:
    with facegraph.running("watch", "--json") as watch:
        await watch.says(_WATCHING)
        before = system.put(ana, "before.jpg", coffee())
        await eventually(lambda: watch.documents, "the first result")

        system.laptop.api.stop()
        try:
            await watch.says("The connection is lost")
            meanwhile = [system.put(ana, f"meanwhile-{n}.jpg", astronaut()) for n in range(3)]
            await system.ingest.until_idle()
        finally:
            system.laptop.api.start()
        await watch.says("Connected again")
        after = system.put(ana, "after.jpg", coffee())
        wanted = {upload.id for upload in (before, *meanwhile, after)}
        await eventually(
            lambda: wanted <= {event["imageId"] for event in watch.documents}, "all results"
        )
        printed = [(event["imageId"], event["revision"]) for event in watch.documents]
        watch.process.send_signal(signal.SIGINT)
        exit_code = await watch.ended()

    assert sorted(printed) == sorted((image_id, 1) for image_id in wanted)  # once each
    assert exit_code == ExitCode.DONE


async def test_only_events_of_the_given_kind_and_image_are_shown(
    facegraph: CommandLine, system: System, ana: Person
) -> None:
    wanted = system.image_id(f"uploads/{ana.sub}/wanted.jpg")
    options = ("--image", wanted, "--kind", "rejected", "--count", "1")
    with facegraph.running("watch", "--json", *options) as watch:
        await watch.says(_WATCHING)
        system.put(ana, "other.jpg", b"no picture")
        system.put(ana, "wanted.jpg", coffee())
        await eventually(lambda: _is_analyzed(facegraph, wanted), "the analysis")
        system.put(ana, "wanted.jpg", b"no picture")
        await watch.ended()
        (event,) = watch.documents

    assert (event["imageId"], event["kind"]) == (wanted, "REJECTED")


async def test_events_are_rows_of_a_table_in_a_terminal(
    facegraph: CommandLine, system: System, ana: Person
) -> None:
    with facegraph.running("watch", "--count", "1") as watch:
        await watch.says(_WATCHING)
        upload = system.put(ana, "portrait.jpg", astronaut())
        await watch.ended()
        header, row = watch.out.splitlines()

    assert header.split() == ["when", "what", "faces", "image", "name"]
    assert row.split()[2:] == ["ANALYZED", "1", upload.id, "portrait.jpg"]


def _is_analyzed(facegraph: CommandLine, image_id: str) -> bool:
    listed = facegraph.run("images", "--json", "--status", "ANALYZED").documents
    return image_id in {image["id"] for image in listed}
