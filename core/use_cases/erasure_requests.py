"""An owner's own word that everything is to go, and how far that has come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.model.caller import Caller
from core.model.erasure import Erasure, ErasureRecord, ErasureStatus
from core.model.errors import Conflict, ErasureNotConfirmed
from core.ports import ErasureQueue, Erasures


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequests:
    """For the caller's own data only, an admin's too: erasing is nobody else's to ask for."""

    erasures: Erasures
    queue: ErasureQueue
    now: Callable[[], datetime]

    def start(self, caller: Caller, erasure_id: str, confirm: str) -> Erasure:
        """One job at a time: asked for again while it runs, that job is answered with, and woken in
        case that its message was lost. Raises ErasureNotConfirmed."""
        if confirm != caller.sub:
            raise ErasureNotConfirmed
        record = self._running(caller.sub, erasure_id)
        self.queue.send(record.order, timedelta(0))
        return record.state

    def latest(self, caller: Caller) -> Erasure | None:
        record = self.erasures.get(caller.sub)
        return record.state if record and not record.has_expired(self.now()) else None

    def _running(self, owner: str, erasure_id: str) -> ErasureRecord:
        while True:
            latest = self.erasures.get(owner)
            if latest and latest.is_running:
                return latest
            state = Erasure(id=erasure_id, status=ErasureStatus.RUNNING, requested_at=self.now())
            try:
                new = ErasureRecord(owner=owner, state=state)
                return self.erasures.put(new, replacing=latest)
            except Conflict:
                continue
