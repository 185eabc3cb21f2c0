"""Carries out what is decided about a hint, up to the record that holds the result."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from core.model.delivery import Delivery
from core.model.detection import Detection
from core.model.errors import Conflict
from core.model.face import faces_of
from core.model.failure import AnalysisFailed, FailureCode, ImageRejected, failure
from core.model.record import ImageRecord
from core.model.stored_object import Hint, ObjectVersion
from core.ports import FaceEngine, Faces, HeaderReader, ImageRecords, ObjectGone, Objects
from core.rules import settlement
from core.rules.decisions import (
    Advance,
    Claim,
    Decide,
    Decision,
    ExpireUnrecorded,
    HintDecision,
    Nothing,
    Remove,
    Wait,
    Worker,
    decide,
    place_of,
)
from core.rules.settlement import Lost, Settle, Settled
from core.rules.uninspected import fail_uninspected
from core.use_cases.allowance import DailyAllowance
from core.use_cases.inspection import inspect
from core.use_cases.rewriting import rewrite

_TOKEN_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"  # of image ids, too
_TOKEN_LENGTH = 10  # unique among the claims of one image

FailUninspected = Callable[
    [Hint, ImageRecord | None, datetime, timedelta | None], ImageRecord | None
]


class ImageOutcome(StrEnum):
    ANALYZED = "ANALYZED"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    CAPPED = "CAPPED"  # FAILED, because the owner's daily allowance is spent: no operator need look
    REMOVED = "REMOVED"
    UNCHANGED = "UNCHANGED"


class Busy(Exception):
    """Another worker holds the lease; what it leaves undone may be claimed after `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"leased until {until.isoformat()}")
        self.until = until


class LeaseLost(Exception):
    """A newer event took the image over; the next delivery shows whether work is left."""


def random_token() -> str:
    return "".join(secrets.choice(_TOKEN_ALPHABET) for _ in range(_TOKEN_LENGTH))


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzer:
    """`decide` and `fail_uninspected` are the rules; the rest carries out what they decide."""

    records: ImageRecords
    faces: Faces
    objects: Objects
    engine: FaceEngine
    read_header: HeaderReader
    now: Callable[[], datetime]
    retention: timedelta | None = None
    allowance: DailyAllowance | None = None
    decide: Decide = decide
    fail_uninspected: FailUninspected = fail_uninspected
    new_token: Callable[[], str] = random_token

    def handle(self, hint: Hint, delivery: Delivery) -> ImageOutcome:
        """Raises Busy or LeaseLost when another worker is at it, AnalysisFailed when the engine
        did not answer, and whatever the ports raise. After each, another delivery may succeed."""
        try:
            decision = self._decide(hint, delivery)
        except Conflict:
            raise LeaseLost from None
        except Exception:
            if delivery.is_last:
                self._fail_uninspected(hint)
            raise
        match decision:
            case Claim():
                return self._analyze(decision, delivery)
            case Wait(until=until):
                raise Busy(until)
            case Remove():
                return ImageOutcome.REMOVED
            case Advance() | ExpireUnrecorded() | Nothing():
                return ImageOutcome.UNCHANGED

    def _decide(self, hint: Hint, delivery: Delivery) -> HintDecision:
        image_id = hint.image_id
        self._remove_orphans(image_id)
        return rewrite(self.records, image_id, partial(self._look_and_decide, hint, delivery))

    def _remove_orphans(self, image_id: str) -> None:
        """A worker that lost its lease and then died may have left faces that no record names and
        no later change will. Its message comes again, as a first delivery when it comes back from
        the dead-letter queue. Sets first: a set that is seen here was claimed before the record is
        read."""
        for face_set in sorted(self.faces.sets_of(image_id)):
            record = self.records.get(image_id)
            if record is None or face_set not in record.face_sets:
                self.faces.remove(image_id, face_set)

    def _look_and_decide(
        self, hint: Hint, delivery: Delivery, record: ImageRecord | None
    ) -> HintDecision:
        token = self.new_token()  # of each look: a claim that conflicted may have been written
        place = place_of(hint, record)
        if place is None:
            return Nothing()
        version = self.objects.look(*place)
        worker = Worker(token=token, delivery=delivery, now=self.now(), retention=self.retention)
        return self.decide(hint, record, version, worker)

    def _fail_uninspected(self, hint: Hint) -> None:
        def failed(record: ImageRecord | None) -> Decision[ImageRecord]:
            return Decision(record=self.fail_uninspected(hint, record, self.now(), self.retention))

        with suppress(Conflict):  # the error that led here is raised and reported already
            rewrite(self.records, hint.image_id, failed)

    def _analyze(self, claim: Claim, delivery: Delivery) -> ImageOutcome:
        counted = claim.lease.counted
        try:
            form = inspect(self.objects, self.read_header, claim.version)
            if self.allowance and not counted:
                self.allowance.spend(claim.record.state.owner, self.now())
                counted = True
            found = self._detect(claim.version)
            self._store_faces(claim, found)
            self._settle(claim, partial(settlement.analyzed, form, found, self.now()))
        except LeaseLost:
            raise
        except ImageRejected as rejection:
            self._settle(claim, partial(settlement.failed, rejection.failure, self.now()))
            return ImageOutcome.REJECTED
        except Exception as error:
            if isinstance(error, AnalysisFailed) and not error.is_passing:
                self._settle(claim, partial(settlement.failed, error.failure, self.now()))
                is_capped = error.failure.code is FailureCode.QUOTA_EXCEEDED
                return ImageOutcome.CAPPED if is_capped else ImageOutcome.FAILED
            self._settle(claim, self._given_back(error, delivery, counted=counted))
            raise
        return ImageOutcome.ANALYZED

    def _detect(self, version: ObjectVersion) -> Detection:
        try:
            return self.engine.detect(version)
        except ObjectGone:
            current = self.objects.look(version.bucket, version.key)
            if current is None or current.version_id != version.version_id:
                raise
        raise AnalysisFailed(FailureCode.ENGINE_REFUSED)  # to read what is there

    def _store_faces(self, claim: Claim, found: Detection) -> None:
        image, expires_at = claim.record.state, claim.record.expires_at
        faces = faces_of(image.id, claim.lease.token, found.faces)
        if faces:
            self.faces.write(image.owner, claim.version.uploaded_at, faces, expires_at)

    def _given_back(self, error: Exception, delivery: Delivery, *, counted: bool) -> Settled:
        """FAILED after the last delivery, and another delivery's turn after any other."""
        if not delivery.is_last:
            return partial(settlement.released, self.now(), counted)
        known = error.failure if isinstance(error, AnalysisFailed) else None
        return partial(settlement.failed, known or failure(FailureCode.INTERNAL), self.now())

    def _settle(self, claim: Claim, settled: Settled) -> None:
        image_id = claim.record.state.id
        settle = partial(settlement.settle, claim, settled)
        try:
            decision = rewrite(self.records, image_id, settle, known=claim.record)
        except Conflict:
            decision = settle(self.records.get(image_id))
        else:
            if isinstance(decision, Settle):
                return
        if isinstance(decision, Lost) and not decision.has_faces:
            self.faces.remove(image_id, claim.lease.token)
        raise LeaseLost
