"""The engine's quota as one schedule that all workers share: each call has a moment of its own.

If each worker used a fixed share of the quota without coordination, the total could still exceed
the quota: two workers at 2.5 calls a second make six calls in some seconds. See
docs/decisions/0007.
"""

import math
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.lifetimes import ENGINE_PATIENCE
from core.model.detection import Detection
from core.model.failure import AnalysisFailed, FailureCode
from core.model.stored_object import ObjectVersion
from core.ports import EngineSchedule, FaceEngine

# The unused share allows for calls that reach the engine late. The engine counts calls by the
# second, and a late call must not be one call too many in its second (here up to 31 ms late).
_USED_SHARE = 0.97
_MAX_CALLS = 3  # of the engine for one delivery; the queue spaces out further ones
_LONGEST_GAP_S = 9  # from a batch's last moment to the next batch's first, a cold start included
_MIN_BATCHES = 2  # the least that an SQS event source takes for its maximum concurrency
_BATCHES_WITHOUT_QUOTA = 3


def call_interval(tps: int) -> timedelta:
    """Between two calls of an engine that takes `tps` a second."""
    return timedelta(seconds=1 / (tps * _USED_SHARE))


def batches_at_once(tps: int, batch_size: int) -> int:
    """The number of concurrent batches that keep the schedule full while one of them ends.

    `tps` 0: there is no quota.
    """
    if not tps:
        return _BATCHES_WITHOUT_QUOTA
    return max(_MIN_BATCHES, 1 + math.ceil(tps * _LONGEST_GAP_S / batch_size))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledEngine:
    """Calls at the moments that the schedule gives. A throttled call takes another moment.

    A worker's threads take `turns`, so that it holds one moment and no more: they wake one by one,
    their connections are in use rather than closed as idle when a call is due, and a worker that
    dies takes little with it.
    """

    engine: FaceEngine
    schedule: EngineSchedule
    now: Callable[[], datetime]
    sleep: Callable[[float], None]
    turns: AbstractContextManager[object] = field(default_factory=threading.Lock)

    def detect(self, version: ObjectVersion) -> Detection:
        """Raises the engine's errors.

        Raises AnalysisFailed (ENGINE_THROTTLED) if no moment is free in time."""
        latest = self.now() + ENGINE_PATIENCE
        throttled = AnalysisFailed(FailureCode.ENGINE_THROTTLED)
        for _ in range(_MAX_CALLS):
            if not self._has_waited(latest):
                break
            try:
                return self.engine.detect(version)
            except AnalysisFailed as error:
                if error.failure.code is not FailureCode.ENGINE_THROTTLED:
                    raise
                throttled = error
        raise throttled

    def _has_waited(self, latest: datetime) -> bool:
        """Waits for a moment of the schedule. Returns False if none is free until `latest`."""
        with self.turns:
            moment = self.schedule.take(self.now(), latest)
            if moment is None:
                return False
            self.sleep(max(0.0, (moment - self.now()).total_seconds()))
            return True
