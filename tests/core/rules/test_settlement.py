from dataclasses import replace
from datetime import datetime

import pytest

from core.model.failure import FailureCode, failure
from core.model.image import ImageStatus
from core.rules import settlement
from core.rules.decisions import Claim, decide
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
    a_version,
    a_worker,
    an_analyzed_image,
)

WORKER = a_worker(token=OTHER_FACE_SET)
TOO_SMALL = failure(FailureCode.TOO_SMALL)
THROTTLED = failure(FailureCode.ENGINE_THROTTLED)


def a_claim(version_id: str = "v2") -> Claim:
    """Of an image whose version v1 is analysed."""
    version = a_version(version_id=version_id, size_bytes=2000)
    lease = a_lease(token=OTHER_FACE_SET, version_id=version_id)
    return Claim(record=a_record(lease=lease), lease=lease, version=version)


@pytest.mark.parametrize("now", [NOW, a_lease().until + MINUTE])
def test_released_ends_the_lease_and_changes_nothing_else(now: datetime) -> None:
    claim = a_claim()

    released = settlement.released(claim.record, claim, now)

    ended = replace(claim.lease, until=min(now, claim.lease.until))
    assert released == replace(claim.record, lease=ended)


def test_image_whose_lease_was_given_back_may_be_claimed_at_once() -> None:
    released = settlement.released(a_claim().record, a_claim(), NOW)

    again = decide(a_hint(), released, a_version(version_id="v2"), WORKER)

    assert isinstance(again, Claim)


def test_analyzed_raises_the_revision_and_names_the_faces_of_its_lease() -> None:
    claim = a_claim()

    record = settlement.analyzed(claim.record, claim, a_format(300, 200), a_detection(3), NOW)

    assert record.state == an_analyzed_image(
        version_id="v2", size_bytes=2000.0, width=300, height=200, face_count=3, revision=2
    )
    assert (record.face_set, record.lease) == (OTHER_FACE_SET, None)
    assert record.face_sets == {OTHER_FACE_SET}


def test_rejection_forgets_what_an_earlier_version_showed() -> None:
    claim = a_claim()

    record = settlement.failed(claim.record, claim.version, TOO_SMALL, NOW)

    assert record.image
    assert (record.image.status, record.image.failure) == (ImageStatus.REJECTED, TOO_SMALL)
    assert (record.image.width, record.image.face_count, record.image.revision) == (None, None, 2)
    assert record.face_sets == frozenset()


def test_failure_keeps_what_an_earlier_analysis_of_the_version_found() -> None:
    claim = a_claim("v1")

    record = settlement.failed(claim.record, claim.version, THROTTLED, NOW)

    assert record.state == an_analyzed_image(
        status=ImageStatus.FAILED, failure=THROTTLED, revision=2
    )
    assert record.face_sets == {FACE_SET}


def test_failure_of_a_newer_version_forgets_the_older_one() -> None:
    claim = a_claim()

    record = settlement.failed(claim.record, claim.version, THROTTLED, NOW)

    assert record.image
    assert (record.image.version_id, record.image.status) == ("v2", ImageStatus.FAILED)
    assert (record.image.face_count, record.face_set) == (None, None)
