"""The same documents get the same answers in process and from the local stack.

In process, strawberry runs the resolvers over moto, with the same records. AppSync also checks
credentials and validates documents; the in-process executor does not."""

import importlib
import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from adapters.subscriptions import mutation_document
from core.model.image import ImageStatus
from core.model.wire import to_wire
from schema.executor import Handler, execute
from tests.stack.album import NAMES, Album
from tests.stack.backend import ask_as_backend
from tests.support.builders import a_user, an_event, the_backend
from tests.support.documents import (
    CREATE_UPLOAD,
    DELETE_IMAGE,
    ERASE_MY_DATA,
    FACE,
    FACES,
    IMAGE,
    IMAGES,
    QUERIES,
    REANALYZE_IMAGE,
    Document,
    departures,
)
from tests.support.simulated_aws import (
    REGION,
    SimulatedAws,
    dynamodb_client,
    s3_client,
    simulated_aws,
)
from tests.support.system.people import Person, Reply
from tests.support.system.system import System

if TYPE_CHECKING:
    from resolvers.router import Router

Answer = tuple[Any, list[dict[str, Any]]]
Question = tuple[Document, dict[str, Any]]
UNKNOWN_IMAGE = "a" * 26


async def test_every_document_gets_the_same_answer_in_process_and_from_the_stack(
    system: System, ana: Person, ben: Person
) -> None:
    album = Album(system.outputs.bucket_name, ana.sub, ben.sub)
    questions = _questions(album)

    in_process = _answers_in_process(album, questions)
    deployed = await _answers_of_the_stack(system, ana, album, questions)

    for question, ours, theirs in zip(questions, in_process, deployed, strict=True):
        assert (question, theirs) == (question, ours)
    for document, (data, _errors) in zip(QUERIES, deployed, strict=False):
        assert departures(document, data) == []


async def test_published_event_gets_the_same_answer_in_process_and_from_the_stack(
    ana: Person,
) -> None:
    variables = {"event": json.dumps(to_wire(an_event(owner=ana.sub)))}
    with simulated_aws() as aws:
        handler = _handler(aws, aws.bucket)
        ours = execute(handler, mutation_document(), variables, the_backend())

    theirs = ask_as_backend(ana.graphql_url, mutation_document(), **variables)

    assert theirs.errors is None
    assert _comparable(theirs) == _comparable(Reply(**ours))


def _questions(album: Album) -> list[Question]:
    full, removed = album.id("full"), album.id("removed")
    return [
        *((document, _known(document, album)) for document in QUERIES),
        *((IMAGE, {"id": album.id(name)}) for name in NAMES),
        *((IMAGE, {"id": other}) for other in (UNKNOWN_IMAGE, album.others_id, "", "nonsense")),
        *((FACE, {"id": album.face_id(name)}) for name in ("faceless", "changed", "removed")),
        (FACE, {"id": "nonsense"}),
        *((IMAGES, {"status": status}) for status in ImageStatus),
        *((listed, {"owner": album.other}) for listed in (IMAGES, FACES)),
        *((listed, {"limit": limit}) for listed in (IMAGES, FACES) for limit in (1, 0, 101, -1)),
        *((listed, {"nextToken": "nonsense"}) for listed in (IMAGES, FACES)),
        (IMAGES, {"limit": 2, "nextToken": album.position("faceless")}),
        *((REANALYZE_IMAGE, {"id": each}) for each in (full, removed, album.others_id)),
        *((DELETE_IMAGE, {"id": each}) for each in (album.others_id, removed, full, full)),
        *((document, _known(document, album)) for document in QUERIES),
        (CREATE_UPLOAD, CREATE_UPLOAD.variables_with()),
        (ERASE_MY_DATA, {"confirm": album.other}),
        (CREATE_UPLOAD, {"fileName": "photo.gif", "contentType": "image/gif"}),
        (CREATE_UPLOAD, {"fileName": "a/b.jpg", "contentType": "image/jpeg"}),
    ]


def _known(document: Document, album: Album) -> dict[str, Any]:
    return document.variables_with(
        owner=album.owner, image_id=album.id("full"), face_id=album.face_id("full")
    )


async def _answers_of_the_stack(
    system: System, owner: Person, album: Album, questions: list[Question]
) -> list[Answer]:
    with system.ingest.paused():
        album.store(system.dynamodb, system.outputs.table_name)
        replies = [await owner.ask(document.text, **given) for document, given in questions]
        await system.ingest.take(1)  # takes reanalyzeImage's request: its object does not exist
    return [_comparable(reply) for reply in replies]


def _answers_in_process(album: Album, questions: list[Question]) -> list[Answer]:
    with simulated_aws() as aws:
        s3_client().create_bucket(
            Bucket=album.bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        album.store(dynamodb_client(), aws.table_name)
        handler, user = _handler(aws, album.bucket), a_user(album.owner)
        answers = [execute(handler, document.text, given, user) for document, given in questions]
    return [_comparable(Reply(**answer)) for answer in answers]


def _handler(aws: SimulatedAws, bucket: str) -> Handler:
    with patch.dict(os.environ, aws.environment):  # read when the module is imported
        module = importlib.import_module("resolvers.handler")
    router: Router = module.build(replace(aws.resolver_settings, bucket_name=bucket))
    return lambda event: router.dispatch(event, "request")


def _comparable(reply: Reply) -> Answer:
    """The reply without values that always differ: signatures, names of uploads, times of forms."""
    stated = ("message", "path", "errorType")
    errors = [{name: error.get(name) for name in stated} for error in reply.errors or ()]
    return _without_novelties(reply.data), sorted(errors, key=json.dumps)


def _without_novelties(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_novelties(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "fields" in value:
        return [sorted(field["name"] for field in value["fields"]), sorted(value)]
    plain = {name: _without_novelties(item) for name, item in value.items()}
    return plain | ({"url": "(a link)"} if plain.get("url") else {})
