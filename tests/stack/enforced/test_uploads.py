"""createUpload's form, posted as a browser posts it.

MiniStack checks the policy of a form but not its signature. That a policy cannot be rewritten is
left to S3."""

import base64
import hashlib
from typing import Any

import httpx
import pytest
from rekognition_tests.photos import astronaut

from core.model.upload import MAX_IMAGE_BYTES
from tests.support.system.documents import CREATE_UPLOAD, IMAGE, IMAGES, URL
from tests.support.system.people import Person, download
from tests.support.system.system import System

JPEG = "image/jpeg"


async def test_photo_is_pending_and_then_analysed_when_it_comes_by_form(
    system: System, ana: Person
) -> None:
    form = await ana.answer(CREATE_UPLOAD, fileName="Füße 👣.jpg", contentType=JPEG)
    pending = await ana.answer(IMAGE, id=form["imageId"])
    async with system.receivers(ana) as receivers:
        _post(form, astronaut()).raise_for_status()

        event = await receivers.event(form["imageId"])

    image = await ana.answer(IMAGE, id=form["imageId"])
    assert (pending["status"], pending["faces"], pending["revision"]) == ("PENDING", None, 0)
    assert (image["status"], image["faceCount"], image["revision"]) == ("ANALYZED", 1, 1)
    assert image["key"] == form["key"] == pending["key"]
    assert event["image"]["id"] == form["imageId"] == system.image_id(form["key"])


async def test_upload_of_stored_bytes_names_their_image(system: System, ana: Person) -> None:
    digest = hashlib.md5(astronaut(), usedforsecurity=False).digest()
    photo = {
        "fileName": "portrait.jpg",
        "contentType": JPEG,
        "contentMd5": base64.b64encode(digest).decode(),
    }
    form = await ana.answer(CREATE_UPLOAD, **photo)
    async with system.receivers(ana) as receivers:
        _post(form, astronaut()).raise_for_status()
        await receivers.event(form["imageId"])

    again = await ana.answer(CREATE_UPLOAD, **photo)

    assert form["image"] is None
    assert again["image"] == {"id": form["imageId"], "status": "ANALYZED", "faceCount": 1}
    assert digest.hex() in form["key"]


async def test_link_downloads_the_picture(system: System, ana: Person) -> None:
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "portrait.jpg", astronaut())
        event = await receivers.event(upload.id)

    link = await ana.answer(URL, id=upload.id)
    assert await download(link["url"]) == astronaut()
    assert "url" not in event["image"]
    assert receivers.queue.events_of(upload.id)[0]["image"].get("url") is None


async def test_link_is_unknown_when_nothing_was_uploaded_yet(ana: Person) -> None:
    form = await ana.answer(CREATE_UPLOAD, fileName="photo.jpg", contentType=JPEG)

    assert await ana.answer(URL, id=form["imageId"]) == {"url": None}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", "uploads/somebody-else/photo.jpg"),
        ("Content-Type", "text/html"),
        ("x-amz-meta-more", "than was allowed"),
    ],
)
async def test_form_is_refused_when_a_field_was_changed(
    system: System, ana: Person, field: str, value: str
) -> None:
    form = await ana.answer(CREATE_UPLOAD, fileName="photo.jpg", contentType=JPEG)

    response = _post(form, astronaut(), **{field: value})

    assert response.status_code == 403
    await _nothing_came(system, ana, form)


@pytest.mark.parametrize("size_bytes", [0, MAX_IMAGE_BYTES + 1])
async def test_form_is_refused_when_the_file_is_empty_or_too_large(
    system: System, ana: Person, size_bytes: int
) -> None:
    form = await ana.answer(CREATE_UPLOAD, fileName="photo.jpg", contentType=JPEG)

    response = _post(form, bytes(size_bytes))

    assert response.status_code == 400
    await _nothing_came(system, ana, form)


@pytest.mark.parametrize(
    "variables",
    [
        {"fileName": "photo.gif", "contentType": "image/gif"},
        {"fileName": "../photo.jpg", "contentType": JPEG},
        {"fileName": "", "contentType": JPEG},
    ],
)
async def test_form_is_not_given_when_its_type_or_name_is_not_allowed(
    ana: Person, variables: dict[str, str]
) -> None:
    reply = await ana.ask(CREATE_UPLOAD, **variables)

    assert (reply.data, reply.error_types) == (None, ["InvalidArgument"])
    assert (await ana.answer(IMAGES))["items"] == []


def _post(form: dict[str, Any], body: bytes, **changed: str) -> httpx.Response:
    fields = {field["name"]: field["value"] for field in form["fields"]} | changed
    return httpx.post(form["url"], data=fields, files={"file": ("photo.jpg", body)})


async def _nothing_came(system: System, owner: Person, form: dict[str, Any]) -> None:
    image = await owner.answer(IMAGE, id=form["imageId"])
    assert image["status"] == "PENDING"
    assert system.versions(form["key"]) == []
    assert system.versions("uploads/somebody-else/photo.jpg") == []
