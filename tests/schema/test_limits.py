"""Arguments at their limits and past them: a refusal has a code, comes before any call to AWS, and
changes nothing."""

import base64
import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.subscriptions import mutation_document
from adapters.table import keys
from core.model.wire import to_wire
from resolvers import events
from resolvers.router import Router
from schema.executor import execute
from tests.schema.api import Api
from tests.schema.recording import recording
from tests.support.builders import NOW, a_user, an_event, some_faces, the_backend
from tests.support.documents import (
    CREATE_UPLOAD,
    DELETE_IMAGE,
    FACE,
    FACES,
    IMAGE,
    IMAGES,
    REANALYZE_IMAGE,
    Document,
)

ADMIN = a_user("root", "admins")
ID = "a" * 26
POSITION = keys.image_position(ID, NOW)
JPEG = "image/jpeg"
ODD_TEXTS = st.text(max_size=300) | st.text(
    st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Co"])
)


def encoded(position: str) -> str:
    return base64.urlsafe_b64encode(position.encode()).decode().rstrip("=")


IMPOSSIBLE_IDS = {
    "empty": "",
    "long": "a" * 1_000_000,
    "one too many": ID + "a",
    "a line end": ID + "\n",
    "NUL": "\x00" * 26,
    "other digits": "２" * 26,
    "capitals": ID.upper(),
    "half a character": "\ud800" * 26,
    "a key": f"IMAGE#{ID}",
    "face of no image": ".bcdefghijk.00",
    "face of other digits": f"{ID}.bcdefghijk.０１",
    "face and a line end": f"{ID}.bcdefghijk.00\n",
}
TOKENS_NEVER_ISSUED = {
    "long": "A" * 1_000_000,
    "not base64": "*" * 8,
    "half a character": "\ud800",
    "not UTF-8": encoded(POSITION)[:-2] + "_w",
    "a line end": encoded(POSITION + "\n"),
    "other digits": encoded(POSITION.replace("2", "２")),
    "another id": encoded(POSITION[:-1]),
    "a key": encoded(f"IMAGE#{ID}"),
    "padded": encoded(POSITION) + "====",
}
FILE_NAMES = {
    "256 bytes": "x" * 256,
    "86 letters of 3 bytes": "写" * 86,
    "blank": " \u00a0\u3000",
    "NUL": "a\x00b",
    "line end": "a\nb",
    "C1": "a\x85b",
    "DEL": "a\x7fb",
    "half a character": "a\udc00",
    "no character": "a\uffff",
    "backward": "a/../b",
}


@pytest.mark.parametrize("id", IMPOSSIBLE_IDS.values(), ids=IMPOSSIBLE_IDS.keys())
@pytest.mark.parametrize(
    ("document", "answer"),
    [
        (IMAGE, None),
        (FACE, None),
        (DELETE_IMAGE, "ImageNotFound"),
        (REANALYZE_IMAGE, "ImageNotFound"),
    ],
    ids=lambda value: value.name if isinstance(value, Document) else "",
)
def test_impossible_id_is_unknown_and_costs_no_call(
    api: Api, document: Document, answer: str | None, id: str
) -> None:
    with recording() as calls:
        if answer:
            assert api.error(document, id=id) == answer
        else:
            assert api.data(document, id=id) == {document.name: None}

    assert calls == []
    assert api.table() == []


@pytest.mark.parametrize("token", TOKENS_NEVER_ISSUED.values(), ids=TOKENS_NEVER_ISSUED.keys())
@pytest.mark.parametrize("document", [IMAGES, FACES], ids=lambda document: document.name)
def test_token_that_was_never_issued_is_refused_and_costs_no_call(
    api: Api, document: Document, token: str
) -> None:
    with recording() as calls:
        assert api.error(document, nextToken=token) == "InvalidNextToken"

    assert calls == []


@pytest.mark.parametrize("limit", [1, 100])
@pytest.mark.parametrize("document", [IMAGES, FACES], ids=lambda document: document.name)
def test_page_takes_one_call_that_reads_one_item_above_its_limit(
    api: Api, document: Document, limit: int
) -> None:
    with recording() as calls:
        api.data(document, limit=limit)

    (call,) = calls
    assert f'"Limit": {limit + 1}' in call


