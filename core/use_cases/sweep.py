"""Images that nobody will finish: their worker died, and no message of theirs comes again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.lifetimes import REDELIVERY_PATIENCE
from core.model.errors import Conflict
from core.model.failure import FailureCode, failure
from core.model.record import ImageRecord, Lease
from core.model.stored_object import ObjectVersion
from core.ports import ImageRecords, Objects
from core.rules import lifecycle
from core.use_cases.analysis import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeper:
    """Writes what the last attempt would have written had it come to its end.

    A message that comes again all the same does no harm: such a failure may run again. A record
    that is not the one that was judged is left alone, so that no live worker is overwritten.
    """

    records: ImageRecords
    objects: Objects
    now: Callable[[], datetime]

    def sweep(self, image_id: str) -> Outcome:
        """Raises what the ports raise."""
        record = self.records.get(image_id)
        image = record.image_at(self.now()) if record else None
        if image is None or record is None or record.lease is None:
            return Outcome.UNCHANGED
        version = self.objects.look(image.bucket, image.key)
        if not self._is_given_up(record.lease, version):
            return Outcome.UNCHANGED
        if version is None:
            swept = lifecycle.remove(record, record.sequencer, self.now())
            return self._put(swept, record, Outcome.REMOVED)
        reason = failure(FailureCode.INTERNAL)
        swept = lifecycle.gave_up(record, version, reason, self.now())
        return self._put(swept, record, Outcome.FAILED)

    def _is_given_up(self, lease: Lease, version: ObjectVersion | None) -> bool:
        now = self.now()
        if version and version.version_id != lease.version_id:
            return lease.until + REDELIVERY_PATIENCE <= now  # it has a message of its own
        return lease.overdue_at <= now

    def _put(self, swept: ImageRecord, record: ImageRecord, outcome: Outcome) -> Outcome:
        try:
            self.records.put(swept, replacing=record)
        except Conflict:
            return Outcome.UNCHANGED
        return outcome
