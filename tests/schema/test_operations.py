import json
from typing import Any

import pytest

from core.model.image import image_id
from core.model.stored_object import ReanalysisRequest
from resolvers.api import FIELDS
from resolvers.declaration import ROOTS
from tests.schema.api import Api
from tests.support.builders import BUCKET, MD5, a_user
from tests.support.documents import (
    CREATE_UPLOAD,
    DELETE_IMAGE,
    DOCUMENTS,
    FACE,
    FACES,
    IMAGE,
    IMAGES,
    MUTATIONS,
    QUERIES,
    REANALYZE_IMAGE,
    Document,
    departures,
    nullable_fields,
)
from tests.support.drift import no_drift
from tests.support.simulated_aws import messages_in

PORTRAIT = "uploads/ana/portrait.jpg"


def a_face_of(api: Api, image: str) -> str:
    faces = api.data(IMAGE, id=image)["image"]["faces"]
    return str(faces[0]["id"])


def listed(api: Api, document: Document, **variables: Any) -> list[list[dict[str, Any]]]:
    """All pages, until the list ends."""
    pages, token = [], None
    while True:
        connection = api.data(document, nextToken=token, **variables)[document.name]
        pages.append(connection["items"])
        token = connection["nextToken"]
        if token is None:
            return pages


@pytest.mark.parametrize("document", [*QUERIES, *MUTATIONS], ids=lambda document: document.name)
def test_every_field_is_answered_as_the_contract_says(api: Api, document: Document) -> None:
    image = api.upload(faces=2)
    face = a_face_of(api, image)
    known = {"owner": "ana", "sub": "ana", "image_id": image, "face_id": face}

    data = api.data(document, **document.variables_with(**known))

    assert departures(document, data) == []


def test_every_field_of_an_image_has_a_value_once_it_is_known(api: Api) -> None:
    analyzed = api.data(IMAGE, id=api.upload())["image"]
    rejected = api.data(IMAGE, id=api.upload("text", body=b"text"))["image"]

    unknown = {name for name, value in analyzed.items() if value is None} - {"failure"}
    no_drift(unknown, "null in an image that is analyzed", edit="tests/schema/api.py")
    assert rejected["failure"]["code"] == "UNSUPPORTED_FORMAT"
    assert {name for name, value in rejected.items() if value is None} == {
        *("width", "height", "faceCount", "engine", "faces")
    }


def test_every_field_of_a_face_has_a_value_when_the_engine_knows_it(api: Api) -> None:
    face = api.data(FACE, id=a_face_of(api, api.upload()))["face"]

    unknown = {name for name, value in face.items() if value is None}
    no_drift(unknown, "null in a_full_face_detail", edit="tests/support/builders.py")
    assert len(face["landmarks"]) == 30
    assert len(face["emotions"]) == 9


@pytest.mark.slow
def test_faces_of_an_image_come_in_the_engines_order(api: Api) -> None:
    image = api.upload(faces=100)

    faces = api.data(IMAGE, id=image)["image"]["faces"]

    assert len(faces) == 100
    assert [face["id"] for face in faces] == sorted(face["id"] for face in faces)


def test_url_leads_to_the_version_that_was_analyzed(api: Api) -> None:
    image = api.data(IMAGE, id=api.upload())["image"]

    assert f"versionId={image['versionId']}" in image["url"]
    assert image["key"] in image["url"]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
def test_pages_of_images_are_exact_and_hold_each_image_once(api: Api, limit: int) -> None:
    ids = {api.upload(str(number), faces=0) for number in range(5)}

    pages = listed(api, IMAGES, limit=limit)

    assert {image["id"] for page in pages for image in page} == ids
    assert sum(map(len, pages)) == 5
    assert all(len(page) == limit for page in pages[:-1])


@pytest.mark.slow
@pytest.mark.parametrize("limit", [1, 4, 7, 100])
def test_pages_of_faces_are_exact_and_hold_each_face_once(api: Api, limit: int) -> None:
    for number in range(3):
        api.upload(str(number), faces=number + 1)
    api.upload("portrait", faces=1)
    api.analyze(ReanalysisRequest(image_id=image_id(BUCKET, PORTRAIT), if_revision=1))

    pages = listed(api, FACES, limit=limit)

    ids = [face["id"] for page in pages for face in page]
    assert len(ids) == len(set(ids)) == 7
    assert all(len(page) == limit for page in pages[:-1])