@pytest.mark.parametrize("owner", ["x" * 129, "", "\x00", "\ud800", "a\nb", "\u2028"])
@pytest.mark.parametrize("document", [IMAGES, FACES], ids=lambda document: document.name)
def test_impossible_owner_is_refused_and_costs_no_call(
    api: Api, document: Document, owner: str
) -> None:
    with recording() as calls:
        assert api.error(document, ADMIN, owner=owner) == "InvalidArgument"

    assert calls == []


@pytest.mark.parametrize("owner", ["x", "x" * 128, "ü #%/"])
@pytest.mark.parametrize("document", [IMAGES, FACES], ids=lambda document: document.name)
def test_possible_owner_without_images_has_empty_lists(
    api: Api, document: Document, owner: str
) -> None:
    assert api.data(document, ADMIN, owner=owner)[document.name]["items"] == []


@pytest.mark.parametrize("name", FILE_NAMES.values(), ids=FILE_NAMES.keys())
def test_forbidden_file_name_is_refused_and_costs_no_call(api: Api, name: str) -> None:
    with recording() as calls:
        assert api.error(CREATE_UPLOAD, fileName=name, contentType=JPEG) == "InvalidArgument"

    assert calls == []
    assert api.table() == []


@pytest.mark.parametrize(
    "name", ["x" * 255, "写" * 85, "😀" * 63 + "xyz", "\u202egpj.exe", "e\u0301"]
)
def test_file_name_at_the_limit_is_kept_letter_by_letter(api: Api, name: str) -> None:
    form = api.data(CREATE_UPLOAD, fileName=name, contentType=JPEG)["createUpload"]

    assert form["key"].rpartition("/")[2] == name
    assert api.data(IMAGE, id=form["imageId"])["image"]["key"] == form["key"]


@pytest.mark.slow
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ODD_TEXTS)
def test_malformed_md5_is_refused_and_costs_no_call(api: Api, text: str) -> None:
    with recording() as calls:
        code = api.error(CREATE_UPLOAD, fileName="a.jpg", contentType=JPEG, contentMd5=text)

    assert code == "InvalidArgument"
    assert calls == []
    assert api.table() == []


@pytest.mark.slow
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(id=ODD_TEXTS, token=ODD_TEXTS, owner=ODD_TEXTS, name=ODD_TEXTS)
def test_any_text_is_accepted_or_refused_with_a_known_code(
    api: Api, id: str, token: str, owner: str, name: str
) -> None:
    answers = [
        api.ask(IMAGE, variables={"id": id}),
        api.ask(FACE, variables={"id": id}),
        api.ask(DELETE_IMAGE, variables={"id": id}),
        api.ask(IMAGES, variables={"nextToken": token}),
        api.ask(FACES, ADMIN, {"owner": owner}),
        api.ask(CREATE_UPLOAD, variables={"fileName": name, "contentType": JPEG}),
    ]

    codes = {error["errorType"] for answer in answers for error in answer.get("errors", ())}
    assert codes <= {"ImageNotFound", "InvalidNextToken", "InvalidArgument"}


def codes_of_publishing(document: dict[str, Any]) -> set[str | None]:
    router = Router(events.field)
    answer = execute(
        lambda event: router.dispatch(event, "request-7"),
        mutation_document(),
        {"event": json.dumps(document)},
        the_backend(),
    )
    return {error["errorType"] for error in answer.get("errors", ())}


@pytest.mark.parametrize(
    "changes",
    [
        {"occurredAt": "0001-01-01T00:00:00+23:59"},
        {"occurredAt": "9999-12-31T23:59:59-23:59"},
        {"occurredAt": "yesterday"},
        {"faces": [to_wire(some_faces()[0]) | {"confidence": 10**400}]},
        {"revision": 1.5},
        {"kind": "PENDING"},
        {"owner": None},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_malformed_event_is_refused(changes: dict[str, Any]) -> None:
    assert codes_of_publishing(to_wire(an_event()) | changes) == {"InvalidArgument"}


@pytest.mark.slow
@settings(max_examples=50)
@given(data=st.data())
def test_damaged_event_is_published_or_refused_with_a_known_code(data: st.DataObject) -> None:
    document = copy.deepcopy(to_wire(an_event()))
    place = data.draw(st.sampled_from([document, document["image"], document["faces"][0]]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(
        st.sampled_from(
            [None, [], {}, "", "\ud800", -1, 10**400, 1e308, True, "9999-12-31", [None]]
        )
    )

    # None: graphql-core itself refuses a value that it cannot write in the field's type.
    assert codes_of_publishing(document) <= {"InvalidArgument", None}
