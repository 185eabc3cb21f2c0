"""The client that applications use: the generated operations, uploads, lists and events."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

import httpx

from facegraph.client.appsync_client import Token
from facegraph.client.client import Operations
from facegraph.client.enums import ImageStatus
from facegraph.errors import ApiError
from facegraph.id_token import Claims
from facegraph.outputs import is_on_loopback, read_outputs, token_of
from facegraph.pages import MAX_PAGE, pages
from facegraph.photo import read_photo
from facegraph.upload_form import post_photo

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from facegraph.client.fragments import Face, Image, ImageEvent, ImageWithFaces, ListedImage

# Ten images with 100 faces each stay below the 5 MB that AppSync answers with.
MAX_PAGE_WITH_FACES = 10
# A new analysis was stored while the API read the image with its faces.
_CHANGED_MEANWHILE = "ImageChanged"
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.3, 5.0


class Client(Operations):
    """`async with Client(...) as client` closes its connections in the end.

    `token` is an ID token, or a coroutine function that returns a fresh one: it is called before
    each request and each subscription. `connect_args` go to websockets' `connect`.
    Methods raise ApiError, UnexpectedResponse, ConnectionLost, UploadRejected and httpx's errors.
    """

    def __init__(
        self,
        *,
        url: str,
        realtime_url: str,
        token: str | Token,
        http: httpx.AsyncClient | None = None,
        connect_args: Mapping[str, Any] | None = None,
    ) -> None:
        fresh_token = _constant(token) if isinstance(token, str) else token
        super().__init__(
            url=url,
            realtime_url=realtime_url,
            token=fresh_token,
            http=http,
            connect_args=connect_args,
        )
        self._fresh_token = fresh_token

    @classmethod
    def from_outputs(cls, file: str | Path, user: str | None = None) -> Self:
        """For the laptop: `file` is its `.facegraph/outputs.json`, `user` its first user."""
        outputs = read_outputs(Path(file))
        local = is_on_loopback(outputs["graphqlUrl"])
        return cls(
            url=outputs["graphqlUrl"],
            realtime_url=outputs["realtimeUrl"],
            token=token_of(Path(file), user),
            http=httpx.AsyncClient(trust_env=not local),
            connect_args={"proxy": None} if local else None,
        )

    async def owner(self) -> str:
        """The caller's `sub`, as the token says."""
        return Claims.of(await self._fresh_token()).sub

    async def upload(self, path: str | Path) -> str:
        """The id of the file's image. A file of the same name and content is sent only once."""
        photo = await asyncio.to_thread(read_photo, Path(path))
        form = await self.create_upload(photo.file_name, photo.content_type, photo.content_md5)
        if form.image is None:
            await post_photo(self.http, form, photo)
        return form.image_id

    async def result(self, image_id: str, timeout_s: float = 60) -> "Image":
        """Asks until the image is no longer PENDING. Raises TimeoutError.

        An image that is analysed again keeps its last result until the new one is stored.
        """
        end, pause_s = time.monotonic() + timeout_s, _FIRST_PAUSE_S
        while True:
            image = await self._image_unless_changing(image_id)
            if image and image.status is not ImageStatus.PENDING:
                return image
            if time.monotonic() + pause_s > end:
                raise TimeoutError(f"image {image_id} has no result after {timeout_s:g} s")
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)

    async def _image_unless_changing(self, image_id: str) -> "Image | None":
        try:
            return await self.image(image_id)
        except ApiError as error:
            if error.error_type != _CHANGED_MEANWHILE:
                raise
            return None

    async def iter_images(
        self, *, status: ImageStatus | None = None, owner: str | None = None
    ) -> "AsyncIterator[ListedImage]":
        """Newest first. `owner` is for admins."""
        async for items, _ in pages(
            lambda size, after: self.images(owner, status, size, after), page_size=MAX_PAGE
        ):
            for item in items:
                yield item

    async def iter_images_with_faces(
        self, *, status: ImageStatus | None = None, owner: str | None = None
    ) -> "AsyncIterator[ImageWithFaces]":
        """Newest first. `owner` is for admins."""
        async for items, _ in pages(
            lambda size, after: self.images_with_faces(owner, status, size, after),
            page_size=MAX_PAGE_WITH_FACES,
        ):
            for item in items:
                yield item

    async def iter_faces(self, *, owner: str | None = None) -> "AsyncIterator[Face]":
        """Faces of the newest image first. `owner` is for admins."""
        async for items, _ in pages(lambda size, after: self.faces(owner, size, after)):
            for item in items:
                yield item

    async def events(
        self,
        *,
        image_id: str | None = None,
        owner: str | None = None,
        subscribed: Callable[[], None] | None = None,
    ) -> "AsyncIterator[ImageEvent]":
        """Events as they are published, of one image or of all. `owner` is for admins.

        `subscribed` is called when AppSync has acknowledged: later events are delivered.
        Raises ConnectionLost when the connection ends. Events of the time until the next
        subscription are not delivered, so list the images after you subscribe again.
        """
        owner = owner or await self.owner()
        if image_id is None:
            subscription = self.on_image_event(owner, subscribed=subscribed)
        else:
            subscription = self.on_event_of_image(owner, image_id, subscribed=subscribed)
        async with aclosing(cast("AsyncGenerator[ImageEvent | None]", subscription)) as events:
            async for event in events:
                if event is not None:  # a mutation's null is delivered, too
                    yield event


def _constant(token: str) -> Token:
    async def constant() -> str:
        return token

    return constant
