"""The events of one receiver."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.support.event_contract import valid
from tests.support.waiting import PATIENCE_S, eventually

Event = dict[str, Any]


@dataclass(slots=True)
class Inbox:
    """`receive` fetches new events, for receivers that must poll."""

    receiver: str
    receive: Callable[[], Iterable[Event]] = tuple
    events: list[Event] = field(default_factory=list)

    async def event(
        self, image_id: str, kind: str | None = None, patience_s: float = PATIENCE_S
    ) -> Event:
        """The first event about this image (and of this kind), received already or from now on."""

        def look() -> Event | None:
            self.put(self.receive())
            found = self.events_of(image_id)
            return next((event for event in found if kind in (None, event["kind"])), None)

        what = f"{kind or 'an event'} of {image_id} at {self.receiver}"
        return await eventually(look, what, patience_s)

    def put(self, events: Iterable[Event]) -> None:
        """Every received event must fit the events' JSON Schema."""
        self.events.extend(valid(event) for event in events)

    def events_of(self, image_id: str) -> list[Event]:
        return [event for event in self.events if event["imageId"] == image_id]

    def kinds_of(self, image_id: str) -> list[str]:
        return [event["kind"] for event in self.events_of(image_id)]
