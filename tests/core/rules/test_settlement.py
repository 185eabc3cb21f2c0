from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from core.model.failure import FailureCode, failure
from core.model.image import ImageStatus
from core.model.record import ImageRecord
from core.rules import settlement
from core.rules.decisions import Claim, decide
from core.rules.settlement import Lost, Settle
from tests.support.builders import (
    FACE_SET,
    MINUTE,
    NOW,
    OTHER_FACE_SET,
    a_detection,
    a_format,
    a_hint,
    a_lease,
    a_record,
    a_sequencer,
    a_version,
    a_worker,
    an_analyzed_image,
)

WORKER = a_worker(token=OTHER_FACE_SET)
TOO_SMALL = failure(FailureCode.TOO_SMALL)
THROTTLED = failure(FailureCode.ENGINE_THROTTLED)
FAILED = partial(settlement.failed, TOO_SMALL, NOW)


def a_claim(version_id: str = "v2") -> Claim:
    """A claim on an image whose version v1 is analysed."""
    version = a_version(version_id=version_id, size_bytes=2000)
    lease = a_lease(token=OTHER_FACE_SET, version_id=version_id)
    return Claim(record=a_record(lease=lease), lease=lease, version=version)


@pytest.mark.parametrize("now", [NOW, a_lease().until + MINUTE])
def test_released_ends_the_lease_and_changes_nothing_else(now: datetime) -> None:
    claim = a_claim()

    released = settlement.released(now, False, claim, claim.record)

    ended = replace(claim.lease, until=min(now, claim.lease.until))
    assert released == replace(claim.record, lease=ended)


def test_image_whose_lease_was_given_back_may_be_claimed_at_once() -> None:
    released = settlement.released(NOW, False, a_claim(), a_claim().record)

    again = decide(a_hint(), released, a_version(version_id="v2"), WORKER)

    assert isinstance(again, Claim)


def test_analyzed_raises_the_revision_and_names_the_faces_of_its_lease() -> None:
    claim = a_claim()

    record = settlement.analyzed(a_format(300, 200), a_detection(3), NOW, claim, claim.record)

    assert record.state == an_analyzed_image(
        version_id="v2", size_bytes=2000.0, width=300, height=200, face_count=3, revision=2
    )
    assert (record.face_set, record.lease) == (OTHER_FACE_SET, None)
    assert record.face_sets == {OTHER_FACE_SET}


def test_rejection_forgets_what_an_earlier_version_showed() -> None:
    claim = a_claim()

    record = settlement.failed(TOO_SMALL, NOW, claim, claim.record)

    assert record.image
    assert (record.image.status, record.image.failure) == (ImageStatus.REJECTED, TOO_SMALL)
    assert (record.image.width, record.image.face_count, record.image.revision) == (None, None, 2)
    assert record.face_sets == frozenset()


def test_failure_keeps_what_an_earlier_analysis_of_the_version_found() -> None:
    claim = a_claim("v1")

    record = settlement.failed(THROTTLED, NOW, claim, claim.record)

    assert record.state == an_analyzed_image(
        status=ImageStatus.FAILED, failure=THROTTLED, revision=2
    )
    assert record.face_sets == {FACE_SET}


def test_failure_of_a_newer_version_forgets_the_older_one() -> None:
    claim = a_claim()

    record = settlement.failed(THROTTLED, NOW, claim, claim.record)

    assert record.image
    assert (record.image.version_id, record.image.status) == ("v2", ImageStatus.FAILED)
    assert (record.image.face_count, record.face_set) == (None, None)


def test_claim_holds_when_another_writer_only_moved_the_sequencer_on() -> None:
    claim = a_claim()
    current = replace(claim.record, sequencer=a_sequencer(9), write_count=7)

    decision = settlement.settle(claim, FAILED, current)

    assert isinstance(decision, Settle)
    assert decision.record
    assert (decision.record.sequencer, decision.record.write_count) == (a_sequencer(9), 7)


def test_claim_holds_when_the_table_keeps_the_leases_end_less_precisely() -> None:
    claim = a_claim()
    precise = replace(claim.lease, until=claim.lease.until + timedelta(microseconds=7))

    decision = settlement.settle(replace(claim, lease=precise), FAILED, claim.record)

    assert isinstance(decision, Settle)


@pytest.mark.parametrize(
    ("current", "has_faces"),
    [(None, False), (a_record(), False), (a_record(face_set=OTHER_FACE_SET), True)],
    ids=["gone", "without the lease", "settled by the same worker"],
)
def test_claim_is_lost_with_its_lease(current: ImageRecord | None, *, has_faces: bool) -> None:
    decision = settlement.settle(a_claim(), FAILED, current)

    assert decision == Lost(has_faces=has_faces)
