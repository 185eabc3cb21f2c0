"""The results of uploaded images.

Results are delivered by subscription. A result that is late is requested, and every awaited result
is requested after a lost connection.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from facegraph.cli.api import Api
from facegraph.cli.events import Connected, Dropped, listen
from facegraph.cli.upload.totals import FileResult
from facegraph.client.enums import ImageStatus
from facegraph.client.fragments import ImageSummary

MOST_AWAITED = 1000  # above it uploads wait for results: the engine is slower
_ASKED_AT_ONCE = 8
_LOOK_S = 0.5
_FIRST_DOUBT_S = 15.0  # with a subscription, an event is lost only by a fault
_UNSUBSCRIBED_DOUBT_S = 2.0
_LONGEST_DOUBT_S = 120.0

Settled = Callable[[FileResult], None]


@dataclass(slots=True)
class _Awaited:
    """One image, and every file that it was uploaded from."""

    files: list[FileResult]
    ask_at: float
    doubt_s: float


class Results:
    """`settled` is called once for each file whose result is expected.

    After `patience_s` without a new result, every awaited file is settled as PENDING.
    """

    def __init__(self, api: Api, settled: Settled, patience_s: float) -> None:
        self._api = api
        self._settled = settled
        self._patience_s = patience_s
        self._awaited: dict[str, _Awaited] = {}
        self._room = asyncio.Semaphore(MOST_AWAITED)
        self._is_subscribed = asyncio.Event()
        self._nothing_awaited = asyncio.Event()
        self._last_result_at = time.monotonic()

    async def all(self) -> None:
        """Returns when no result is awaited."""
        if self._awaited:
            await self._nothing_awaited.wait()

    async def expect(self, sent: FileResult) -> None:
        """Waits while too many results are awaited already."""
        assert sent.image_id
        await self._room.acquire()
        now, doubt_s = time.monotonic(), self._doubt_s
        if not self._awaited:
            self._last_result_at = now
            self._nothing_awaited.clear()
        awaited = self._awaited.setdefault(sent.image_id, _Awaited([], now + doubt_s, doubt_s))
        awaited.files.append(sent)

    def forget(self, sent: FileResult) -> None:
        """The file's upload failed."""
        awaited = self._awaited.get(sent.image_id or "")
        if awaited and sent in awaited.files:
            awaited.files.remove(sent)
            self._room.release()
            if not awaited.files:
                self._remove(sent.image_id or "")

    def give_up(self) -> None:
        for image_id in list(self._awaited):
            for sent in self._remove(image_id).files:
                self._room.release()
                self._settled(replace(sent, status=ImageStatus.PENDING.value))

    async def follow(self) -> None:
        """Runs until it is cancelled. Raises CommandFailed when the API does not answer."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._ask())
            group.create_task(self._lose_patience())

    async def subscribed(self, patience_s: float) -> None:
        """Returns when events are delivered, or after `patience_s`: then results are requested."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_subscribed.wait(), patience_s)

    async def _listen(self) -> None:
        async for delivered in listen(self._api, self._api.identity.sub):
            match delivered:
                case Connected():
                    self._is_subscribed.set()
                    self._doubt_all()
                case Dropped():
                    self._is_subscribed.clear()
                    self._doubt_all()
                case _ if delivered.image:
                    self._settle(delivered.image)

    @property
    def _doubt_s(self) -> float:
        return _FIRST_DOUBT_S if self._is_subscribed.is_set() else _UNSUBSCRIBED_DOUBT_S

    def _doubt_all(self) -> None:
        now = time.monotonic()
        for awaited in self._awaited.values():
            awaited.ask_at, awaited.doubt_s = now, self._doubt_s

    async def _ask(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            now = time.monotonic()
            due = [image_id for image_id, each in self._awaited.items() if each.ask_at <= now]
            for start in range(0, len(due), _ASKED_AT_ONCE):
                await asyncio.gather(*map(self._ask_for, due[start : start + _ASKED_AT_ONCE]))

    async def _lose_patience(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            if time.monotonic() - self._last_result_at >= self._patience_s:
                self.give_up()

    async def _ask_for(self, image_id: str) -> None:
        image = await self._api.image(image_id)
        awaited = self._awaited.get(image_id)
        if image is not None and image.status is not ImageStatus.PENDING:
            self._settle(image)
        elif awaited:
            awaited.doubt_s = min(2 * awaited.doubt_s, _LONGEST_DOUBT_S)
            awaited.ask_at = time.monotonic() + awaited.doubt_s

    def _settle(self, image: ImageSummary) -> None:
        if image.id not in self._awaited:
            return
        awaited = self._remove(image.id)
        self._last_result_at = time.monotonic()
        for sent in awaited.files:
            self._room.release()
            self._settled(result_of(image, sent))

    def _remove(self, image_id: str) -> _Awaited:
        awaited = self._awaited.pop(image_id)
        if not self._awaited:
            self._nothing_awaited.set()
        return awaited


def result_of(image: ImageSummary, sent: FileResult) -> FileResult:
    return FileResult(
        path=sent.path,
        image_id=image.id,
        status=image.status.value,
        was_there=sent.was_there,
        face_count=image.face_count,
        code=image.failure.code.value if image.failure else None,
        message=image.failure.message if image.failure else None,
    )
