"""Subscriber and queue side by side: whatever one is told, the other must be told too."""

from dataclasses import dataclass

from tests.stack.inbox import Event, Inbox
from tests.stack.waiting import PATIENCE_S

_STATED = ("id", "kind", "revision", "owner", "occurredAt", "truncated")


@dataclass(frozen=True, slots=True)
class Receivers:
    subscriber: Inbox
    queue: Inbox

    async def event(
        self, image_id: str, kind: str | None = None, patience_s: float = PATIENCE_S
    ) -> Event:
        heard = await self.subscriber.event(image_id, kind, patience_s)
        told = await self.queue.event(image_id, kind, patience_s)
        assert [heard[name] for name in _STATED] == [told[name] for name in _STATED]
        assert _boxes(heard) == _boxes(told)
        return heard

    def kinds_of(self, image_id: str) -> list[str]:
        """Repeats and all."""
        heard, told = self.subscriber.kinds_of(image_id), self.queue.kinds_of(image_id)
        assert heard == told
        return heard


def _boxes(event: Event) -> list[object]:
    return [face["boundingBox"] for face in event["faces"] or ()]
