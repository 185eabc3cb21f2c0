"""S3's events repeated, late and out of order; the bucket's versions in every order."""

import json

from rekognition_tests.photos import astronaut, coffee

from tests.support.system.documents import IMAGE
from tests.support.system.inbox import Event
from tests.support.system.people import Person
from tests.support.system.system import System, Upload, names
from tests.support.waiting import eventually

COPIES = 5
_SHORT_TIMEOUT_S = 8  # of the function, and therefore of its leases


async def test_image_is_paid_for_and_published_once_when_its_event_comes_again_and_again(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        upload, body = await _put_unnoticed(system, ana, "portrait.jpg", astronaut())
        for _ in range(COPIES):
            system.ingest.send(body)
            await system.ingest.until_idle()
        await system.all_delivered(ana, receivers)

    assert len(system.engine_calls(upload.key)) == 1
    assert receivers.kinds_of(upload.id) == ["ANALYZED"]
    assert (await ana.answer(IMAGE, id=upload.id))["revision"] == 1


async def test_image_is_paid_for_and_published_once_when_its_event_comes_many_times_at_once(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        upload, body = await _put_unnoticed(system, ana, "portrait.jpg", astronaut())
        with (
            system.ingest.function.configured(timeout_s=_SHORT_TIMEOUT_S),
            system.ingest.one_by_one(),
        ):
            with system.engine.holding(names(upload.key)):
                system.ingest.send(*[body] * COPIES)
                await eventually(
                    lambda: len(system.ingest.starts(upload.id)) == COPIES - 1,
                    "all copies but one to go back",
                )
            await system.all_delivered(ana, receivers)

    assert len(system.engine_calls(upload.key)) == 1
    assert receivers.kinds_of(upload.id) == ["ANALYZED"]
    assert (await ana.answer(IMAGE, id=upload.id))["revision"] == 1


async def test_image_stays_removed_when_its_creation_arrives_after_its_removal(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        with system.ingest.paused():
            upload = system.put(ana, "portrait.jpg", astronaut())
            system.delete(upload.key)
            created, removed = sorted(await system.ingest.take(2), key=_event_name)
        system.ingest.send(removed)
        await receivers.event(upload.id, "DELETED")
        system.ingest.send(created)
        await system.all_delivered(ana, receivers)

    assert _event_name(created).startswith("ObjectCreated:")
    assert system.engine_calls(upload.key) == []
    assert receivers.kinds_of(upload.id) == ["DELETED"]
    assert await ana.answer(IMAGE, id=upload.id) is None


async def test_newer_version_stands_when_the_older_one_arrives_last(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        with system.ingest.paused():
            system.put(ana, "photo.jpg", astronaut())
            upload = system.put(ana, "photo.jpg", coffee())
            bodies = await system.ingest.take(2)
        older, newer = sorted(bodies, key=lambda body: upload.version_id in body)
        system.ingest.send(newer)
        await receivers.event(upload.id, "ANALYZED")
        system.ingest.send(older)
        await system.all_delivered(ana, receivers)

    image = await ana.answer(IMAGE, id=upload.id)
    assert (image["versionId"], image["faceCount"]) == (upload.version_id, 0)
    assert receivers.kinds_of(upload.id) == ["ANALYZED"]
    assert len(system.engine_calls(upload.key)) == 1


async def test_image_stands_when_an_old_version_is_deleted(system: System, ana: Person) -> None:
    async with system.receivers(ana) as receivers:
        old = system.put(ana, "photo.jpg", coffee())
        await system.ingest.until_handled(old.id, times=1)
        current = system.put(ana, "photo.jpg", astronaut())
        await system.ingest.until_handled(old.id, times=2)
        before = await ana.answer(IMAGE, id=current.id)
        system.delete(old.key, old.version_id)
        await system.ingest.until_handled(old.id, times=3)
        await system.all_delivered(ana, receivers)

    assert before["faceCount"] == 1
    assert await ana.answer(IMAGE, id=current.id) == before
    assert receivers.kinds_of(current.id) == ["ANALYZED", "ANALYZED"]
    assert len(system.engine_calls(current.key)) == 2


async def test_older_version_is_analysed_when_the_current_one_is_deleted(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        older = system.put(ana, "photo.jpg", astronaut())
        await system.ingest.until_handled(older.id, times=1)
        current = system.put(ana, "photo.jpg", coffee())
        await system.ingest.until_handled(older.id, times=2)
        system.delete(current.key, current.version_id)
        await system.ingest.until_handled(older.id, times=3)
        await system.all_delivered(ana, receivers)

    image = await ana.answer(IMAGE, id=older.id)
    assert (image["versionId"], image["faceCount"]) == (older.version_id, 1)
    assert [face["imageId"] for face in image["faces"]] == [older.id]
    assert _revisions(receivers.subscriber.events_of(older.id)) == [1, 2, 3]


async def test_image_is_gone_when_its_object_is_deleted(system: System, ana: Person) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "photo.jpg", astronaut())
        await receivers.event(upload.id, "ANALYZED")
        system.delete(upload.key)

        event = await receivers.event(upload.id, "DELETED")

    assert (event["image"], event["faces"], event["revision"]) == (None, None, 2)
    assert await ana.answer(IMAGE, id=upload.id) is None
    await eventually(lambda: not system.stored_faces(upload.id), "the faces to be removed")


async def test_image_is_back_when_its_delete_marker_is_deleted(system: System, ana: Person) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "photo.jpg", astronaut())
        await receivers.event(upload.id, "ANALYZED")
        marker = system.delete(upload.key)
        await receivers.event(upload.id, "DELETED")
        system.delete(upload.key, marker)
        await system.ingest.until_handled(upload.id, times=3)
        await system.all_delivered(ana, receivers)

    image = await ana.answer(IMAGE, id=upload.id)
    assert (image["status"], image["versionId"]) == ("ANALYZED", upload.version_id)
    assert _revisions(receivers.subscriber.events_of(upload.id)) == [1, 2, 3]


async def test_image_stands_when_a_delete_marker_below_it_is_deleted(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "photo.jpg", astronaut())
        await receivers.event(upload.id, "ANALYZED")
        marker = system.delete(upload.key)
        await receivers.event(upload.id, "DELETED")
        system.put(ana, "photo.jpg", coffee())
        await system.ingest.until_handled(upload.id, times=3)
        before = await ana.answer(IMAGE, id=upload.id)
        system.delete(upload.key, marker)
        await system.ingest.until_handled(upload.id, times=4)
        await system.all_delivered(ana, receivers)

    assert await ana.answer(IMAGE, id=upload.id) == before
    assert receivers.kinds_of(upload.id) == ["ANALYZED", "DELETED", "ANALYZED"]
    assert len(system.engine_calls(upload.key)) == 2


async def test_image_lives_again_with_a_higher_revision_when_its_key_is_used_again(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "photo.jpg", astronaut())
        await receivers.event(upload.id, "ANALYZED")
        system.delete(upload.key)
        await receivers.event(upload.id, "DELETED")
        again = system.put(ana, "photo.jpg", coffee())
        await system.ingest.until_handled(upload.id, times=3)
        await system.all_delivered(ana, receivers)

    image = await ana.answer(IMAGE, id=upload.id)
    assert again.id == upload.id
    assert (image["revision"], image["faceCount"]) == (3, 0)
    assert receivers.kinds_of(upload.id) == ["ANALYZED", "DELETED", "ANALYZED"]


async def _put_unnoticed(
    system: System, owner: Person, name: str, photo: bytes
) -> tuple[Upload, str]:
    """The upload and S3's event about it, which no function has received yet."""
    with system.ingest.paused():
        upload = system.put(owner, name, photo)
        (body,) = await system.ingest.take(1)
    return upload, body


def _event_name(body: str) -> str:
    (record,) = json.loads(body)["Records"]
    name: str = record["eventName"]
    return name


def _revisions(events: list[Event]) -> list[int]:
    return [event["revision"] for event in events]
