"""Handles the messages of erasures one after another. A failed slice is delivered again and
continues where it stopped."""

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from adapters.erasure_queue import SqsErasureQueue
from adapters.logs import log, log_failure
from adapters.metrics import count
from adapters.sqs_messages import MalformedMessage, Message
from core.lifetimes import LONGEST_BACKOFF
from core.model.erasure import ErasureOrder
from core.model.errors import Conflict
from core.use_cases.eraser import Eraser, NotYet
from processors.erase.messages import order_in

_MAX_BACKOFF_S = LONGEST_BACKOFF.total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class SliceProcessor:
    eraser: Eraser
    queue: SqsErasureQueue
    max_receive_count: int
    now: Callable[[], datetime]

    def process(self, messages: Iterable[Message], until: datetime) -> list[str]:
        """Ids of the messages that must come again. No slice begins anything after `until`."""
        return [message.id for message in messages if not self._succeeds(message, until)]

    def _succeeds(self, message: Message, until: datetime) -> bool:
        try:
            order = order_in(message.body)
        except MalformedMessage:
            log_failure("malformed message", messageId=message.id)
            return False
        try:
            self._handle(order, until)
        except NotYet as early:
            self._return(message, math.ceil((early.until - self.now()).total_seconds()))
        except Conflict:
            log("another slice is running", erasureId=order.erasure_id, messageId=message.id)
            self._return(message, _backoff_s(message.receive_count))
        except Exception as error:  # noqa: BLE001 - whatever it is, the queue brings it back
            self._report(message, order, error)
            self._return(message, _backoff_s(message.receive_count))
        else:
            return True
        return False

    def _handle(self, order: ErasureOrder, until: datetime) -> None:
        log("start", erasureId=order.erasure_id, slice=order.slice)
        record = self.eraser.handle(order, until)
        if record is None:
            log("stale", erasureId=order.erasure_id, slice=order.slice)
            return
        status = record.state.status
        if not record.is_running:
            count("Erasures", 1, outcome=status)
        log("done", erasureId=order.erasure_id, slice=order.slice, status=status)

    def _report(self, message: Message, order: ErasureOrder, error: Exception) -> None:
        count("Retries", 1, error=type(error).__name__)
        log_failure("failed", erasureId=order.erasure_id, messageId=message.id)
        if message.receive_count < self.max_receive_count:
            return
        try:
            self.eraser.fail(order)
            count("Erasures", 1, outcome="FAILED")
        except Exception:  # noqa: BLE001 - the job stays RUNNING, its order goes to the dead-letter queue
            log_failure("failure not recorded", erasureId=order.erasure_id)

    def _return(self, message: Message, delay_s: int) -> None:
        try:
            self.queue.return_after(message.receipt_handle, max(delay_s, 0))
        except Exception:  # noqa: BLE001 - the queue's own timeout brings it back, only later
            log_failure("visibility not changed", messageId=message.id)


def _backoff_s(receive_count: int) -> int:
    """Full jitter below a doubling bound: 2, 4, 8 … 300 seconds."""
    return math.ceil(random.uniform(0, min(_MAX_BACKOFF_S, 2.0**receive_count)))
