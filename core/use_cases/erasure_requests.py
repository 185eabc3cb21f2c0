"""An owner's own request to erase everything, and how far the erasure has come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model.caller import Caller
from core.model.erasure import Erasure, ErasureRecord, ErasureStatus
from core.model.errors import ErasureNotConfirmed
from core.ports import ErasureQueue, Erasures
from core.rules.decisions import Decision
from core.use_cases.rewriting import rewrite


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequests:
    """For the caller's own data only; that holds for admins, too."""

    erasures: Erasures
    queue: ErasureQueue
    now: Callable[[], datetime]

    def start(self, caller: Caller, erasure_id: str, confirm: str) -> Erasure:
        """Returns the job that runs already, if there is one, and sends its order again in case
        that its message was lost. Raises ErasureNotConfirmed."""
        if confirm != caller.sub:
            raise ErasureNotConfirmed
        record = self._running(caller.sub, erasure_id)
        self.queue.send(record.order, timedelta(0))
        return record.state

    def latest(self, caller: Caller) -> Erasure | None:
        record = self.erasures.get(caller.sub)
        return record.state if record and not record.has_expired(self.now()) else None

    def _running(self, owner: str, erasure_id: str) -> ErasureRecord:
        def decide(latest: ErasureRecord | None) -> _Job:
            if latest and latest.is_running:
                return _Job(running=latest)
            state = Erasure(id=erasure_id, status=ErasureStatus.RUNNING, requested_at=self.now())
            new = ErasureRecord(owner=owner, state=state)
            return _Job(running=new, record=new)

        job = rewrite(self.erasures, owner, decide)
        return job.record or job.running


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job(Decision[ErasureRecord]):
    """`running`: the owner's job, which `record` starts if there was none."""

    running: ErasureRecord
