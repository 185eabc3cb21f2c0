"""The publisher cannot reach the API, and events are published again."""

import sys

from rekognition_tests.photos import astronaut, coffee

from tests.stack.operator_commands import run_as_operator
from tests.support.system.documents import DELETE_IMAGE, IMAGE
from tests.support.system.doorway import Call
from tests.support.system.people import Person
from tests.support.system.system import System
from tests.support.waiting import eventually


async def test_events_arrive_when_the_api_is_back(system: System, ana: Person) -> None:
    before = len(_refused(system))
    async with system.receivers(ana) as receivers:
        with system.api.refusing(_everything):
            portrait = system.put(ana, "portrait.jpg", astronaut())
            still_life = system.put(ana, "coffee.jpg", coffee())
            await eventually(lambda: len(_refused(system)) > before + 2, "tries to publish")
            answered = await ana.answer(IMAGE, id=portrait.id)
            received = list(receivers.subscriber.events)
        await receivers.event(portrait.id)
        await receivers.event(still_life.id)
        await system.all_delivered(ana, receivers)

    assert (answered["status"], received) == ("ANALYZED", [])
    assert receivers.subscriber.kinds_of(portrait.id) == ["ANALYZED"]
    assert {event["id"] for event in receivers.queue.events_of(portrait.id)} == {f"{portrait.id}-1"}


async def test_event_that_was_given_up_on_is_kept_until_it_is_published_again(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        with system.publishing.giving_up_after(retries=1), system.api.refusing(_everything):
            upload = system.put(ana, "portrait.jpg", astronaut())
            await eventually(lambda: _kept(system), "an event in the bucket of failed ones")
        await system.all_delivered(ana, receivers)
        received = receivers.subscriber.events_of(upload.id)

        output = _republish(system)
        await receivers.subscriber.event(upload.id, "ANALYZED")

    assert received == []
    assert output == f"published 1 events\npublished: {upload.id}-1\n"
    assert _kept(system) == []
    (event,) = receivers.subscriber.events_of(upload.id)
    image = await ana.answer(IMAGE, id=upload.id)
    assert {**event["image"], "faces": event["faces"]} == image


async def test_present_state_is_published_again_when_an_image_is_named(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "portrait.jpg", astronaut())
        gone = system.put(ana, "gone.jpg", coffee())
        await system.all_delivered(ana, receivers)
        await ana.answer(DELETE_IMAGE, id=gone.id)
        await system.all_delivered(ana, receivers)

        output = _republish(system, upload.id, gone.id, "a" * 26)
        await system.all_delivered(ana, receivers)

    assert output.splitlines() == [
        "published 2 events",
        f"published: {upload.id}-1",
        f"published: {gone.id}-2",
        f"nothing to publish: {'a' * 26}",
    ]
    assert receivers.kinds_of(upload.id) == ["ANALYZED", "ANALYZED"]
    assert receivers.kinds_of(gone.id) == ["ANALYZED", "DELETED", "DELETED"]
    assert len({event["id"] for event in receivers.queue.events_of(upload.id)}) == 1


def _everything(_document: object) -> bool:
    return True


def _refused(system: System) -> list[Call]:
    return [call for call in system.api.calls if call.refused]


def _kept(system: System) -> list[str]:
    bucket = system.outputs.failed_events_bucket_name
    found = system.s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return [entry["Key"] for entry in found]


def _republish(system: System, *image_ids: str) -> str:
    outputs = system.outputs
    command = [sys.executable, "-m", "processors.publish.republish"]
    command += ["--stack", outputs.stack_name, "--graphql-url", outputs.graphql_url, *image_ids]
    return run_as_operator(system, *command)
