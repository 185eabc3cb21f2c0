"""`facegraph watch`: events as they are published."""

from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

from rich.text import Text

from facegraph.cli.api import LONG_PATIENCE_S, Api, connected
from facegraph.cli.events import Connected, Dropped, listen
from facegraph.cli.failure import Unreachable
from facegraph.cli.images import name_cell
from facegraph.cli.options import Kind, Where
from facegraph.cli.screen import Screen
from facegraph.cli.tables import UNKNOWN, Column, StreamedTable, number_cell, status_cell, time_cell
from facegraph.client.enums import EventKind, ImageStatus
from facegraph.client.fragments import ImageEvent, ImageSummary
from facegraph.pages import MAX_PAGE, pages

_COLUMNS = (
    Column("when", 19),
    Column("what", 8),
    Column("faces", 5, right=True),
    Column("image", 26),
    Column("name"),
)
# An image may wait this long for the engine. After a lost connection, images that were uploaded
# longer before the last event are not looked at.
_LOOK_BACK = timedelta(hours=1)
_MOST_LOOKED_AT = 10_000
_MOST_REMEMBERED = 10_000


async def watch(
    where: Where,
    owner: str | None,
    image: str | None,
    kinds: list[Kind],
    count: int | None,
    screen: Screen,
) -> None:
    """Runs until Ctrl-C, or until `count` events are shown."""
    table = StreamedTable(screen, _COLUMNS)
    shown = 0
    async with (
        connected(where, LONG_PATIENCE_S) as api,
        aclosing(Watch(api, owner or api.identity.sub, image, screen).events()) as events,
    ):
        async for event in events:
            if kinds and event.kind.value not in kinds:
                continue
            if screen.as_json:
                screen.document(event)
            else:
                table.rows([_row(event)])
            shown += 1
            if shown == count:
                return


class Watch:
    """Yields each revision of an image once, delivered by subscription or found in a list."""

    def __init__(self, api: Api, owner: str, image_id: str | None, screen: Screen) -> None:
        self._api = api
        self._owner = owner
        self._image_id = image_id
        self._screen = screen
        self._known: OrderedDict[str, int] = OrderedDict()  # revisions by image
        self._began_at = utc_now()
        self._last_event_at: datetime | None = None
        self._is_disconnected = False

    async def events(self) -> AsyncGenerator[ImageEvent]:
        """Never ends. Raises Unreachable when the first connection fails."""
        async with aclosing(listen(self._api, self._owner, self._image_id)) as stream:
            async for delivered in stream:
                match delivered:
                    case Dropped():
                        self._drop()
                    case Connected():
                        async for event in self._missed():
                            yield event
                    case _:
                        self._last_event_at = utc_now()
                        if self._is_news(delivered.image_id, delivered.revision):
                            yield delivered

    def _drop(self) -> None:
        if self._last_event_at is None:
            raise Unreachable(
                f"No subscription is possible at {self._api.target.realtime_url}. "
                f"{self._api.target.remedy}"
            )
        if not self._is_disconnected:
            self._is_disconnected = True
            self._screen.note("The connection is lost; trying again …")

    async def _missed(self) -> AsyncGenerator[ImageEvent]:
        """Images that were analysed since the last event, as events.

        A connection may be lost long before the loss is noticed, for example while the machine
        sleeps. Deletions cannot be found in a list.
        """
        last_event_at, self._last_event_at = self._last_event_at, utc_now()
        self._is_disconnected = False
        if last_event_at is None:
            self._screen.note("Watching; Ctrl-C ends it.")
            return
        found = 0
        async for image in self._recent(last_event_at - _LOOK_BACK):
            published_at = image.analyzed_at or image.uploaded_at
            if published_at >= self._began_at and self._is_news(image.id, image.revision):
                found += 1
                yield _caught_up(image, published_at)
        self._screen.note(f"Connected again; {found} missed events were found.")

    async def _recent(self, since: datetime) -> AsyncGenerator[ImageSummary]:
        if self._image_id:
            one = await self._api.image(self._image_id)
            if one and one.status is not ImageStatus.PENDING:
                yield one
            return
        async for images, _ in pages(
            lambda size, token: self._api.images(self._owner, None, size, token),
            limit=_MOST_LOOKED_AT,
            page_size=MAX_PAGE,
        ):
            for image in images:
                if image.uploaded_at < since:
                    return
                if image.status is not ImageStatus.PENDING:
                    yield image

    def _is_news(self, image_id: str, revision: int) -> bool:
        if self._known.get(image_id, -1) >= revision:
            return False
        self._known[image_id] = revision
        self._known.move_to_end(image_id)
        while len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)
        return True


def utc_now() -> datetime:
    return datetime.now(UTC)


def _caught_up(image: ImageSummary, published_at: datetime) -> ImageEvent:
    """The missed event, without its faces."""
    return ImageEvent.model_validate(
        {
            "version": 1,
            "id": f"{image.id}-{image.revision}",
            "kind": EventKind(image.status.value),
            "occurredAt": published_at,
            "owner": image.owner,
            "imageId": image.id,
            "revision": image.revision,
            "truncated": True,
            "image": image.model_dump(by_alias=True),
            "faces": None,
        }
    )


def _row(event: ImageEvent) -> tuple[str | Text, ...]:
    return (
        time_cell(event.occurred_at),
        status_cell(event.kind),
        number_cell(event.image.face_count if event.image else None),
        event.image_id,
        name_cell(event.image) if event.image else UNKNOWN,
    )
