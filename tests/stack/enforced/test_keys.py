import json

import pytest
from rekognition_tests.photos import coffee

from core.model.stored_object import MAX_KEY_BYTES
from tests.support.system.documents import IMAGE, IMAGES, URL
from tests.support.system.people import Person, download
from tests.support.system.system import System

NAMES = {
    "spaces": "two  spaces and one at the end .jpg",
    "plus": "one+one=2.jpg",
    "percent": "100%25 %zz %2B.jpg",
    "unicode": "Füße 写真 été.jpg",
    "emoji": "👩🏽‍🚀 in orbit.jpg",
    "punctuation": "a&b<c>'d\"#?;:@$,!~*().jpg",
    "folders": "2026/03/01/deep.jpg",
    "no extension": "photo",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
async def test_photo_comes_through_when_its_key_is_odd(
    system: System, ana: Person, name: str
) -> None:
    await _comes_through(system, ana, name)


async def test_photo_comes_through_when_its_key_is_as_long_as_keys_get(
    system: System, ana: Person
) -> None:
    room = MAX_KEY_BYTES - len(f"uploads/{ana.sub}/".encode())
    await _comes_through(system, ana, "é" * (room // 2) + "x" * (room % 2))


async def test_object_is_left_alone_when_its_key_names_no_owner(
    system: System, ana: Person
) -> None:
    keys = ["uploads/photo.jpg", f"uploads/{ana.sub}/folder/", f"uploads//{ana.sub}.jpg"]
    async with system.receivers(ana) as receivers:
        with system.ingest.paused():
            for key in keys:
                system.s3.put_object(Bucket=system.outputs.bucket_name, Key=key, Body=coffee())
            bodies = await system.ingest.take(len(keys))
        system.ingest.send(*bodies)
        await system.all_delivered(ana, receivers)

    assert (await ana.answer(IMAGES))["items"] == []
    assert [system.engine_calls(key) for key in keys] == [[], [], []]
    assert not set(bodies) & set(system.ingest.dead_letters())


async def test_engine_is_not_called_when_s3_tests_the_notification(
    system: System, ana: Person
) -> None:
    test_event = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": ana.sub})
    before = len(system.engine.calls)

    system.ingest.send(test_event)
    await system.ingest.until_idle()

    assert len(system.engine.calls) == before
    assert test_event not in system.ingest.dead_letters()


async def _comes_through(system: System, owner: Person, name: str) -> None:
    photo = coffee()
    async with system.receivers(owner) as receivers:
        upload = system.put(owner, name, photo)
        await receivers.event(upload.id, "ANALYZED")

    image = await owner.answer(IMAGE, id=upload.id)
    link = await owner.answer(URL, id=upload.id)
    assert (image["key"], image["status"]) == (upload.key, "ANALYZED")
    assert await download(link["url"]) == photo
