import pytest
from PIL import Image
from rekognition_tests.photos import astronaut, encoded, jpeg, shipped

from core.model.upload import MAX_IMAGE_BYTES
from tests.support.system.documents import IMAGE, IMAGES
from tests.support.system.people import Person
from tests.support.system.system import System

_HEADER_BYTES = 700  # of the astronaut's JPEG: all bytes before its picture

AT_FAULT = {
    "text": (b"Not every .jpg is a picture.\n" * 20, "UNSUPPORTED_FORMAT"),
    "webp": (encoded(shipped("astronaut"), "WEBP"), "UNSUPPORTED_FORMAT"),
    "empty": (b"", "EMPTY"),
    "cut off behind its header": (astronaut()[:_HEADER_BYTES], "CORRUPT_IMAGE"),
    "79 pixels": (jpeg(shipped("astronaut").resize((79, 79))), "TOO_SMALL"),
    "above 15 MB": (astronaut() + bytes(MAX_IMAGE_BYTES), "TOO_LARGE"),
}


@pytest.mark.parametrize(("body", "code"), AT_FAULT.values(), ids=AT_FAULT.keys())
async def test_faulty_image_is_rejected_the_same_way_for_every_receiver(
    system: System, ana: Person, body: bytes, code: str
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "at-fault.jpg", body)

        event = await receivers.event(upload.id)

    image = await ana.answer(IMAGE, id=upload.id)
    assert image.pop("faces") is None
    assert (image["status"], image["failure"]["code"]) == ("REJECTED", code)
    assert image["failure"]["retryable"] is False
    assert (event["kind"], event["image"], event["faces"]) == ("REJECTED", image, [])
    assert receivers.queue.events_of(upload.id)[0]["image"]["failure"] == image["failure"]
    rejected = await ana.answer(IMAGES, status="REJECTED")
    assert [item["id"] for item in rejected["items"]] == [upload.id]


async def test_engine_is_not_paid_when_the_header_shows_the_fault(
    system: System, ana: Person
) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "small.png", encoded(Image.new("RGB", (79, 200)), "PNG"))
        await receivers.event(upload.id, "REJECTED")

    assert system.engine_calls(upload.key) == []
