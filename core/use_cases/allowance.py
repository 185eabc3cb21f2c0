"""How many images the engine analyses for one owner in a day: each is paid for."""

from dataclasses import dataclass
from datetime import UTC, datetime

from core.model.failure import AnalysisFailed, FailureCode
from core.ports import DailyCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyAllowance:
    """`images` for each owner in each day of UTC."""

    counts: DailyCounts
    images: int

    def spend(self, owner: str, now: datetime) -> None:
        """Call it before the engine. Raises AnalysisFailed, with nothing counted, when the day's
        images are spent."""
        if not self.counts.add(owner, now.astimezone(UTC).date(), self.images):
            raise AnalysisFailed(FailureCode.QUOTA_EXCEEDED)
