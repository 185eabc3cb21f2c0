"""The client that applications use, over a transport that answers as the API and S3 do."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import facegraph
import httpx
import pytest
from facegraph import ApiError, Client, ImageStatus, UploadRejected
from facegraph.client import enums, fragments
from rekognition_tests.photos import astronaut

from tests.cli import tokens
from tests.cli.fakes import an_image

GRAPHQL, S3 = "https://api.test/graphql", "https://s3.test/"
Answer = Callable[[dict[str, Any]], dict[str, Any]]


class Refused(Exception):
    """`args[0]` is the error's type."""


@dataclass
class Backend:
    """`answer` maps a request's variables to its data. `posted` are bodies of uploads to S3."""

    answer: Answer
    s3: httpx.Response = field(default_factory=lambda: httpx.Response(204))
    tokens: list[str] = field(default_factory=list)
    posted: list[bytes] = field(default_factory=list)

    def client(self) -> Client:
        return Client(
            url=GRAPHQL,
            realtime_url="wss://api.test/graphql",
            token="token",
            http=httpx.AsyncClient(transport=httpx.MockTransport(self._respond)),
        )

    async def _respond(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        if str(request.url) == S3:
            self.posted.append(body)
            return self.s3
        self.tokens.append(request.headers["authorization"])
        try:
            answer: dict[str, Any] = {"data": self.answer(json.loads(body)["variables"])}
        except Refused as refused:
            error = {"errorType": refused.args[0], "message": "refused"}
            answer = {"data": None, "errors": [error]}
        return httpx.Response(200, json=answer)


def _form(image: dict[str, Any] | None = None) -> Answer:
    form = {
        "imageId": "image-1",
        "key": "uploads/owner/image-1",
        "url": S3,
        "expiresAt": "2026-11-01T12:00:00Z",
        "fields": [{"name": "policy", "value": "signed"}],
        "image": image,
    }
    return lambda _: {"createUpload": form}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(astronaut())
    return path


async def test_upload_posts_the_file_after_the_forms_fields(photo: Path) -> None:
    backend = Backend(_form())

    image_id = await backend.client().upload(photo)

    assert image_id == "image-1"
    (body,) = backend.posted
    assert 0 < body.index(b"signed") < body.index(astronaut())
    assert backend.tokens == ["token"]


async def test_upload_sends_no_file_that_was_uploaded_before(photo: Path) -> None:
    backend = Backend(_form(an_image("image-1")))

    assert await backend.client().upload(photo) == "image-1"
    assert backend.posted == []


async def test_upload_rejects_a_text_before_any_request(tmp_path: Path) -> None:
    backend = Backend(_form())
    text = tmp_path / "photo.jpg"
    text.write_text("no picture")

    with pytest.raises(UploadRejected) as rejected:
        await backend.client().upload(text)

    assert rejected.value.code == "UNSUPPORTED_FORMAT"
    assert (backend.tokens, backend.posted) == ([], [])


async def test_upload_names_the_reason_of_s3(photo: Path) -> None:
    refusal = httpx.Response(400, text="<Error><Code>EntityTooLarge</Code></Error>")
    backend = Backend(_form(), s3=refusal)

    with pytest.raises(UploadRejected) as rejected:
        await backend.client().upload(photo)

    assert rejected.value.code == "TOO_LARGE"


async def test_result_is_the_first_that_is_not_pending() -> None:
    states = ["PENDING", "PENDING", "ANALYZED"]

    def answer(_: dict[str, Any]) -> dict[str, Any]:
        return {"image": an_image("image-1", states.pop(0)) | {"url": None, "faces": []}}

    image = await Backend(answer).client().result("image-1")

    assert (image.status, states) == (ImageStatus.ANALYZED, [])


async def test_result_is_queried_again_when_the_image_changes_meanwhile() -> None:
    refusals = [Refused("ImageChanged")]

    def answer(_: dict[str, Any]) -> dict[str, Any]:
        if refusals:
            raise refusals.pop()
        return {"image": an_image("image-1", "ANALYZED") | {"url": None, "faces": []}}

    image = await Backend(answer).client().result("image-1")

    assert image.status is ImageStatus.ANALYZED


async def test_result_raises_any_other_refusal() -> None:
    def answer(_: dict[str, Any]) -> dict[str, Any]:
        raise Refused("Forbidden")

    with pytest.raises(ApiError) as refused:
        await Backend(answer).client().result("image-1")

    assert refused.value.error_type == "Forbidden"


async def test_result_ends_with_a_timeout_when_the_image_stays_pending() -> None:
    pending = {"image": an_image("image-1", "PENDING") | {"url": None, "faces": []}}

    with pytest.raises(TimeoutError, match="image-1"):
        await Backend(lambda _: pending).client().result("image-1", timeout_s=0)


async def test_iteration_requests_the_next_page_by_its_token() -> None:
    pages = {None: ("image-2", "more"), "more": ("image-1", None)}

    def answer(variables: dict[str, Any]) -> dict[str, Any]:
        image, token = pages[variables["nextToken"]]
        return {"images": {"items": [an_image(image) | {"url": None}], "nextToken": token}}

    found = [image.id async for image in Backend(answer).client().iter_images()]

    assert found == ["image-2", "image-1"]


async def test_client_of_a_laptop_reads_renewed_tokens(tmp_path: Path) -> None:
    file = tmp_path / "outputs.json"
    client = _client_of(file, sub="before")
    before = await client.owner()
    _write_outputs(file, sub="after")

    assert (before, await client.owner()) == ("before", "after")


async def test_client_of_a_laptop_names_the_users_there_are(tmp_path: Path) -> None:
    client = _client_of(tmp_path / "outputs.json", user="nobody")

    with pytest.raises(LookupError, match="no user nobody, only ana"):
        await client.owner()


def test_import_loads_nothing_before_a_name_is_used() -> None:
    program = "import facegraph, sys; print('pydantic' in sys.modules, 'httpx' in sys.modules)"

    output = subprocess.check_output([sys.executable, "-c", program], text=True)

    assert output == "False False\n"


def test_package_has_every_generated_type() -> None:
    for module in (enums, fragments):
        for name, value in vars(module).items():
            if isinstance(value, type) and value.__module__ == module.__name__:
                assert getattr(facegraph, name) is value


def _client_of(file: Path, *, sub: str = "sub", user: str | None = None) -> Client:
    _write_outputs(file, sub)
    return Client.from_outputs(file, user)


def _write_outputs(file: Path, sub: str) -> None:
    outputs = {
        "graphqlUrl": "http://127.0.0.1:9/graphql",
        "realtimeUrl": "ws://127.0.0.1:9/graphql",
        "users": [{"username": "ana", "idToken": tokens.token(sub)}],
    }
    file.write_text(json.dumps(outputs))
