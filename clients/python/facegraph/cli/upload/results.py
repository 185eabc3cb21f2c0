"""What becomes of images that are on their way through the system.

Results are heard by subscription. What was not heard for a while is asked for, and everything is
after a connection was lost.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from facegraph.cli.api import Api
from facegraph.cli.events import Connected, Dropped, listen
from facegraph.cli.upload.tally import Outcome
from facegraph.client.enums import ImageStatus
from facegraph.client.fragments import ImageSummary

MOST_AWAITED = 1000  # uploads wait for results beyond it: the engine is the slower one
_ASKED_AT_ONCE = 8
_LOOK_S = 0.5
_FIRST_DOUBT_S = 15.0  # while the subscription lives, an event is only lost for a fault
_DEAF_DOUBT_S = 2.0
_LONGEST_DOUBT_S = 120.0

Settled = Callable[[Outcome], None]


@dataclass(slots=True)
class _Awaited:
    """Of one image, and of each file that it came from."""

    outcomes: list[Outcome]
    ask_at: float
    doubt_s: float


class Results:
    """`settled` is called once for each file whose image was expected. After `patience_s` without
    any result, what is awaited is left to itself: it is settled as PENDING."""

    def __init__(self, api: Api, settled: Settled, patience_s: float) -> None:
        self._api = api
        self._settled = settled
        self._patience_s = patience_s
        self._awaited: dict[str, _Awaited] = {}
        self._room = asyncio.Semaphore(MOST_AWAITED)
        self._hears = asyncio.Event()
        self._nothing_awaited = asyncio.Event()
        self._told_at = time.monotonic()

    async def all(self) -> None:
        """Returns when nothing is awaited any more."""
        if self._awaited:
            await self._nothing_awaited.wait()

    async def expect(self, sent: Outcome) -> None:
        """Of an image whose status comes later. Waits while too many are awaited already."""
        assert sent.image_id
        await self._room.acquire()
        now, doubt_s = time.monotonic(), self._doubt_s
        if not self._awaited:
            self._told_at = now
            self._nothing_awaited.clear()
        awaited = self._awaited.setdefault(sent.image_id, _Awaited([], now + doubt_s, doubt_s))
        awaited.outcomes.append(sent)

    def forget(self, sent: Outcome) -> None:
        """It was not uploaded after all."""
        awaited = self._awaited.get(sent.image_id or "")
        if awaited and sent in awaited.outcomes:
            awaited.outcomes.remove(sent)
            self._room.release()
            if not awaited.outcomes:
                self._remove(sent.image_id or "")

    def leave_rest(self) -> None:
        for image_id in list(self._awaited):
            for sent in self._remove(image_id).outcomes:
                self._room.release()
                self._settled(replace(sent, status=ImageStatus.PENDING.value))

    async def follow(self) -> None:
        """Until it is cancelled. Raises CommandFailed when the API neither tells nor answers."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._listen())
            group.create_task(self._ask())
            group.create_task(self._lose_patience())

    async def hears(self, patience_s: float) -> None:
        """Returns when events are heard, or after `patience_s`: then results are asked for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hears.wait(), patience_s)

    async def _listen(self) -> None:
        async for heard in listen(self._api, self._api.identity.sub):
            match heard:
                case Connected():
                    self._hears.set()
                    self._doubt_all()
                case Dropped():
                    self._hears.clear()
                    self._doubt_all()
                case _ if heard.image:
                    self._settle(heard.image)

    @property
    def _doubt_s(self) -> float:
        return _FIRST_DOUBT_S if self._hears.is_set() else _DEAF_DOUBT_S

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
            if time.monotonic() - self._told_at >= self._patience_s:
                self.leave_rest()

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
        self._told_at = time.monotonic()
        for sent in awaited.outcomes:
            self._room.release()
            self._settled(outcome_of(image, sent))

    def _remove(self, image_id: str) -> _Awaited:
        awaited = self._awaited.pop(image_id)
        if not self._awaited:
            self._nothing_awaited.set()
        return awaited


def outcome_of(image: ImageSummary, sent: Outcome) -> Outcome:
    return Outcome(
        path=sent.path,
        image_id=image.id,
        status=image.status.value,
        was_there=sent.was_there,
        face_count=image.face_count,
        code=image.failure.code.value if image.failure else None,
        message=image.failure.message if image.failure else None,
    )
