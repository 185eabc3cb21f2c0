from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.model.failure import FailureCode, failure
from core.model.image import Image, ImageStatus, Tombstone, image_id
from core.model.record import ImageRecord
from core.rules import lifecycle
from core.rules.lifecycle import Busy
from tests.support.builders import (
    BUCKET,
    FACE_SET,
    KEY,
    MINUTE,
    NOW,
    OTHER_FACE_SET,
    a_detection,
    a_format,
    a_lease,
    a_record,
    a_sequencer,
    a_tombstone,
    a_version,
    an_analyzed_image,
    an_image,
)

NEW_LEASE = a_lease(token=OTHER_FACE_SET)
TOO_SMALL = failure(FailureCode.TOO_SMALL)
THROTTLED = failure(FailureCode.ENGINE_THROTTLED)
REFUSED = failure(FailureCode.ENGINE_REFUSED)


def claim(
    record: ImageRecord | None, version_id: str = "v1", sequencer: str = a_sequencer(2)
) -> ImageRecord:
    version = a_version(version_id=version_id)
    return lifecycle.claim(record, version, sequencer, NEW_LEASE, NOW)


def failed_image(code: FailureCode) -> Image:
    return an_analyzed_image(status=ImageStatus.FAILED, failure=failure(code), face_count=None)


def test_announce_makes_a_pending_image_that_expires_in_a_day() -> None:
    record = lifecycle.announce(BUCKET, KEY, "ana", "image/png", NOW)

    assert record == ImageRecord(
        state=an_image(content_type="image/png", uploaded_at=NOW),
        expires_at=NOW + timedelta(days=1),
    )
    assert record.image_at(NOW + timedelta(hours=23)) == record.state
    assert record.image_at(NOW + timedelta(days=1)) is None


def test_claim_of_an_unknown_object_leases_a_pending_image() -> None:
    claimed = claim(None)

    assert claimed.state == an_image(content_type="image/jpeg")
    assert (claimed.lease, claimed.sequencer) == (NEW_LEASE, a_sequencer(2))


def test_claim_of_an_announced_upload_keeps_it_for_good() -> None:
    announced = lifecycle.announce(BUCKET, KEY, "ana", "image/png", NOW)

    claimed = claim(announced)

    assert claimed == replace(announced, sequencer=a_sequencer(2), lease=NEW_LEASE, expires_at=None)


def test_claim_of_an_analyzed_version_only_moves_the_sequencer_on() -> None:
    record = a_record()

    assert claim(record) == replace(record, sequencer=a_sequencer(2))


def test_claim_of_an_analyzed_version_changes_nothing_for_a_repeat() -> None:
    record = a_record()

    assert claim(record, sequencer=record.sequencer) == record


@pytest.mark.parametrize("failed", [TOO_SMALL, REFUSED], ids=lambda failed: failed.code)
def test_claim_leaves_a_final_failure_alone(failed: object) -> None:
    status = ImageStatus.REJECTED if failed is TOO_SMALL else ImageStatus.FAILED
    record = a_record(an_analyzed_image(status=status, failure=failed, face_count=None))

    assert claim(record).lease is None


def test_claim_of_a_retryable_failure_leases_it_again() -> None:
    record = a_record(failed_image(FailureCode.ENGINE_THROTTLED))

    assert claim(record, sequencer=record.sequencer).lease == NEW_LEASE


def test_claim_of_a_newer_version_leases_it_and_keeps_what_readers_see() -> None:
    record = a_record()

    claimed = claim(record, "v2")

    assert claimed == replace(record, sequencer=a_sequencer(2), lease=NEW_LEASE)


def test_claim_by_an_older_event_changes_nothing() -> None:
    record = a_record(sequencer=a_sequencer(3))

    assert claim(record, "v2", a_sequencer(2)) is record


def test_claim_is_refused_while_another_worker_is_at_the_version() -> None:
    record = a_record(an_image(), lease=a_lease(until=NOW + MINUTE))

    with pytest.raises(Busy) as busy:
        claim(record)

    assert busy.value.until == NOW + MINUTE


def test_claim_is_refused_while_another_worker_is_at_the_same_event() -> None:
    record = a_record(an_image(), lease=a_lease(version_id="v1"))

    with pytest.raises(Busy):
        claim(record, "v2", record.sequencer)


def test_claim_by_a_newer_event_takes_over_from_the_worker_on_an_older_version() -> None:
    record = a_record(an_image(), lease=a_lease(version_id="v1"))

    assert claim(record, "v2").lease == NEW_LEASE


def test_claim_takes_over_a_lease_that_has_ended() -> None:
    record = a_record(an_image(), lease=a_lease(until=NOW))

    assert claim(record).lease == NEW_LEASE


def test_newer_event_takes_the_lease_from_a_worker_on_a_version_that_is_gone() -> None:
    record = a_record(lease=a_lease(token=OTHER_FACE_SET, version_id="v0"))

    assert claim(record).lease is None


def test_newer_event_leaves_the_lease_to_a_worker_on_the_current_version() -> None:
    lease = a_lease(token=OTHER_FACE_SET, version_id="v1")
    record = a_record(lease=lease)

    assert claim(record) == replace(record, sequencer=a_sequencer(2))


def test_upload_after_a_removal_starts_anew_and_goes_on_counting_revisions() -> None:
    removed = a_record(a_tombstone(revision=2), expires_at=NOW + MINUTE, write=5)

    revived = claim(removed)

    assert revived.state == an_image(content_type="image/jpeg", revision=2)
    assert (revived.lease, revived.expires_at, revived.write) == (NEW_LEASE, None, 5)


