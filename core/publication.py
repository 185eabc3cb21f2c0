"""From a committed write to what the world hears, and to what is left over."""

from dataclasses import dataclass
from datetime import datetime

from core.event import EventKind, ImageEvent, event_kind, image_event
from core.face import Face
from core.image import Tombstone
from core.ports import EventSink, Faces
from core.record import ImageRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One write to an image's record. None: no record before, or none after."""

    before: ImageRecord | None
    after: ImageRecord | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    faces: Faces
    sinks: tuple[EventSink, ...]

    def handle(self, change: Change) -> ImageEvent | None:
        """Tells a changed revision to every sink, and clears faces that no record names any more.

        Clearing comes first: a sink that is down must not keep erased faces alive.
        """
        self._remove_leftovers(change)
        kind = event_kind(change.before, change.after)
        if kind is None or change.after is None:
            return None
        return self.tell(kind, change.after, change.occurred_at)

    def tell(self, kind: EventKind, record: ImageRecord, occurred_at: datetime) -> ImageEvent:
        event = image_event(kind, record, self._faces(record), occurred_at)
        for sink in self.sinks:
            sink.publish(event)
        return event

    def _remove_leftovers(self, change: Change) -> None:
        before = change.before.face_sets if change.before else frozenset()
        after = change.after.face_sets if change.after else frozenset()
        for face_set in before - after:
            assert change.before
            self.faces.remove(change.before.id, face_set)

    def _faces(self, record: ImageRecord) -> tuple[Face, ...] | None:
        """None when a newer revision has taken the place of these faces already."""
        if isinstance(record.state, Tombstone):
            return None
        if record.face_set is None or not record.state.face_count:
            return ()
        faces = self.faces.read(record.id, record.face_set)
        return faces if len(faces) == record.state.face_count else None
