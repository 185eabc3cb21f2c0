import json
from dataclasses import replace

import pytest

from adapters.subscriptions import mutation_document
from core.model.caller import Caller
from core.model.face import Face
from core.model.image import Image
from core.model.stored_object import ReanalysisRequest
from core.use_cases.catalog import Catalog
from resolvers.image_fields import faces
from tests.schema.api import Api
from tests.support.builders import the_backend
from tests.support.documents import CREATE_UPLOAD, DELETE_IMAGE, FACES, IMAGE, IMAGES, Document

TOKENS = ["garbage", "!", "ü", "eyJvd25lciI6ImJlbiJ9", "A" * 5000]


@pytest.mark.parametrize("limit", [-1, 0, 101, 2**31 - 1])
@pytest.mark.parametrize("document", [IMAGES, FACES], ids=lambda d: d.name)
def test_limit_out_of_range_is_refused(api: Api, document: Document, limit: int) -> None:
    assert api.error(document, limit=limit) == "InvalidArgument"


@pytest.mark.parametrize("token", TOKENS, ids=lambda token: token[:9])
@pytest.mark.parametrize("document", [IMAGES, FACES], ids=lambda d: d.name)
def test_token_that_the_api_did_not_issue_is_refused(
    api: Api, document: Document, token: str
) -> None:
    assert api.error(document, nextToken=token) == "InvalidNextToken"


@pytest.mark.parametrize(
    ("file_name", "content_type"),
    [
        *(("", "image/png"), ("a/b.png", "image/png"), ("..", "image/png")),
        *(("${filename}", "image/png"), ("\x00", "image/png"), ("x" * 256, "image/png")),
        *(("x.gif", "image/gif"), ("x.png", ""), ("x.png", "image/png\r\nx: y")),
    ],
)
def test_upload_of_a_forbidden_type_or_name_is_refused_and_announces_nothing(
    api: Api, file_name: str, content_type: str
) -> None:
    code = api.error(CREATE_UPLOAD, fileName=file_name, contentType=content_type)

    assert code == "InvalidArgument"
    assert api.table() == []


def test_image_cannot_be_deleted_twice(api: Api) -> None:
    image = api.upload()
    api.data(DELETE_IMAGE, id=image)
    before = api.table()

    assert api.error(DELETE_IMAGE, id=image) == "ImageNotFound"
    assert api.table() == before


@pytest.mark.parametrize("event", ["{}", "[]", "5", '"text"', '{"kind": "PENDING"}'])
def test_value_that_is_not_an_event_is_not_published(api: Api, event: str) -> None:
    assert api.error(mutation_document(), the_backend(), event=event) == "InvalidArgument"


def test_faces_of_two_revisions_are_refused_when_the_image_changes_during_the_query(
    api: Api,
) -> None:
    image = api.upload()
    field = api.router.fields["Image", "faces"]

    def after_a_new_analysis(catalog: Catalog, image: Image, /) -> tuple[Face, ...] | None:
        api.router.fields["Image", "faces"] = field
        api.analyze(ReanalysisRequest(image_id=image.id, if_revision=1))
        return faces(catalog, image)

    api.router.fields["Image", "faces"] = replace(field, resolver=after_a_new_analysis)

    answer = api.ask(IMAGE, variables={"id": image})

    assert [error["errorType"] for error in answer["errors"]] == ["ImageChanged"]
    assert answer["data"]["image"]["faces"] is None
    assert answer["data"]["image"]["revision"] == 1


def test_internal_error_names_the_request_id_and_nothing_else(api: Api) -> None:
    def broken(caller: Caller, /, id: str) -> None:
        raise OSError(f"secret of {id} for {caller}")

    field = api.router.fields["Query", "image"]
    api.router.fields["Query", "image"] = replace(field, resolver=broken)

    answer = api.ask(IMAGE, variables={"id": "x"})

    assert answer["errors"] == [
        {
            "message": "something went wrong on our side; request id request-7",
            "path": ["image"],
            "errorType": "InternalError",
        }
    ]
    assert "secret" not in json.dumps(answer)


def test_document_with_a_field_outside_the_contract_is_refused(api: Api) -> None:
    answer = api.ask("{ images { items { password } } }")

    assert answer["data"] is None
    assert "Cannot query field 'password'" in answer["errors"][0]["message"]
