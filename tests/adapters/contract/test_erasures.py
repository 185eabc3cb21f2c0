from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.model.erasure import (
    Erasure,
    ErasureCounts,
    ErasureRecord,
    ErasureStatus,
    ErasureTarget,
    finished,
    target_of_key,
)
from core.model.errors import Conflict
from core.ports import Erasures
from tests.support.builders import BUCKET, NOW


def a_job(owner: str = "ana", **changes: Any) -> ErasureRecord:
    state = Erasure(id="job-1", status=ErasureStatus.RUNNING, requested_at=NOW)
    return replace(ErasureRecord(owner=owner, state=state), **changes)


def a_target() -> ErasureTarget:
    counts = ErasureCounts(object_versions=2, images=1, faces=100)
    target = target_of_key(BUCKET, "uploads/ana/über😀.jpg")
    return replace(target, counts=counts)


def test_job_is_read_as_it_was_written(erasures: Erasures) -> None:
    job = a_job(target=a_target(), all_removed=True, settles_at=NOW + timedelta(seconds=5), slice=3)

    stored = erasures.put(job, replacing=None)

    assert stored == replace(job, write_count=1)
    assert erasures.get("ana") == stored
    assert erasures.get("ben") is None


def test_receipt_is_read_as_it_was_written(erasures: Erasures) -> None:
    job = erasures.put(a_job(target=a_target()), replacing=None)
    found = ErasureCounts()

    stored = erasures.put(finished(job, ErasureStatus.DONE, found, 7, NOW), replacing=job)

    assert erasures.get("ana") == stored
    assert stored.state.found == found
    assert len(stored.state.remains) >= 8
    assert stored.target is None


def test_job_is_not_replaced_by_a_writer_that_read_an_older_state(erasures: Erasures) -> None:
    first = erasures.put(a_job(), replacing=None)
    second = erasures.put(replace(first, slice=1), replacing=first)

    with pytest.raises(Conflict):
        erasures.put(replace(first, slice=2), replacing=first)
    with pytest.raises(Conflict):
        erasures.put(a_job(), replacing=None)

    assert erasures.get("ana") == second


def test_jobs_of_two_owners_do_not_meet(erasures: Erasures) -> None:
    ana = erasures.put(a_job(), replacing=None)
    ben = erasures.put(a_job("ben"), replacing=None)

    assert (erasures.get("ana"), erasures.get("ben")) == (ana, ben)
