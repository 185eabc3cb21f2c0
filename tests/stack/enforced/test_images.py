from rekognition_tests.photos import astronaut, coffee, group_of

from tests.support.system.documents import (
    DELETE_IMAGE,
    FACE,
    FACES,
    IMAGE,
    IMAGES,
    REANALYZE_IMAGE,
)
from tests.support.system.people import Person
from tests.support.system.system import System
from tests.support.waiting import eventually


async def test_nothing_is_left_when_an_image_is_deleted(system: System, ana: Person) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "photo.jpg", coffee())
        await system.ingest.until_handled(
            upload.id, times=1
        )  # else the second may wait for a lease
        system.put(ana, "photo.jpg", group_of(2, 1))
        await system.ingest.until_handled(upload.id, times=2)
        faces = (await ana.answer(FACES))["items"]

        deleted = await ana.answer(DELETE_IMAGE, id=upload.id)
        event = await receivers.event(upload.id, "DELETED")
        await system.ingest.until_handled(upload.id, times=4)  # both versions are gone
        await system.all_delivered(ana, receivers)

    assert deleted == upload.id
    assert len(faces) == 2
    assert (event["image"], event["faces"]) == (None, None)
    assert receivers.kinds_of(upload.id).count("DELETED") == 1
    assert system.versions(upload.key) == []
    assert await ana.answer(IMAGE, id=upload.id) is None
    assert await ana.answer(FACE, id=faces[0]["id"]) is None
    assert (await ana.answer(FACES))["items"] == []
    assert upload.id not in [image["id"] for image in (await ana.answer(IMAGES))["items"]]
    await eventually(lambda: not system.stored_faces(upload.id), "the faces to be removed")


async def test_neighbours_stay_when_an_image_is_deleted(system: System, ana: Person) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "photo", coffee())
        neighbour = system.put(ana, "photo.jpg", astronaut())
        await system.ingest.until_handled(upload.id, times=1)
        await system.ingest.until_handled(neighbour.id, times=1)
        before = await ana.answer(IMAGE, id=neighbour.id)
        await ana.answer(DELETE_IMAGE, id=upload.id)
        await system.ingest.until_handled(upload.id, times=2)
        await system.all_delivered(ana, receivers)

    assert system.versions(neighbour.key) == [neighbour.version_id]
    assert await ana.answer(IMAGE, id=neighbour.id) == before


async def test_faces_are_new_when_an_image_is_analysed_again(system: System, ana: Person) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "photo.jpg", group_of(2, 1))
        await receivers.event(upload.id)
        before = await ana.answer(IMAGE, id=upload.id)

        asked = await ana.answer(REANALYZE_IMAGE, id=upload.id)
        await system.all_delivered(ana, receivers)

    after = await ana.answer(IMAGE, id=upload.id)
    old, new = ({face["id"] for face in image["faces"]} for image in (before, after))
    assert asked == {"id": upload.id, "revision": 1, "status": "ANALYZED"}
    assert (after["revision"], after["faceCount"], len(new)) == (2, 2, 2)
    assert old & new == set()
    assert receivers.kinds_of(upload.id) == ["ANALYZED", "ANALYZED"]
    assert {face["id"] for face in (await ana.answer(FACES))["items"]} == new
    assert await ana.answer(FACE, id=min(old)) is None
    await eventually(lambda: len(system.stored_faces(upload.id)) == 2, "old faces to be removed")


async def test_image_is_analysed_again_once_when_it_is_asked_for_twice(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "photo.jpg", astronaut())
        await receivers.event(upload.id)
        with system.ingest.paused():
            await ana.answer(REANALYZE_IMAGE, id=upload.id)
            await ana.answer(REANALYZE_IMAGE, id=upload.id)
        await system.all_delivered(ana, receivers)

    assert (await ana.answer(IMAGE, id=upload.id))["revision"] == 2
    assert len(system.engine_calls(upload.key)) == 2
