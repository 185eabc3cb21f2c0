"""From a hint that an object changed to a record that says what is so."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from core.model.detection import Detection, Format
from core.model.errors import Conflict
from core.model.face import faces_of
from core.model.failure import AnalysisFailed, Failure, FailureCode, ImageRejected, failure
from core.model.image import Image
from core.model.record import ImageRecord, Lease
from core.model.stored_object import ObjectHint, ObjectVersion, ReanalysisRequest
from core.ports import FaceEngine, Faces, HeaderReader, ImageRecords, ObjectGone, Objects
from core.rules import lifecycle, unseen
from core.rules.lifecycle import Busy
from core.use_cases.allowance import DailyAllowance
from core.use_cases.inspection import inspect

_MAX_CONFLICTS = 5  # in a row, on one image, each with a look in between


class Outcome(StrEnum):
    ANALYZED = "ANALYZED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    CAPPED = "CAPPED"  # FAILED, too, by the owner's doing: nothing that an operator need look at
    REMOVED = "REMOVED"
    UNCHANGED = "UNCHANGED"


Claim = tuple[ImageRecord, ObjectVersion]


class LeaseLost(Exception):
    """A newer event took the image over; another look tells whether anything is left to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """`deadline`: when this worker has ended for certain. After the `last` attempt the image is
    FAILED instead of waiting for another."""

    deadline: datetime
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzer:
    records: ImageRecords
    faces: Faces
    objects: Objects
    engine: FaceEngine
    read_header: HeaderReader
    now: Callable[[], datetime]
    retention: timedelta | None = None
    allowance: DailyAllowance | None = None

    def handle(self, hint: ObjectHint | ReanalysisRequest, attempt: Attempt) -> Outcome:
        """Raises Busy or LeaseLost when another worker is at it, AnalysisFailed when the engine
        did not answer, and whatever the ports raise; each time another delivery may succeed."""
        try:
            claim = self._claim(hint, attempt)
        except (Busy, LeaseLost):
            raise
        except Exception:
            if attempt.last:
                self._give_up(hint)
            raise
        return claim if isinstance(claim, Outcome) else self._attempt(*claim, attempt)

    def _claim(self, hint: ObjectHint | ReanalysisRequest, attempt: Attempt) -> Claim | Outcome:
        self._remove_orphans(hint)
        for _ in range(_MAX_CONFLICTS):
            try:
                if isinstance(hint, ReanalysisRequest):
                    return self._claim_request(hint, attempt)
                return self._claim_hint(hint, attempt)
            except Conflict:
                continue
        raise LeaseLost

    def _give_up(self, hint: ObjectHint | ReanalysisRequest) -> None:
        reason = failure(FailureCode.INTERNAL)
        for _ in range(_MAX_CONFLICTS):
            record = self.records.get(hint.image_id)
            given_up = unseen.give_up(record, hint, reason, self.now())
            if given_up is None or given_up == record:
                return
            assert isinstance(given_up.state, Image)
            with suppress(Conflict):
                self._put(given_up, given_up.state.uploaded_at, replacing=record)
                return

    def _remove_orphans(self, hint: ObjectHint | ReanalysisRequest) -> None:
        """A worker that lost its lease and then broke off may have left faces that no record names
        and no later change will. Its message comes again, as a first delivery when it comes back
        from the dead-letter queue. Sets first: one seen here was claimed before the record is read.
        """
        for face_set in sorted(self.faces.sets_of(hint.image_id)):
            record = self.records.get(hint.image_id)
            if record is None or face_set not in record.face_sets:
                self.faces.remove(hint.image_id, face_set)

    def _claim_hint(self, hint: ObjectHint, attempt: Attempt) -> Claim | Outcome:
        record = self.records.get(hint.image_id)
        version = self.objects.look(hint.bucket, hint.key)  # never older than the record
        sequencer = hint.sequencer or (record.sequencer if record else "")
        if version is None and record is None and hint.is_expiration:
            self.records.put(lifecycle.expire_unseen(hint.bucket, hint.key, self.now()), None)
            return Outcome.UNCHANGED
        if version is None:
            return self._remove(record, hint.bucket, hint.key, sequencer)
        lease = _lease(version, attempt)
        claimed = lifecycle.claim(record, version, sequencer, lease, self.now())
        return self._put_claim(record, claimed, version)

    def _claim_request(self, request: ReanalysisRequest, attempt: Attempt) -> Claim | Outcome:
        record = self.records.get(request.image_id)
        if record is None or not isinstance(record.state, Image):
            return Outcome.UNCHANGED
        bucket, key = record.state.bucket, record.state.key
        version = self.objects.look(bucket, key)
        if version is None:
            return self._remove(record, bucket, key, record.sequencer)
        lease = _lease(version, attempt)
        claimed = lifecycle.claim_again(record, request.if_revision, lease, self.now())
        return self._put_claim(record, claimed, version)

    def _remove(self, record: ImageRecord | None, bucket: str, key: str, sequencer: str) -> Outcome:
        if record is None:
            removed = lifecycle.remove_unseen(bucket, key, sequencer, self.now())
        else:
            removed = lifecycle.remove(record, sequencer, self.now())
        if removed == record:
            return Outcome.UNCHANGED
        self.records.put(removed, replacing=record)
        return Outcome.REMOVED

    def _put_claim(
        self, record: ImageRecord | None, claimed: ImageRecord, version: ObjectVersion
    ) -> Claim | Outcome:
        if claimed == record:
            return Outcome.UNCHANGED
        claimed = self._put(claimed, version.uploaded_at, replacing=record)
        if claimed.lease is None or (record and claimed.lease == record.lease):
            return Outcome.UNCHANGED  # only the sequencer moved on
        return claimed, version

    def _put(
        self, record: ImageRecord, uploaded_at: datetime, replacing: ImageRecord | None
    ) -> ImageRecord:
        expires_at = lifecycle.kept_until(uploaded_at, self.retention)
        return self.records.put(replace(record, expires_at=expires_at), replacing=replacing)

    def _attempt(self, claimed: ImageRecord, version: ObjectVersion, attempt: Attempt) -> Outcome:
        assert claimed.lease
        counted = claimed.lease.counted
        try:
            form = inspect(self.objects, self.read_header, version)
            if self.allowance and not counted:
                self.allowance.spend(claimed.owner, self.now())
                counted = True
            return self._analyze(claimed, version, form)
        except LeaseLost:
            raise
        except ImageRejected as rejection:
            self._settle_failure(claimed, version, rejection.failure)
            return Outcome.REJECTED
        except Exception as error:
            if isinstance(error, AnalysisFailed) and not error.is_passing:
                self._settle_failure(claimed, version, error.failure)
                is_capped = error.failure.code is FailureCode.QUOTA_EXCEEDED
                return Outcome.CAPPED if is_capped else Outcome.FAILED
            self._give_back(claimed, version, error, attempt, counted=counted)
            raise

    def _analyze(self, claimed: ImageRecord, version: ObjectVersion, form: Format) -> Outcome:
        found = self._detect(version)
        self._store_faces(claimed, version, found)
        self._settle(claimed, lambda c: lifecycle.analyzed(c, version, form, found, self.now()))
        return Outcome.ANALYZED

    def _detect(self, version: ObjectVersion) -> Detection:
        try:
            return self.engine.detect(version)
        except ObjectGone:
            current = self.objects.look(version.bucket, version.key)
            if current is None or current.version_id != version.version_id:
                raise
        raise AnalysisFailed(FailureCode.ENGINE_REFUSED)  # to read what is there

    def _store_faces(self, claimed: ImageRecord, version: ObjectVersion, found: Detection) -> None:
        assert claimed.lease
        faces = faces_of(claimed.id, claimed.lease.token, found.faces)
        if faces:
            self.faces.write(claimed.owner, version.uploaded_at, faces, claimed.expires_at)

    def _give_back(
        self,
        claimed: ImageRecord,
        version: ObjectVersion,
        error: Exception,
        attempt: Attempt,
        *,
        counted: bool,
    ) -> None:
        if attempt.last:
            known = error.failure if isinstance(error, AnalysisFailed) else None
            self._settle_failure(claimed, version, known or failure(FailureCode.INTERNAL))
        else:
            self._settle(claimed, lambda c: lifecycle.release(c, self.now(), counted=counted))

    def _settle_failure(
        self, claimed: ImageRecord, version: ObjectVersion, reason: Failure
    ) -> None:
        self._settle(claimed, lambda c: lifecycle.gave_up(c, version, reason, self.now()))

    def _settle(self, claimed: ImageRecord, settled: Callable[[ImageRecord], ImageRecord]) -> None:
        """Another writer may have moved the sequencer on and left the lease: then it holds. A
        lease that is gone may have gone by our own write, its answer lost."""
        assert claimed.lease
        current: ImageRecord | None = claimed
        for _ in range(_MAX_CONFLICTS):
            if current is None or current.lease != claimed.lease:
                break
            try:
                self.records.put(settled(current), replacing=current)
            except Conflict:
                current = self.records.get(claimed.id)
            else:
                return
        if current is None or claimed.lease.token not in current.face_sets:
            self.faces.remove(claimed.id, claimed.lease.token)
        raise LeaseLost


_TOKEN_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


def _lease(version: ObjectVersion, attempt: Attempt) -> Lease:
    # Ten characters of the alphabet that image ids use too: unique among one image's claims.
    token = "".join(secrets.choice(_TOKEN_ALPHABET) for _ in range(10))
    return Lease(
        token=token, version_id=version.version_id, until=attempt.deadline, last=attempt.last
    )
