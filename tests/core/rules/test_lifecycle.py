from dataclasses import replace
from datetime import timedelta

from core.lifetimes import TOMBSTONE_LIFETIME
from core.model.image import Tombstone, image_id
from core.model.record import ImageRecord
from core.rules import lifecycle
from tests.support.builders import (
    BUCKET,
    KEY,
    MINUTE,
    NOW,
    OTHER_FACE_SET,
    a_hint,
    a_lease,
    a_record,
    a_sequencer,
    an_image,
)


def test_announce_makes_a_pending_image_that_expires_in_a_day() -> None:
    record = lifecycle.announce(BUCKET, KEY, "ana", "image/png", NOW)

    assert record == ImageRecord(
        state=an_image(content_type="image/png", uploaded_at=NOW),
        expires_at=NOW + timedelta(days=1),
    )
    assert record.image_at(NOW + timedelta(hours=23)) == record.state
    assert record.image_at(NOW + timedelta(days=1)) is None


def test_remove_leaves_a_tombstone_that_outlives_every_queue() -> None:
    record = a_record(lease=a_lease(token=OTHER_FACE_SET), write_count=4)

    removed = lifecycle.remove(record, a_sequencer(2), NOW)

    assert removed == ImageRecord(
        state=Tombstone(id=record.id, owner="ana", revision=2),
        sequencer=a_sequencer(2),
        expires_at=NOW + TOMBSTONE_LIFETIME,
        write_count=4,
    )
    assert removed.image_at(NOW) is None


def test_remove_by_an_older_event_changes_nothing() -> None:
    record = a_record(sequencer=a_sequencer(3))

    assert lifecycle.remove(record, a_sequencer(2), NOW) is record


def test_second_removal_raises_no_revision_and_outlives_the_newer_event_too() -> None:
    removed = lifecycle.remove(a_record(), a_sequencer(2), NOW)
    later = NOW + timedelta(days=14)

    again = lifecycle.remove(removed, a_sequencer(3), later)

    assert again == replace(
        removed, sequencer=a_sequencer(3), expires_at=later + TOMBSTONE_LIFETIME
    )


def test_repeated_removal_changes_nothing() -> None:
    removed = lifecycle.remove(a_record(), a_sequencer(2), NOW)

    assert lifecycle.remove(removed, a_sequencer(2), NOW + MINUTE) is removed


def test_removal_of_an_object_without_a_record_leaves_a_tombstone_too() -> None:
    removed = lifecycle.remove_unrecorded(a_hint(), a_sequencer(2), NOW)

    assert removed.state == Tombstone(id=image_id(BUCKET, KEY), owner="ana", revision=1)
    assert removed.expires_at == NOW + TOMBSTONE_LIFETIME
