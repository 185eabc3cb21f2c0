"""Events as they are published, with a new connection when one ends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import cast

from facegraph.cli.api import Api, jittered
from facegraph.client.fragments import ImageEvent
from facegraph.errors import ConnectionLost

_LONGEST_PAUSE_S = 20.0
FIRST_PAUSE_S = 0.3


@dataclass(frozen=True, slots=True)
class Connected:
    """From now on every event is delivered."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """No event is delivered until the next Connected."""


Delivered = ImageEvent | Connected | Dropped


async def listen(api: Api, owner: str, image_id: str | None = None) -> AsyncGenerator[Delivered]:
    """Never ends. Raises ApiRefused when the API refuses the subscription."""
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            async with aclosing(_one_connection(api, owner, image_id)) as connection:
                async for delivered in connection:
                    pause_s = FIRST_PAUSE_S
                    yield delivered
        except ConnectionLost:
            yield Dropped()
            await asyncio.sleep(jittered(pause_s))
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)


async def _one_connection(api: Api, owner: str, image_id: str | None) -> AsyncGenerator[Delivered]:
    """Ends with ConnectionLost."""
    acknowledged = asyncio.Event()
    async with aclosing(_events(api, owner, image_id, acknowledged)) as events:
        first = asyncio.ensure_future(anext(events))
        acknowledgement = asyncio.ensure_future(acknowledged.wait())
        try:
            await asyncio.wait({first, acknowledgement}, return_when=asyncio.FIRST_COMPLETED)
            if acknowledged.is_set():
                yield Connected()
            yield await first
        finally:
            for task in (first, acknowledgement):
                task.cancel()
            await asyncio.gather(first, acknowledgement, return_exceptions=True)
        async for event in events:
            yield event


async def _events(
    api: Api, owner: str, image_id: str | None, acknowledged: asyncio.Event
) -> AsyncGenerator[ImageEvent]:
    if image_id is None:
        answers = api.on_image_event(owner, subscribed=acknowledged.set)
    else:
        answers = api.on_event_of_image(owner, image_id, subscribed=acknowledged.set)
    async with aclosing(cast("AsyncGenerator[ImageEvent | None]", answers)) as events:
        async for event in events:
            if event is not None:  # AppSync delivers a mutation's null, too
                yield event
