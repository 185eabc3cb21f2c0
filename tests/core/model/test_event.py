import json

import pytest

from core.model.event import MAX_EVENT_BYTES, EventKind, event_kind, image_event
from core.model.image import ImageStatus
from core.model.record import ImageRecord
from core.model.wire import to_wire
from tests.support.builders import (
    NOW,
    a_full_face_detail,
    a_lease,
    a_record,
    a_tombstone,
    an_analyzed_image,
    an_event,
    an_image,
    some_faces,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (ImageStatus.ANALYZED, EventKind.ANALYZED),
        (ImageStatus.REJECTED, EventKind.REJECTED),
        (ImageStatus.FAILED, EventKind.FAILED),
    ],
)
def test_changed_revision_is_published_as_its_status(status: ImageStatus, kind: EventKind) -> None:
    pending = a_record(an_image())
    settled = a_record(an_analyzed_image(status=status))

    assert event_kind(pending, settled) is kind
    assert event_kind(None, settled) is kind


def test_removal_is_published_as_deleted() -> None:
    assert event_kind(a_record(), a_record(a_tombstone())) is EventKind.DELETED
    assert event_kind(None, a_record(a_tombstone(revision=1))) is EventKind.DELETED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, a_record(an_image())),
        (a_record(an_image()), a_record(an_image(), lease=a_lease())),
        (a_record(), a_record(sequencer="F")),
        (a_record(a_tombstone()), a_record(an_image(revision=2), lease=a_lease())),
        (a_record(a_tombstone()), a_record(a_tombstone(), sequencer="F")),
        (a_record(a_tombstone()), None),
        (a_record(an_image()), None),
    ],
    ids=[
        *("announcement", "claim", "sequencer", "revival", "second removal"),
        *("sweep of a tombstone", "sweep of an announcement"),
    ],
)
def test_write_that_changes_no_revision_is_not_published(
    before: ImageRecord | None, after: ImageRecord | None
) -> None:
    assert event_kind(before, after) is None


def test_event_carries_the_image_and_its_faces() -> None:
    record, faces = a_record(), some_faces()

    assert image_event(EventKind.ANALYZED, record, faces, NOW) == an_event()


def test_event_ids_differ_by_revision_only() -> None:
    second = a_record(an_analyzed_image(revision=2))

    events = [image_event(EventKind.ANALYZED, second, None, NOW) for _ in range(2)]

    assert [event.id for event in events] == [f"{second.id}-2"] * 2
    assert [event.revision for event in events] == [2, 2]


def test_event_of_a_removal_has_neither_image_nor_faces() -> None:
    record = a_record(a_tombstone())

    event = image_event(EventKind.DELETED, record, None, NOW)

    assert (event.image, event.faces, event.truncated) == (None, None, False)
    assert (event.owner, event.image_id, event.revision) == ("ana", record.id, 2)


def test_event_without_the_faces_of_its_image_says_so() -> None:
    event = image_event(EventKind.ANALYZED, a_record(), None, NOW)

    assert (event.faces, event.truncated) == (None, True)


def test_event_leaves_out_faces_that_would_make_it_too_large() -> None:
    faces = some_faces(100, detail=a_full_face_detail())
    record = a_record(an_analyzed_image(face_count=100))

    event = image_event(EventKind.ANALYZED, record, faces, NOW)

    assert (event.faces, event.truncated) == (None, True)
    assert event.image == record.state


@pytest.mark.slow
def test_event_carries_as_many_faces_as_fit() -> None:
    sizes = []
    for count in range(1, 101):
        faces = some_faces(count, detail=a_full_face_detail())
        event = image_event(EventKind.ANALYZED, a_record(), faces, NOW)
        if event.truncated:
            break
        sizes.append(len(json.dumps(to_wire(event), separators=(",", ":"))))

    assert max(sizes) <= MAX_EVENT_BYTES < max(sizes) + sizes[1] - sizes[0] + 100
