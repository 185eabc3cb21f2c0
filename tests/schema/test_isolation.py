import json

import pytest

from adapters.subscriptions import mutation_document
from core.model.wire import to_wire
from tests.schema.api import Api
from tests.support.builders import MD5, a_user, an_event, the_backend
from tests.support.documents import (
    CREATE_UPLOAD,
    DELETE_IMAGE,
    FACE,
    FACES,
    IMAGE,
    IMAGES,
    MUTATIONS,
    QUERIES,
    Document,
)

BEN = a_user("ben")
ADMIN = a_user("root", "admins")
ANONYMOUS = {"sub": None}
KNOWN = {"owner": "ana", "sub": "ana", "image_id": "unknown", "face_id": "unknown"}


def a_face_of(api: Api, image: str) -> str:
    return str(api.data(IMAGE, id=image)["image"]["faces"][0]["id"])


@pytest.mark.parametrize("document", [IMAGES, FACES], ids=lambda d: d.name)
def test_naming_another_owner_is_forbidden(api: Api, document: Document) -> None:
    api.upload()

    assert api.error(document, BEN, owner="ana") == "Forbidden"
    assert api.error(document, BEN, owner="") == "Forbidden"


@pytest.mark.parametrize("document", [IMAGES, FACES], ids=lambda d: d.name)
def test_token_of_another_owners_list_shows_nothing_of_that_list(
    api: Api, document: Document
) -> None:
    for name in "abc":
        api.upload(name)
    own = api.upload("own", owner="ben")
    token = api.data(document, limit=1)[document.name]["nextToken"]
    assert token

    connection = api.data(document, BEN, nextToken=token)[document.name]

    images = {item.get("imageId", item["id"]) for item in connection["items"]}
    assert images <= {own}


def test_admin_sees_and_lists_the_images_of_every_owner(api: Api) -> None:
    image = api.upload()
    face = a_face_of(api, image)

    assert api.data(IMAGE, ADMIN, id=image)["image"]["owner"] == "ana"
    assert api.data(FACE, ADMIN, id=face)["face"]["imageId"] == image
    assert len(api.data(IMAGES, ADMIN, owner="ana")["images"]["items"]) == 1
    assert len(api.data(FACES, ADMIN, owner="ana")["faces"]["items"]) == 1
    assert api.data(IMAGES, ADMIN)["images"]["items"] == []


def test_admin_may_delete_the_image_of_another_owner(api: Api) -> None:
    image = api.upload()

    assert api.data(DELETE_IMAGE, ADMIN, id=image) == {"deleteImage": image}
    assert api.data(IMAGE, id=image) == {"image": None}


def test_upload_always_belongs_to_the_caller(api: Api) -> None:
    form = api.data(CREATE_UPLOAD, BEN, **CREATE_UPLOAD.variables)["createUpload"]

    assert form["key"].startswith("uploads/ben/")
    assert api.data(IMAGE, id=form["imageId"]) == {"image": None}


def test_answer_does_not_show_whether_another_owner_has_the_same_bytes(api: Api) -> None:
    known = {**CREATE_UPLOAD.variables, "fileName": "a.jpg", "contentMd5": MD5.base64}
    form = api.data(CREATE_UPLOAD, **known)["createUpload"]
    api.upload(form["key"].removeprefix("uploads/ana/").removesuffix(".jpg"))

    asked_by_another = api.data(CREATE_UPLOAD, BEN, **known)["createUpload"]

    assert asked_by_another["image"] is None
    assert asked_by_another["key"] == form["key"].replace("/ana/", "/ben/")


@pytest.mark.parametrize("identity", [ANONYMOUS, the_backend()], ids=["anonymous", "backend"])
@pytest.mark.parametrize("document", [*QUERIES, *MUTATIONS], ids=lambda d: d.name)
def test_operations_of_users_need_a_user(
    api: Api, document: Document, identity: dict[str, object]
) -> None:
    assert api.error(document, identity, **document.variables_with(**KNOWN)) == "NotSignedIn"
    assert api.table() == []


@pytest.mark.parametrize(
    "identity", [a_user(), ADMIN, ANONYMOUS], ids=["user", "admin", "anonymous"]
)
def test_only_the_backend_publishes(api: Api, identity: dict[str, object]) -> None:
    event = json.dumps(to_wire(an_event()))

    assert api.error(mutation_document(), identity, event=event) == "Forbidden"