def test_images_of_a_status_are_listed_alone(api: Api) -> None:
    api.upload()
    rejected = api.upload("text", body=b"text")

    (page,) = listed(api, IMAGES, status="REJECTED")

    assert [image["id"] for image in page] == [rejected]


def test_lists_of_a_user_without_images_are_empty(api: Api) -> None:
    api.upload()

    assert listed(api, IMAGES, identity=a_user("ben")) == [[]]
    assert listed(api, FACES, identity=a_user("ben")) == [[]]


def test_unknown_ids_are_null(api: Api) -> None:
    assert api.data(IMAGE, id="unknown") == {"image": None}
    assert api.data(FACE, id="unknown") == {"face": None}


def test_upload_is_announced_and_pending_until_it_arrives(api: Api) -> None:
    form = api.data(CREATE_UPLOAD, **CREATE_UPLOAD.variables)["createUpload"]

    image = api.data(IMAGE, id=form["imageId"])["image"]
    fields = {field["name"]: field["value"] for field in form["fields"]}
    assert (image["status"], image["key"], image["url"]) == ("PENDING", form["key"], None)
    assert form["key"].startswith("uploads/ana/")
    assert form["key"].endswith("/portrait über 😀.jpg")
    assert (fields["key"], fields["Content-Type"]) == (form["key"], "image/jpeg")


def test_uploads_of_one_name_have_different_keys(api: Api) -> None:
    forms = [api.data(CREATE_UPLOAD, **CREATE_UPLOAD.variables) for _ in range(5)]

    assert len({form["createUpload"]["key"] for form in forms}) == 5


def test_upload_of_stored_bytes_names_their_image(api: Api) -> None:
    known = {**CREATE_UPLOAD.variables, "fileName": "a.jpg", "contentMd5": MD5.base64}
    form = api.data(CREATE_UPLOAD, **known)["createUpload"]
    image = api.upload(form["key"].removeprefix("uploads/ana/").removesuffix(".jpg"))

    again = api.data(CREATE_UPLOAD, **known)["createUpload"]

    assert form["image"] is None
    assert (image, again["key"]) == (form["imageId"], form["key"])
    assert (again["image"]["id"], again["image"]["status"]) == (image, "ANALYZED")
    assert {"name": "Content-MD5", "value": MD5.base64} in again["fields"]


def test_deleted_image_is_gone_with_its_faces(api: Api) -> None:
    image = api.upload()
    face = a_face_of(api, image)

    assert api.data(DELETE_IMAGE, id=image) == {"deleteImage": image}

    assert api.data(IMAGE, id=image) == {"image": None}
    assert api.data(FACE, id=face) == {"face": None}
    assert listed(api, IMAGES) == [[]]
    assert listed(api, FACES) == [[]]


def test_reanalysis_is_requested_and_the_image_shown_unchanged(api: Api) -> None:
    image = api.upload()

    shown = api.data(REANALYZE_IMAGE, id=image)["reanalyzeImage"]

    assert (shown["id"], shown["status"], shown["revision"]) == (image, "ANALYZED", 1)
    (request,) = messages_in(api.aws.queue_url)
    assert request == {"imageId": image, "ifRevision": 1}


def test_image_that_is_analyzed_anew_gets_faces_with_new_ids(api: Api) -> None:
    image = api.upload()
    old = a_face_of(api, image)

    api.analyze(ReanalysisRequest(image_id=image, if_revision=1))

    assert a_face_of(api, image) != old
    assert api.data(FACE, id=old) == {"face": None}


def test_every_operation_has_a_document() -> None:
    declared = {field.field_name for field in FIELDS if field.parent in ROOTS}

    missing = declared - {document.name for document in DOCUMENTS}
    no_drift(missing, "no document asks for this", edit="tests/support/documents.py")


def test_answers_are_json(api: Api) -> None:
    image = api.upload()

    answer = api.ask(IMAGE, variables={"id": image})

    assert json.loads(json.dumps(answer)) == answer


def test_only_what_may_be_unknown_is_nullable() -> None:
    assert nullable_fields("BoundingBox") == frozenset()
    assert not nullable_fields("Face") & {"id", "imageId", "boundingBox", "confidence", "landmarks"}
    assert not nullable_fields("Image") & {"id", "owner", "status", "revision", "uploadedAt"}
