import io
from typing import Any

import pytest
from boto3.s3.transfer import TransferConfig
from rekognition_tests.photos import (
    ASTRONAUT_FACE,
    Box,
    astronaut,
    coffee,
    group_of,
    overlap_iou,
)

from tests.support.system.documents import FACE, FACES, IMAGE, IMAGES
from tests.support.system.people import Person
from tests.support.system.system import System

_PART_BYTES = 5 * 1024 * 1024  # the smallest part that S3 allows


async def test_faces_are_answered_when_a_photo_was_put(system: System, ana: Person) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "portrait.jpg", astronaut())

        event = await receivers.event(upload.id, "ANALYZED")

    image = await ana.answer(IMAGE, id=upload.id)
    (face,) = image.pop("faces")
    assert image["status"] == "ANALYZED"
    assert (image["faceCount"], image["width"], image["height"]) == (1, 512, 512)
    assert (image["owner"], image["key"]) == (ana.sub, upload.key)
    assert overlap_iou(_box(face), ASTRONAUT_FACE) >= 0.5
    assert (event["image"], event["faces"]) == (image, [face])
    assert await ana.answer(FACE, id=face["id"]) == face
    assert await ana.answer(FACES) == {"items": [face], "nextToken": None}
    assert await ana.answer(IMAGES) == {"items": [image], "nextToken": None}


async def test_faces_are_answered_when_a_photo_came_in_parts(system: System, ana: Person) -> None:
    motion_photo = astronaut() + bytes(_PART_BYTES)
    key = f"uploads/{ana.sub}/motion.jpg"
    async with system.receivers(ana) as receivers:
        system.s3.upload_fileobj(
            io.BytesIO(motion_photo),
            system.outputs.bucket_name,
            key,
            Config=TransferConfig(multipart_threshold=_PART_BYTES, multipart_chunksize=_PART_BYTES),
        )

        event = await receivers.event(system.image_id(key), "ANALYZED")

    assert event["image"]["sizeBytes"] == len(motion_photo)
    assert overlap_iou(_box(event["faces"][0]), ASTRONAUT_FACE) >= 0.5


@pytest.mark.parametrize(
    ("photo", "count"), [(group_of(3, 3), 9), (coffee(), 0)], ids=["nine", "none"]
)
async def test_every_face_is_published_when_there_are_many_or_none(
    system: System, ana: Person, photo: bytes, count: int
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "group.jpg", photo)

        event = await receivers.event(upload.id, "ANALYZED")

    assert event["image"]["faceCount"] == len(event["faces"]) == count
    image = await ana.answer(IMAGE, id=upload.id)
    assert (image["status"], image["faces"]) == ("ANALYZED", event["faces"])


async def test_queue_receives_only_what_its_policy_asks_for(system: System, ana: Person) -> None:
    with (
        system.topic.delivered_to_queue(owner=[ana.sub], faceCount=[{"numeric": [">", 0]}]) as some,
        system.topic.delivered_to_queue(owner=[ana.sub], faceCount=[0]) as none,
    ):
        portrait = system.put(ana, "portrait.jpg", astronaut())
        await some.event(portrait.id)
        still_life = system.put(ana, "coffee.jpg", coffee())
        await none.event(still_life.id)
        last = system.put(ana, "last.jpg", astronaut())
        await some.event(last.id)

    assert [event["imageId"] for event in some.events] == [portrait.id, last.id]
    assert [event["imageId"] for event in none.events] == [still_life.id]


async def test_subscriber_of_one_image_receives_events_of_no_other(
    system: System, ana: Person
) -> None:
    wanted = system.image_id(f"uploads/{ana.sub}/wanted.jpg")
    async with ana.listening(imageId=wanted) as inbox:
        async with system.receivers(ana) as receivers:
            other = system.put(ana, "other.jpg", coffee())
            await receivers.event(other.id)
        system.put(ana, "wanted.jpg", coffee())
        await inbox.event(wanted)

    assert inbox.events_of(other.id) == []


def _box(face: dict[str, Any]) -> Box:
    return Box(**face["boundingBox"])
