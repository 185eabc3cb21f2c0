"""Failures on the way to the engine, and how the image ends."""

import json

import pytest
from rekognition_tests.photos import coffee

from benchmarks.load.interruptions import kill_analyze_worker
from tests.support.system.documents import IMAGE, REANALYZE_IMAGE
from tests.support.system.doorway import THROTTLED
from tests.support.system.people import Person
from tests.support.system.system import System, names
from tests.support.waiting import eventually


async def test_only_the_poison_message_comes_back_when_a_batch_holds_one(
    system: System, ana: Person
) -> None:
    poison = json.dumps({"poison": ana.sub})
    async with system.receivers(ana) as receivers:
        with system.ingest.giving_up_after(receives=2), system.ingest.hidden_for(seconds=4):
            with system.ingest.paused():
                uploads = [system.put(ana, f"{number}.jpg", coffee()) for number in range(3)]
                bodies = await system.ingest.take(3)
                system.ingest.send(bodies[0], poison, *bodies[1:])
            for upload in uploads:
                await receivers.event(upload.id, "ANALYZED")
            await eventually(lambda: poison in system.ingest.dead_letters(), "a dead letter")
        await system.all_delivered(ana, receivers)

    assert [len(system.engine_calls(upload.key)) for upload in uploads] == [1, 1, 1]
    assert [receivers.kinds_of(upload.id) for upload in uploads] == [["ANALYZED"]] * 3
    assert not set(bodies) & set(system.ingest.dead_letters())


async def test_image_is_analysed_later_when_the_engine_is_busy_for_a_while(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        with system.engine.refusing(names(f"uploads/{ana.sub}/photo.jpg"), THROTTLED):
            upload = system.put(ana, "photo.jpg", coffee())
            await eventually(lambda: system.engine_calls(upload.key), "a refusal")
            waiting = await ana.answer(IMAGE, id=upload.id)
        await receivers.event(upload.id, "ANALYZED")
        await system.all_delivered(ana, receivers)

    assert (waiting["status"], waiting["revision"]) == ("PENDING", 0)
    assert [call.refused for call in system.engine_calls(upload.key)][-1] is False
    assert receivers.kinds_of(upload.id) == ["ANALYZED"]


async def test_neighbours_are_analysed_when_the_engine_refuses_one(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        with system.engine.refusing(names(f"uploads/{ana.sub}/busy.jpg")):
            busy = system.put(ana, "busy.jpg", coffee())
            neighbours = [system.put(ana, f"{number}.jpg", coffee()) for number in range(3)]
            for neighbour in neighbours:
                await receivers.event(neighbour.id, "ANALYZED")
            published_meanwhile = receivers.kinds_of(busy.id)
        await receivers.event(busy.id, "ANALYZED")
        await system.all_delivered(ana, receivers)

    assert published_meanwhile == []
    assert [len(system.engine_calls(upload.key)) for upload in neighbours] == [1, 1, 1]


async def test_image_has_failed_and_its_message_is_kept_when_the_engine_stays_away(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        with (
            system.ingest.giving_up_after(receives=2),
            system.engine.refusing(names(f"uploads/{ana.sub}/photo.jpg")),
        ):
            upload = system.put(ana, "photo.jpg", coffee())
            event = await receivers.event(upload.id)
            await eventually(
                lambda: any(upload.key in body for body in system.ingest.dead_letters()),
                "the message among the dead letters",
            )
        await system.all_delivered(ana, receivers)

    image = await ana.answer(IMAGE, id=upload.id)
    assert (event["kind"], event["image"]["failure"]) == ("FAILED", image["failure"])
    assert (image["status"], image["failure"]["code"]) == ("FAILED", "ENGINE_UNAVAILABLE")
    assert image["failure"]["retryable"] is True
    assert receivers.kinds_of(upload.id) == ["FAILED"]
    assert [call.refused for call in system.engine_calls(upload.key)] == [True, True]


@pytest.mark.parametrize("how", ["timed out", "killed"])  # as if memory had run out
async def test_image_has_failed_after_a_sweep_when_its_worker_died_in_its_last_attempt(
    system: System, ana: Person, how: str
) -> None:
    async with system.receivers(ana) as receivers:
        with (
            system.ingest.giving_up_after(receives=1),
            system.ingest.hidden_for(seconds=4),
            system.ingest.function.configured(timeout_s=3 if how == "timed out" else 30),
            system.engine.holding(names(f"uploads/{ana.sub}/photo.jpg")),
        ):
            upload = system.put(ana, "photo.jpg", coffee())
            if how == "killed":
                await eventually(lambda: system.engine_calls(upload.key), "a call of the engine")
                kill_analyze_worker(system.laptop)
            await eventually(
                lambda: any(upload.key in body for body in system.ingest.dead_letters()),
                "the message among the dead letters",
            )
        waiting = await ana.answer(IMAGE, id=upload.id)
        system.sweeping.age_lease(upload.id)
        system.sweeping.sweep()
        event = await receivers.event(upload.id)

    image = await ana.answer(IMAGE, id=upload.id)
    assert waiting["status"] == "PENDING"
    assert (event["kind"], event["image"]["failure"]) == ("FAILED", image["failure"])
    assert (image["status"], image["failure"]["code"]) == ("FAILED", "INTERNAL")
    assert image["failure"]["retryable"] is True
    assert receivers.kinds_of(upload.id) == ["FAILED"]


async def test_failed_image_is_analysed_when_it_is_asked_for_again(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        with (
            system.ingest.giving_up_after(receives=1),
            system.engine.refusing(names(f"uploads/{ana.sub}/photo.jpg")),
        ):
            upload = system.put(ana, "photo.jpg", coffee())
            await receivers.event(upload.id, "FAILED")
            await system.ingest.until_idle()
        await ana.answer(REANALYZE_IMAGE, id=upload.id)
        event = await receivers.event(upload.id, "ANALYZED")

    assert event["revision"] == 2
    assert event["image"]["failure"] is None
