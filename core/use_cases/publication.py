"""From a committed write to the event that it publishes, and to the faces that it leaves over."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from core.model.event import EventKind, ImageEvent, event_kind, image_event
from core.model.face import Face
from core.model.record import ImageRecord
from core.ports import EventSink, Faces

_MOST_REMEMBERED = 10_000  # a stream's batch has 25, for 10 lanes at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One write to an image's record. None: no record before, or none after."""

    before: ImageRecord | None
    after: ImageRecord | None
    occurred_at: datetime


class Published:
    """Which sink (by its place) has taken which event, as far as this process remembers.

    A batch comes again as a whole when one of its events fails, or one of an event's sinks. This
    process then skips what was taken. Another process may publish it again: delivery is at least
    once.
    """

    def __init__(self) -> None:
        self._taken: OrderedDict[tuple[str, int], None] = OrderedDict()

    def __contains__(self, taken: tuple[str, int]) -> bool:
        return taken in self._taken

    def add(self, event_id: str, sink_number: int) -> None:
        self._taken[event_id, sink_number] = None
        while len(self._taken) > _MOST_REMEMBERED:
            self._taken.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    faces: Faces
    sinks: tuple[EventSink, ...]
    published: Published = field(default_factory=Published)

    def handle(self, change: Change) -> ImageEvent | None:
        """Publishes a changed revision to every sink, and removes faces that no record names any
        more. The removal comes first: a sink that is down must not keep erased faces alive."""
        self._remove_leftovers(change)
        kind = event_kind(change.before, change.after)
        if kind is None or change.after is None:
            return None
        return self.publish(kind, change.after, change.occurred_at)

    def publish(self, kind: EventKind, record: ImageRecord, occurred_at: datetime) -> ImageEvent:
        event = image_event(kind, record, self._faces(record), occurred_at)
        for number, sink in enumerate(self.sinks):
            if (event.id, number) not in self.published:
                sink.publish(event)
                self.published.add(event.id, number)
        return event

    def _remove_leftovers(self, change: Change) -> None:
        if change.before is None:
            return
        after = change.after.face_sets if change.after else frozenset()
        for face_set in sorted(change.before.face_sets - after):
            self.faces.remove(change.before.id, face_set)

    def _faces(self, record: ImageRecord) -> tuple[Face, ...] | None:
        """None when a newer revision has taken the place of these faces already."""
        if record.image is None:
            return None
        if record.face_set is None or not record.image.face_count:
            return ()
        faces = self.faces.read(record.id, record.face_set)
        return faces if len(faces) == record.image.face_count else None
