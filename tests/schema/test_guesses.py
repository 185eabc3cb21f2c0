"""Guesses at data of another owner: neither the answer nor the calls to AWS reveal anything."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.table import keys
from core.model.image import image_id
from tests.schema.api import Api
from tests.schema.recording import recording
from tests.support.builders import BUCKET, MINUTE, a_user
from tests.support.documents import (
    DELETE_IMAGE,
    FACE,
    FACES,
    IMAGE,
    IMAGES,
    REANALYZE_IMAGE,
    Document,
)
from tests.support.simulated_aws import messages_in

BEN = a_user("ben")
UNKNOWN_IMAGE = "a" * 26
FACE_SET = "bcdefghijk"
STATES = ("with faces", "faceless", "rejected", "pending", "removed")


@dataclass(frozen=True)
class Seen:
    """What a caller could see: the answer and the calls to AWS. `guess` replaces the guessed id."""

    answer: dict[str, Any]
    calls: list[str]


def seen(api: Api, document: Document, **variables: str) -> Seen:
    (guess,) = variables.values()
    return seen_about(guess.partition(".")[0], api, document, variables)


def seen_about(guess: str, api: Api, document: Document | str, variables: dict[str, str]) -> Seen:
    with recording() as calls:
        answer = api.ask(document, BEN, variables)
    return Seen(answer, [_at_any_time(call).replace(guess, "guess") for call in calls])


def _at_any_time(call: str) -> str:
    """Reads contain the current second, and two reads may fall into different seconds."""
    return re.sub(r'":now": {"N": "\d+"}', '":now": {"N": "now"}', call)


def an_image_of_ana(api: Api, state: str) -> str:
    if state == "pending":
        return announced(api)
    body = b"no picture" if state == "rejected" else None
    image = api.upload(state, body=body, faces=int(state == "with faces"))
    if state == "removed":
        api.data(DELETE_IMAGE, id=image)
    return image


def announced(api: Api) -> str:
    document = 'mutation { createUpload(fileName: "a.jpg", contentType: "image/jpeg") { imageId } }'
    return str(api.data(document)["createUpload"]["imageId"])


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    "document", [IMAGE, DELETE_IMAGE, REANALYZE_IMAGE], ids=lambda document: document.name
)
def test_guessed_image_is_answered_like_an_unknown_one_and_by_the_same_calls(
    api: Api, document: Document, state: str
) -> None:
    image = an_image_of_ana(api, state)
    before = api.table()

    guessed, unknown = (seen(api, document, id=each) for each in (image, UNKNOWN_IMAGE))

    assert guessed == unknown
    assert len(guessed.calls) == 1
    assert api.table() == before
    assert messages_in(api.aws.queue_url) == []


@pytest.mark.parametrize("state", STATES)
def test_guessed_face_is_answered_like_an_unknown_one_and_by_the_same_calls(
    api: Api, state: str
) -> None:
    image = an_image_of_ana(api, state)
    stored = [item["sk"]["S"] for item in api.table() if item["sk"]["S"].startswith("FACE#")]
    of_image = [f"{image}.{sk.split('#')[1]}.{sk.split('#')[2]}" for sk in stored]

    answers = [seen(api, FACE, id=f"{each}.{FACE_SET}.00") for each in (image, UNKNOWN_IMAGE)]
    answers += [seen(api, FACE, id=face) for face in of_image]

    assert len(of_image) == (state == "with faces")
    assert all(answer == answers[0] for answer in answers)
    assert answers[0].answer == {"data": {"face": None}}


@pytest.mark.parametrize("document", [IMAGES, FACES], ids=lambda document: document.name)
def test_guessed_owner_is_answered_like_an_unknown_one_and_by_no_call(
    api: Api, document: Document
) -> None:
    api.upload()

    guessed, unknown = (seen(api, document, owner=owner) for owner in ("ana", "nobody"))

    assert guessed == unknown
    assert guessed.calls == []


@pytest.mark.parametrize(("name", "place"), [("images", ""), ("faces", f"#{FACE_SET}#00")])
def test_token_at_another_owners_image_is_answered_like_one_at_an_unknown_image(
    api: Api, name: str, place: str
) -> None:
    image, own = api.upload("of-ana"), api.upload("own", owner="ben")
    document = f"query Page($token: String) {{ {name}(nextToken: $token) {{ items {{ id }} }} }}"
    later = datetime.now(UTC) + MINUTE

    pages = []
    for each in (image, UNKNOWN_IMAGE):
        token = keys.next_token(keys.image_position(each, later) + place)
        pages.append(seen_about(each, api, document, {"token": token}))

    assert pages[0] == pages[1]
    (item,) = pages[0].answer["data"][name]["items"]
    assert item["id"].startswith(own)


def test_only_the_owner_sees_that_an_upload_was_announced(api: Api) -> None:
    image = announced(api)

    assert api.data(IMAGE, id=image)["image"]["status"] == "PENDING"
    assert seen(api, IMAGE, id=image) == seen(api, IMAGE, id=image_id(BUCKET, "uploads/x/y"))
