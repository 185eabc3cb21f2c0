"""One sweep: every overdue image by itself, for as long as the function has time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adapters.logs import log, log_failure
from adapters.metrics import count
from core.lifetimes import SWEEP_OF_ONE_IMAGE
from core.ports import ImageRecords
from core.use_cases.analysis import ImageOutcome
from core.use_cases.sweep import Sweeper


class SweepIncomplete(Exception):
    """Some images could not be judged; the next sweep finds them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    records: ImageRecords
    sweeper: Sweeper
    now: Callable[[], datetime]

    def run(self, deadline: datetime) -> int:
        """The number of settled images. Raises SweepIncomplete at the end if some failed."""
        settled = failed = 0
        for image_id in self.records.overdue(self.now()):
            if self.now() + SWEEP_OF_ONE_IMAGE > deadline:
                log("sweep goes on next time")
                break
            try:
                settled += self._settles(image_id)
            except Exception:  # noqa: BLE001 - one image must not hold up the others
                log_failure("not swept", imageId=image_id)
                failed += 1
        if failed:
            raise SweepIncomplete(f"{failed} images")
        return settled

    def _settles(self, image_id: str) -> bool:
        outcome = self.sweeper.sweep(image_id)
        if outcome is ImageOutcome.UNCHANGED:
            return False
        count("Images", 1, outcome=outcome)
        log("swept", imageId=image_id, outcome=outcome)
        return True
