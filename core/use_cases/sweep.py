"""Images that no worker will finish: their worker died, and no message of theirs is left."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.lifetimes import REDELIVERY_PATIENCE
from core.model.errors import Conflict
from core.model.failure import FailureCode, failure
from core.model.record import ImageRecord, Lease
from core.model.stored_object import ObjectVersion
from core.ports import ImageRecords, Objects
from core.rules import lifecycle, settlement
from core.use_cases.analysis import ImageOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeper:
    """Marks the image FAILED, as its worker would have done after the last delivery.

    A message that is delivered later does no harm: the failure is retryable. A conflict is not
    retried: if the record has changed since it was read, a worker is alive.
    """

    records: ImageRecords
    objects: Objects
    now: Callable[[], datetime]

    def sweep(self, image_id: str) -> ImageOutcome:
        """Raises what the ports raise."""
        record = self.records.get(image_id)
        image = record.image_at(self.now()) if record else None
        if image is None or record is None or record.lease is None:
            return ImageOutcome.UNCHANGED
        version = self.objects.look(image.bucket, image.key)
        if not self._is_abandoned(record.lease, version):
            return ImageOutcome.UNCHANGED
        if version is None:
            swept = lifecycle.remove(record, record.sequencer, self.now())
            return self._put(swept, record, ImageOutcome.REMOVED)
        reason = failure(FailureCode.INTERNAL)
        swept = settlement.failed_version(record, version, reason, self.now())
        return self._put(swept, record, ImageOutcome.FAILED)

    def _is_abandoned(self, lease: Lease, version: ObjectVersion | None) -> bool:
        now = self.now()
        if version and version.version_id != lease.version_id:
            return (
                lease.until + REDELIVERY_PATIENCE <= now
            )  # the newer version has a message of its own
        return lease.overdue_at <= now

    def _put(self, swept: ImageRecord, record: ImageRecord, outcome: ImageOutcome) -> ImageOutcome:
        try:
            self.records.put(swept, replacing=record)
        except Conflict:
            return ImageOutcome.UNCHANGED
        return outcome
