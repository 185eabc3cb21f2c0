from dataclasses import replace

import pytest

from core.model.delivery import Delivery
from core.model.failure import FailureCode, failure
from core.model.image import Image, ImageStatus
from core.model.record import ImageRecord
from core.model.stored_object import ReanalysisRequest
from core.rules import lifecycle
from core.rules.decisions import (
    Advance,
    Claim,
    ExpireUnrecorded,
    HintDecision,
    Nothing,
    Remove,
    Wait,
    decide,
    place_of,
)
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
    a_tombstone,
    a_version,
    a_worker,
    an_analyzed_image,
    an_image,
)

NEW_LEASE = a_lease(token=OTHER_FACE_SET)
WORKER = a_worker(token=OTHER_FACE_SET)
TOO_SMALL = failure(FailureCode.TOO_SMALL)
REFUSED = failure(FailureCode.ENGINE_REFUSED)


def decided(
    record: ImageRecord | None, version_id: str = "v1", sequencer: str = a_sequencer(2)
) -> HintDecision:
    """The decision about S3's event with this sequencer, with this version in the bucket."""
    return decide(
        replace(a_hint(), sequencer=sequencer), record, a_version(version_id=version_id), WORKER
    )


def decided_on_request(record: ImageRecord) -> HintDecision:
    request = ReanalysisRequest(image_id=record.id, if_revision=1)
    return decide(request, record, a_version(), WORKER)


def claimed(decision: HintDecision) -> ImageRecord:
    assert isinstance(decision, Claim)
    lease = replace(NEW_LEASE, version_id=decision.version.version_id)
    assert decision.record.lease == decision.lease == lease
    return decision.record


def failed_image(code: FailureCode) -> Image:
    return an_analyzed_image(status=ImageStatus.FAILED, failure=failure(code), face_count=None)


def test_claim_of_an_unknown_object_leases_a_pending_image() -> None:
    record = claimed(decided(None))

    assert record.state == an_image(content_type="image/jpeg")
    assert record.sequencer == a_sequencer(2)


def test_claim_of_an_announced_upload_keeps_it_for_good() -> None:
    announced = lifecycle.announce(BUCKET, KEY, "ana", "image/png", NOW)

    record = claimed(decided(announced))

    assert record == replace(announced, sequencer=a_sequencer(2), lease=NEW_LEASE, expires_at=None)


def test_claim_of_an_analyzed_version_only_moves_the_sequencer_on() -> None:
    record = a_record()

    assert decided(record) == Advance(record=replace(record, sequencer=a_sequencer(2)))


def test_claim_of_an_analyzed_version_changes_nothing_for_a_repeat() -> None:
    record = a_record()

    assert decided(record, sequencer=record.sequencer) == Nothing()


@pytest.mark.parametrize("failed", [TOO_SMALL, REFUSED], ids=lambda failed: failed.code)
def test_claim_leaves_a_final_failure_alone(failed: object) -> None:
    status = ImageStatus.REJECTED if failed is TOO_SMALL else ImageStatus.FAILED
    record = a_record(an_analyzed_image(status=status, failure=failed, face_count=None))

    assert decided(record) == Advance(record=replace(record, sequencer=a_sequencer(2)))


def test_claim_of_a_retryable_failure_leases_it_again() -> None:
    record = a_record(failed_image(FailureCode.ENGINE_THROTTLED))

    assert isinstance(decided(record, sequencer=record.sequencer), Claim)


def test_claim_of_a_newer_version_leases_it_and_keeps_what_readers_see() -> None:
    record = a_record()

    decision = decided(record, "v2")

    lease = replace(NEW_LEASE, version_id="v2")
    assert claimed(decision) == replace(record, sequencer=a_sequencer(2), lease=lease)


def test_claim_by_an_older_event_changes_nothing() -> None:
    record = a_record(sequencer=a_sequencer(3))

    assert decided(record, "v2", a_sequencer(2)) == Nothing()


def test_event_waits_while_another_worker_holds_the_lease_on_the_version() -> None:
    record = a_record(an_image(), lease=a_lease(until=NOW + MINUTE))

    assert decided(record) == Wait(until=NOW + MINUTE)


def test_event_waits_while_another_worker_handles_the_same_event() -> None:
    lease = a_lease(version_id="v1")
    record = a_record(an_image(), lease=lease)

    assert decided(record, "v2", record.sequencer) == Wait(until=lease.until)


def test_claim_by_a_newer_event_takes_over_from_the_worker_on_an_older_version() -> None:
    record = a_record(an_image(), lease=a_lease(version_id="v1"))

    assert isinstance(decided(record, "v2"), Claim)


def test_claim_takes_over_a_lease_that_has_ended() -> None:
    record = a_record(an_image(), lease=a_lease(until=NOW))

    assert isinstance(decided(record), Claim)


def test_newer_event_takes_the_lease_from_a_worker_on_a_version_that_is_gone() -> None:
    record = a_record(lease=a_lease(token=OTHER_FACE_SET, version_id="v0"))

    assert decided(record) == Advance(record=replace(record, sequencer=a_sequencer(2), lease=None))


def test_newer_event_leaves_the_lease_to_a_worker_on_the_current_version() -> None:
    lease = a_lease(token=OTHER_FACE_SET, version_id="v1")
    record = a_record(lease=lease)

    assert decided(record) == Advance(record=replace(record, sequencer=a_sequencer(2)))


