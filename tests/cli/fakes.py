"""The API in memory, with the methods that commands use."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

import httpx
from facegraph.cli.api import Api
from facegraph.client.fragments import Image, ImageEvent, ImageSummary, UploadForm
from facegraph.errors import ConnectionLost

OWNER = "owner"
FORM_URL = "https://bucket.test/"


def an_image(image_id: str, status: str = "ANALYZED", **changed: Any) -> dict[str, Any]:
    """An image in the API's JSON form."""
    failed = {"code": "CORRUPT_IMAGE", "message": "it is broken", "retryable": False}
    return {
        "id": image_id,
        "owner": OWNER,
        "key": f"uploads/{OWNER}/{image_id}/photo.jpg",
        "uploadedAt": "2026-11-01T12:00:00Z",
        "contentType": "image/jpeg",
        "width": 512,
        "height": 512,
        "sizeBytes": 1000.0,
        "status": status,
        "failure": failed if status == "REJECTED" else None,
        "faceCount": 1 if status == "ANALYZED" else None,
        "analyzedAt": None,
        "engine": None,
        "revision": 1,
        **changed,
    }


def an_event(image: dict[str, Any]) -> ImageEvent:
    return ImageEvent.model_validate(
        {
            "version": 1,
            "id": f"{image['id']}-{image['revision']}",
            "kind": image["status"],
            "occurredAt": "2026-11-01T12:00:01Z",
            "owner": OWNER,
            "imageId": image["id"],
            "revision": image["revision"],
            "truncated": True,
            "image": image,
            "faces": None,
        }
    )


@dataclass
class FakeApi:
    """`images`: the stored images by id; the id of an upload is its MD5. `becomes`: the status of
    an upload, by file name. With `publishes`, events are delivered."""

    publishes: bool = True
    becomes: Callable[[str], str] = lambda _: "ANALYZED"
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    posted: int = 0
    patience_s: float = 0.0
    identity: Any = field(default_factory=lambda: SimpleNamespace(sub=OWNER, name="ana"))
    _events: "asyncio.Queue[ImageEvent | None]" = field(default_factory=asyncio.Queue)
    _names: dict[str, str] = field(default_factory=dict)

    def as_api(self) -> Api:
        return cast("Api", self)

    @cached_property
    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._post))

    async def create_upload(self, file_name: str, content_type: str, md5: str) -> UploadForm:
        self._names[md5] = file_name
        return UploadForm.model_validate(
            {
                "imageId": md5,
                "key": f"uploads/{OWNER}/{md5}/{file_name}",
                "url": FORM_URL,
                "expiresAt": "2026-11-01T12:00:00Z",
                "fields": [{"name": "key", "value": md5}, {"name": "type", "value": content_type}],
                "image": self.stored.get(md5),
            }
        )

    async def image(self, image_id: str) -> Image | None:
        image = self.stored.get(image_id)
        return Image.model_validate(image | {"url": None, "faces": []}) if image else None

    async def on_image_event(
        self, owner: str, *, subscribed: Callable[[], None]
    ) -> AsyncGenerator[ImageEvent]:
        assert owner == OWNER
        subscribed()
        while (event := await self._events.get()) is not None:
            yield event
        raise ConnectionLost

    async def images(
        self, _owner: str, _status: None, _size: int, _token: str | None
    ) -> SimpleNamespace:
        newest_first = sorted(self.stored.values(), key=lambda image: image["uploadedAt"])[::-1]
        return SimpleNamespace(items=[*map(image_fields, newest_first)], next_token=None)

    def publish(self, image: dict[str, Any]) -> None:
        self._events.put_nowait(an_event(image))

    def drop(self) -> None:
        """Ends the subscriber's connection."""
        self._events.put_nowait(None)

    async def _post(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        image_id = body.split(b'name="key"\r\n\r\n')[1].split(b"\r\n")[0].decode()
        image = an_image(image_id, self.becomes(self._names.pop(image_id)))
        self.stored[image_id] = image
        self.posted += 1
        if self.publishes:
            self.publish(image)
        return httpx.Response(204)


def image_fields(image: dict[str, Any]) -> ImageSummary:
    return ImageSummary.model_validate(image)
