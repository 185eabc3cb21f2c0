"""Data of the owner ana, and every kind of caller who requests it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from adapters.subscriptions import mutation_document
from adapters.table.erasures import TableErasures
from adapters.table.faces import TableFaces
from adapters.table.records import TableImageRecords
from core.model.erasure import Erasure, ErasureCounts, ErasureRecord, ErasureStatus, Remainder
from core.model.event import ImageEvent
from core.model.face import faces_of
from core.model.failure import FailureCode, failure
from core.model.image import Image
from core.model.record import ImageRecord
from core.model.wire import to_wire
from tests.stack.backend import ask_as_backend
from tests.stack.callers import Caller, callers_of
from tests.support.access.outcomes import Who
from tests.support.access.questions import Question, question
from tests.support.builders import (
    FACE_SET,
    MD5,
    a_full_face_detail,
    a_record,
    an_analyzed_image,
    an_event,
)
from tests.support.system.documents import FACES, IMAGES
from tests.support.system.people import Person
from tests.support.system.system import System

_NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Scene:
    """`values`: arguments that request ana's data."""

    system: System
    ana: Person
    callers: Mapping[Who, Caller]
    image: Image
    values: Mapping[str, Any]

    def question(self, row: str, who: Who, **values: Any) -> Question:
        return question(row, {**self.values, **values}, by_backend=who is Who.BACKEND)

    def publish(self, **changes: Any) -> str:
        """Publishes an event and returns its id; by default about the scene's image and its
        owner."""
        event = event_of(self.image, id=uuid4().hex, **changes)
        reply = ask_as_backend(
            self.system.outputs.graphql_url, mutation_document(), event=json.dumps(to_wire(event))
        )
        assert reply.errors is None
        return event.id

    def store(self, name: str, minutes_ago: int = 0) -> Image:
        return store_image(self.system, self.ana, name, minutes_ago)

    def stored(self, image_id: str) -> ImageRecord | None:
        return _records(self.system).get(image_id)


def scene_of(system: System, ana: Person) -> Scene:
    image = store_image(system, ana, "first.jpg")
    store_image(system, ana, "second.jpg", minutes_ago=1)
    store_receipt(system, ana)
    values = {
        "owner": ana.sub,
        "confirm": ana.sub,
        "id": image.id,
        "imageId": image.id,
        "face.id": f"{image.id}.{FACE_SET}.00",
        "status": "ANALYZED",
        "limit": 1,
        "images.nextToken": _token_of_second_page(ana, IMAGES),
        "faces.nextToken": _token_of_second_page(ana, FACES),
        "fileName": "portrait.jpg",
        "contentType": "image/jpeg",
        "contentMd5": MD5.base64,
        "event": json.dumps(to_wire(event_of(image))),
    }
    return Scene(system, ana, callers_of(system, ana), image, values)


def store_image(system: System, owner: Person, name: str, minutes_ago: int = 0) -> Image:
    """Stores an image without a null member, so that every field has a value."""
    image = an_analyzed_image(
        f"uploads/{owner.sub}/{name}",
        bucket=system.outputs.bucket_name,
        uploaded_at=_NOW - timedelta(minutes=minutes_ago),
        failure=failure(FailureCode.INTERNAL),
    )
    faces = faces_of(image.id, FACE_SET, [a_full_face_detail()])
    TableFaces(system.dynamodb, system.outputs.table_name).write(
        owner.sub, image.uploaded_at, faces
    )
    _records(system).put(a_record(image, face_set=FACE_SET), replacing=None)
    return image


def store_receipt(system: System, owner: Person) -> None:
    """Stores the receipt of an earlier erasure, without a null member."""
    state = Erasure(
        id="earlier",
        status=ErasureStatus.DONE,
        requested_at=_NOW,
        finished_at=_NOW,
        found=ErasureCounts(),
        remains=(Remainder(what="this receipt", until=_NOW, for_days=90),),
    )
    erasures = TableErasures(system.dynamodb, system.outputs.table_name)
    erasures.put(ErasureRecord(owner=owner.sub, state=state), replacing=None)


def event_of(image: Image, **changes: Any) -> ImageEvent:
    values = {"owner": image.owner, "image_id": image.id, "image": image}
    return an_event(**values | changes)


async def forget_uploads(client: httpx.AsyncClient, callers: Mapping[Who, Caller]) -> None:
    """Deletes announced uploads, which would be in the lists of the users who announced them."""
    listed = Question("query { images(status: PENDING) { items { id } } }", {}, ("images",))
    for who in (Who.OWNER, Who.ANOTHER, Who.ADMIN):
        answer = await callers[who].ask(client, listed)
        for item in answer["data"]["images"]["items"]:
            text = "mutation Remove($id: ID!) { deleteImage(id: $id) }"
            await callers[who].ask(client, Question(text, item, ("deleteImage",)))


def _token_of_second_page(ana: Person, document: str) -> str:
    asked = {"query": document, "variables": {"limit": 1}}
    answer = httpx.post(ana.graphql_url, headers={"authorization": ana.token}, json=asked).json()
    (connection,) = answer["data"].values()
    token: str = connection["nextToken"]
    return token


def _records(system: System) -> TableImageRecords:
    return TableImageRecords(system.dynamodb, system.outputs.table_name)
