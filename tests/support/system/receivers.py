"""A subscriber and a queue: both must receive the same events."""

from dataclasses import dataclass

from tests.support.system.inbox import Event, Inbox
from tests.support.waiting import PATIENCE_S

_STATED = ("id", "kind", "revision", "owner", "occurredAt", "truncated")


@dataclass(frozen=True, slots=True)
class Receivers:
    subscriber: Inbox
    queue: Inbox

    async def event(
        self, image_id: str, kind: str | None = None, patience_s: float = PATIENCE_S
    ) -> Event:
        received = await self.subscriber.event(image_id, kind, patience_s)
        queued = await self.queue.event(image_id, kind, patience_s)
        assert [received[name] for name in _STATED] == [queued[name] for name in _STATED]
        assert _boxes(received) == _boxes(queued)
        return received

    def kinds_of(self, image_id: str) -> list[str]:
        """The kinds of all events about this image, repeats included."""
        received, queued = self.subscriber.kinds_of(image_id), self.queue.kinds_of(image_id)
        assert received == queued
        return received


def _boxes(event: Event) -> list[object]:
    return [face["boundingBox"] for face in event["faces"] or ()]