@pytest.mark.parametrize("number", [0, 1])
def test_claim_by_an_event_that_a_removal_has_seen_changes_nothing(number: int) -> None:
    removed = a_record(a_tombstone())

    assert claim(removed, sequencer=a_sequencer(number)) is removed


def test_claim_again_leases_the_revision_that_was_asked_for() -> None:
    record = a_record()

    assert lifecycle.claim_again(record, 1, NEW_LEASE, NOW) == replace(record, lease=NEW_LEASE)


def test_claim_again_changes_nothing_once_the_image_has_moved_on() -> None:
    newer = a_record(an_analyzed_image(revision=2))
    removed = a_record(a_tombstone(revision=1))

    assert lifecycle.claim_again(newer, 1, NEW_LEASE, NOW) is newer
    assert lifecycle.claim_again(removed, 1, NEW_LEASE, NOW) is removed


@pytest.mark.parametrize("code", [FailureCode.INTERNAL, FailureCode.ENGINE_THROTTLED])
def test_claim_again_runs_again_after_a_failure_that_a_retry_can_help(code: FailureCode) -> None:
    image = an_analyzed_image(status=ImageStatus.FAILED, failure=failure(code), revision=2)
    record = a_record(image)

    assert lifecycle.claim_again(record, 1, NEW_LEASE, NOW) == replace(record, lease=NEW_LEASE)


def test_claim_again_changes_nothing_after_a_failure_that_no_retry_can_help() -> None:
    refused = failure(FailureCode.ENGINE_REFUSED)
    record = a_record(an_analyzed_image(status=ImageStatus.FAILED, failure=refused, revision=2))

    assert lifecycle.claim_again(record, 1, NEW_LEASE, NOW) is record


def test_claim_again_is_refused_while_any_worker_is_at_the_image() -> None:
    record = a_record(lease=a_lease(version_id="v0"))

    with pytest.raises(Busy):
        lifecycle.claim_again(record, 1, NEW_LEASE, NOW)


@pytest.mark.parametrize("now", [NOW, NEW_LEASE.until + MINUTE])
def test_release_ends_the_lease_and_changes_nothing_else(now: datetime) -> None:
    claimed = claim(a_record(), "v2")

    released = lifecycle.release(claimed, now)

    ended = replace(NEW_LEASE, until=min(now, NEW_LEASE.until))
    assert released == replace(claimed, lease=ended)


def test_image_whose_lease_was_given_back_may_be_claimed_at_once() -> None:
    released = lifecycle.release(claim(a_record(), "v2"), NOW)

    again = lifecycle.claim(released, a_version(version_id="v2"), a_sequencer(2), a_lease(), NOW)

    assert again.lease == a_lease()


def test_analyzed_raises_the_revision_and_names_the_faces_of_its_lease() -> None:
    claimed = claim(a_record(), "v2")
    version = a_version(version_id="v2", size_bytes=2000)

    record = lifecycle.analyzed(claimed, version, a_format(300, 200), a_detection(3), NOW)

    assert record.state == an_analyzed_image(
        version_id="v2", size_bytes=2000.0, width=300, height=200, face_count=3, revision=2
    )
    assert (record.face_set, record.lease) == (OTHER_FACE_SET, None)
    assert record.face_sets == {OTHER_FACE_SET}


def test_rejection_forgets_what_an_earlier_version_showed() -> None:
    claimed = claim(a_record(), "v2")

    record = lifecycle.gave_up(claimed, a_version(version_id="v2"), TOO_SMALL, NOW)

    assert isinstance(record.state, Image)
    assert (record.state.status, record.state.failure) == (ImageStatus.REJECTED, TOO_SMALL)
    assert (record.state.width, record.state.face_count, record.state.revision) == (None, None, 2)
    assert record.face_sets == frozenset()


def test_failure_keeps_what_an_earlier_analysis_of_the_version_found() -> None:
    claimed = lifecycle.claim_again(a_record(), 1, NEW_LEASE, NOW)

    record = lifecycle.gave_up(claimed, a_version(), THROTTLED, NOW)

    assert record.state == an_analyzed_image(
        status=ImageStatus.FAILED, failure=THROTTLED, revision=2
    )
    assert record.face_sets == {FACE_SET}


def test_failure_of_a_newer_version_forgets_the_older_one() -> None:
    claimed = claim(a_record(), "v2")

    record = lifecycle.gave_up(claimed, a_version(version_id="v2"), THROTTLED, NOW)

    assert isinstance(record.state, Image)
    assert (record.state.version_id, record.state.status) == ("v2", ImageStatus.FAILED)
    assert (record.state.face_count, record.face_set) == (None, None)


def test_remove_leaves_a_tombstone_that_outlives_every_queue() -> None:
    record = a_record(lease=a_lease(token=OTHER_FACE_SET), write=4)

    removed = lifecycle.remove(record, a_sequencer(2), NOW)

    assert removed == ImageRecord(
        state=Tombstone(id=record.id, owner="ana", revision=2),
        sequencer=a_sequencer(2),
        expires_at=NOW + timedelta(days=15),
        write=4,
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
        removed, sequencer=a_sequencer(3), expires_at=later + timedelta(days=15)
    )


def test_repeated_removal_changes_nothing() -> None:
    removed = lifecycle.remove(a_record(), a_sequencer(2), NOW)

    assert lifecycle.remove(removed, a_sequencer(2), NOW + MINUTE) is removed


def test_removal_of_what_nobody_saw_leaves_a_tombstone_too() -> None:
    removed = lifecycle.remove_unseen(BUCKET, KEY, a_sequencer(2), NOW)

    assert removed.state == Tombstone(id=image_id(BUCKET, KEY), owner="ana", revision=1)
    assert removed.expires_at == NOW + timedelta(days=15)
