"""Answers about the data of another owner, and credentials that are refused.

test_access.py covers the table of tests/support/access."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from gql.transport.exceptions import (
    TransportConnectionFailed,
    TransportQueryError,
    TransportServerError,
)
from rekognition_tests.photos import astronaut

from adapters.subscriptions import mutation_document
from core.model.event import EventKind
from core.model.wire import to_wire
from tests.stack.backend import ask_as_backend
from tests.support.builders import an_event
from tests.support.system.documents import (
    DELETE_IMAGE,
    FACE,
    FACES,
    IMAGE,
    IMAGES,
    PUBLISH_IMAGE_EVENT,
    REANALYZE_IMAGE,
    URL,
)
from tests.support.system.people import Person, Reply
from tests.support.system.receivers import Receivers
from tests.support.system.system import System, Upload

EVERYTHING_PUBLISHED = mutation_document()
UNKNOWN_IMAGE = "a" * 26
BY_IMAGE = {
    "image": IMAGE,
    "url": URL,
    "deleteImage": DELETE_IMAGE,
    "reanalyzeImage": REANALYZE_IMAGE,
}


@dataclass(frozen=True, slots=True)
class Portrait:
    upload: Upload
    image: dict[str, Any]
    receivers: Receivers

    @property
    def face_id(self) -> str:
        face_id: str = self.image["faces"][0]["id"]
        return face_id


@pytest.fixture
async def portrait(system: System, ana: Person) -> AsyncIterator[Portrait]:
    """An analysed portrait of ana's."""
    async with system.receivers(ana) as receivers:
        upload = system.put(ana, "portrait.jpg", astronaut())
        await receivers.event(upload.id)
        yield Portrait(upload, await ana.answer(IMAGE, id=upload.id), receivers)


@pytest.mark.parametrize("document", BY_IMAGE.values(), ids=BY_IMAGE.keys())
async def test_image_of_another_owner_answers_as_if_it_did_not_exist(
    system: System, ana: Person, ben: Person, portrait: Portrait, document: str
) -> None:
    of_unknown = await ben.ask(document, id=UNKNOWN_IMAGE)

    of_ana = await ben.ask(document, id=portrait.upload.id)

    assert of_ana == of_unknown
    await _is_as_before(system, ana, portrait)


async def test_face_of_another_owner_answers_as_if_it_did_not_exist(
    ben: Person, portrait: Portrait
) -> None:
    set_and_index = portrait.face_id.removeprefix(portrait.upload.id)

    assert await ben.ask(FACE, id=portrait.face_id) == Reply({"face": None})
    assert await ben.ask(FACE, id=UNKNOWN_IMAGE + set_and_index) == Reply({"face": None})


@pytest.mark.usefixtures("portrait")
@pytest.mark.parametrize("document", [IMAGES, FACES], ids=["images", "faces"])
async def test_list_of_another_owner_is_refused_like_that_of_an_unknown_owner(
    ana: Person, ben: Person, document: str
) -> None:
    of_unknown = await ben.ask(document, owner="00000000-0000-0000-0000-000000000000")

    of_ana = await ben.ask(document, owner=ana.sub)

    assert (of_ana.data, of_ana.error_types) == (None, ["Forbidden"])
    assert of_ana == of_unknown
    assert (await ben.answer(document))["items"] == []


async def test_subscription_with_a_null_image_is_refused(ana: Person) -> None:
    with pytest.raises(TransportQueryError, match="InvalidArgument"):
        async with ana.listening(imageId=None):
            pass


@pytest.mark.parametrize("token", ["", "nonsense", "Bearer nonsense"])
async def test_request_without_a_token_of_the_pool_is_refused(ana: Person, token: str) -> None:
    stranger = replace(ana, token=token)

    reply = await stranger.ask(IMAGES)
    with pytest.raises((TransportServerError, TransportConnectionFailed)):
        async with stranger.listening():
            pass

    assert (reply.data, reply.error_types) == (None, ["UnauthorizedException"])


async def test_token_is_refused_when_it_was_changed(ana: Person) -> None:
    header, payload, signature = ana.token.split(".")
    forged = replace(ana, token=".".join([header, payload, signature[::-1]]))

    reply = await forged.ask(IMAGES)

    assert (reply.data, reply.error_types) == (None, ["UnauthorizedException"])


async def test_backend_may_publish_events_and_a_user_may_not(ana: Person) -> None:
    forged, true = _event_of(ana, UNKNOWN_IMAGE), _event_of(ana, "b" * 26)
    async with ana.listening() as inbox:
        refusal = await ana.ask(PUBLISH_IMAGE_EVENT, event=forged)
        published = ask_as_backend(ana.graphql_url, EVERYTHING_PUBLISHED, event=true)
        await inbox.event("b" * 26)

    assert (refusal.data, refusal.error_types) == ({"publishImageEvent": None}, ["Unauthorized"])
    assert published.errors is None
    assert inbox.events_of(UNKNOWN_IMAGE) == []


async def test_backend_is_refused_when_its_secret_is_wrong(ana: Person) -> None:
    event = _event_of(ana, UNKNOWN_IMAGE)

    refusal = ask_as_backend(
        ana.graphql_url, EVERYTHING_PUBLISHED, secret="not the secret", event=event
    )

    assert (refusal.data, refusal.error_types) == (None, ["UnauthorizedException"])


async def _is_as_before(system: System, ana: Person, portrait: Portrait) -> None:
    await system.all_delivered(ana, portrait.receivers)
    assert await ana.answer(IMAGE, id=portrait.upload.id) == portrait.image
    assert portrait.receivers.kinds_of(portrait.upload.id) == ["ANALYZED"]
    assert system.versions(portrait.upload.key) == [portrait.upload.version_id]


def _event_of(owner: Person, image_id: str) -> str:
    event = an_event(
        kind=EventKind.DELETED, owner=owner.sub, image_id=image_id, image=None, faces=None
    )
    return json.dumps(to_wire(event))