def test_upload_after_a_removal_starts_anew_and_goes_on_counting_revisions() -> None:
    removed = a_record(a_tombstone(revision=2), expires_at=NOW + MINUTE, write_count=5)

    revived = claimed(decided(removed))

    assert revived.state == an_image(content_type="image/jpeg", revision=2)
    assert (revived.expires_at, revived.write_count) == (None, 5)


@pytest.mark.parametrize("number", [0, 1])
def test_claim_by_an_event_that_a_removal_has_seen_changes_nothing(number: int) -> None:
    removed = a_record(a_tombstone())

    assert decided(removed, sequencer=a_sequencer(number)) == Nothing()


def test_request_claims_the_revision_that_was_asked_for() -> None:
    record = a_record()

    assert claimed(decided_on_request(record)) == replace(record, lease=NEW_LEASE)


def test_request_changes_nothing_once_the_image_has_moved_on() -> None:
    newer = a_record(an_analyzed_image(revision=2))
    removed = a_record(a_tombstone(revision=1))

    assert decided_on_request(newer) == Nothing()
    assert decided_on_request(removed) == Nothing()


@pytest.mark.parametrize("code", [FailureCode.INTERNAL, FailureCode.ENGINE_THROTTLED])
def test_request_claims_again_after_a_failure_that_a_retry_can_help(code: FailureCode) -> None:
    image = an_analyzed_image(status=ImageStatus.FAILED, failure=failure(code), revision=2)
    record = a_record(image)

    assert claimed(decided_on_request(record)) == replace(record, lease=NEW_LEASE)


def test_request_changes_nothing_after_a_failure_that_no_retry_can_help() -> None:
    refused = failure(FailureCode.ENGINE_REFUSED)
    record = a_record(an_analyzed_image(status=ImageStatus.FAILED, failure=refused, revision=2))

    assert decided_on_request(record) == Nothing()


def test_request_waits_while_a_worker_holds_the_lease_on_the_image() -> None:
    lease = a_lease(version_id="v0")

    assert decided_on_request(a_record(lease=lease)) == Wait(until=lease.until)


def test_request_claims_the_version_that_it_finds_and_keeps_the_sequencer() -> None:
    request = ReanalysisRequest(image_id=a_record().id, if_revision=1)

    decision = decide(request, a_record(), a_version(version_id="v2"), WORKER)

    assert isinstance(decision, Claim)
    assert decision.version == a_version(version_id="v2")
    assert decision.record.sequencer == a_record().sequencer


def test_request_removes_an_image_whose_object_is_gone() -> None:
    request = ReanalysisRequest(image_id=a_record().id, if_revision=1)

    decision = decide(request, a_record(), None, WORKER)

    assert decision == Remove(record=lifecycle.remove(a_record(), a_sequencer(1), NOW))


def test_request_about_an_unknown_or_removed_image_has_no_place() -> None:
    request = ReanalysisRequest(image_id=a_record().id, if_revision=1)

    assert place_of(request, None) is place_of(request, a_record(a_tombstone())) is None
    assert place_of(request, a_record()) == place_of(a_hint(), None) == (BUCKET, KEY)


@pytest.mark.parametrize("record", [None, a_record()], ids=["unrecorded", "recorded"])
def test_event_about_an_object_that_is_gone_removes_it(record: ImageRecord | None) -> None:
    decision = decide(a_hint(number=2), record, None, WORKER)

    assert isinstance(decision, Remove)
    assert decision.record
    assert (decision.record.image, decision.record.sequencer) == (None, a_sequencer(2))
    assert decision.record.revision == (record.revision if record else 0) + 1


def test_event_that_is_older_than_the_record_removes_nothing() -> None:
    record = a_record(sequencer=a_sequencer(3))

    assert decide(a_hint(number=2), record, None, WORKER) == Nothing()


def test_expiration_of_an_object_without_a_record_leaves_a_tombstone_of_revision_0() -> None:
    expired = replace(a_hint(number=None), is_removal=True, is_expiration=True)

    decision = decide(expired, None, None, WORKER)

    assert isinstance(decision, ExpireUnrecorded)
    assert decision.record
    assert (decision.record.image, decision.record.revision) == (None, 0)


def test_event_without_a_sequencer_claims_with_the_sequencer_of_the_record() -> None:
    decision = decide(a_hint(number=None), a_record(), a_version(version_id="v2"), WORKER)

    assert claimed(decision).sequencer == a_record().sequencer


def test_claim_keeps_the_count_of_an_earlier_delivery_on_the_same_version_only() -> None:
    record = a_record(an_image(), lease=a_lease(until=NOW, version_id="v1", counted=True))

    same, newer = decided(record, "v1"), decided(record, "v2")

    assert isinstance(same, Claim)
    assert isinstance(newer, Claim)
    assert (same.lease.counted, newer.lease.counted) == (True, False)


def test_claim_and_advance_expire_with_the_object() -> None:
    retention = 3 * MINUTE
    worker = replace(WORKER, retention=retention)
    hint, version = a_hint(number=2), a_version()

    first, later = decide(hint, None, version, worker), decide(hint, a_record(), version, worker)

    assert isinstance(first, Claim)
    assert isinstance(later, Advance)
    assert later.record
    assert first.record.expires_at == later.record.expires_at == version.uploaded_at + retention


def test_claim_of_the_last_delivery_is_marked_as_such() -> None:
    delivery = Delivery(deadline=NOW + MINUTE, is_last=True)

    decision = decide(a_hint(), None, a_version(), replace(WORKER, delivery=delivery))

    assert isinstance(decision, Claim)
    assert (decision.lease.last, decision.lease.until) == (True, NOW + MINUTE)
