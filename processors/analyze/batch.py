"""A batch of messages: images side by side, the messages of one image one after another."""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from adapters.ingest_queue import IngestQueue
from adapters.logs import log, log_failure
from adapters.metrics import count
from adapters.sqs_messages import MalformedMessage, Message
from adapters.threads import NewPool
from core.lifetimes import LONGEST_BACKOFF, LONGEST_THROTTLED_BACKOFF
from core.model.delivery import Delivery
from core.model.failure import AnalysisFailed, FailureCode
from core.model.stored_object import Hint
from core.use_cases.analysis import Analyzer, Busy, ImageOutcome, LeaseLost
from processors.analyze.messages import BATCH_SIZE, hints_in

_MAX_BACKOFF_S = LONGEST_BACKOFF.total_seconds()
_MAX_THROTTLED_BACKOFF_S = LONGEST_THROTTLED_BACKOFF.total_seconds()

Draw = Callable[[float, float], float]
Work = tuple[Message, tuple[Hint, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProcessor:
    analyzer: Analyzer
    queue: IngestQueue
    max_receive_count: int
    now: Callable[[], datetime]
    new_pool: NewPool = ThreadPoolExecutor
    draw: Draw = random.uniform

    def process(self, messages: Iterable[Message], deadline: datetime) -> list[str]:
        """Ids of the messages that must come again. `deadline`: when this worker is gone."""
        failed: list[str] = []
        groups: dict[str, list[Work]] = defaultdict(list)
        for message in messages:
            try:
                hints = hints_in(message.body)
            except MalformedMessage:
                log_failure("malformed message", messageId=message.id)
                failed.append(message.id)
            else:
                if hints:
                    groups[hints[0].image_id].append((message, hints))
        with self.new_pool(BATCH_SIZE) as pool:
            for failures in pool.map(partial(self._process_group, deadline), groups.values()):
                failed += failures
        return failed

    def _process_group(self, deadline: datetime, group: Sequence[Work]) -> list[str]:
        return [
            message.id for message, hints in group if not self._succeeds(message, hints, deadline)
        ]

    def _succeeds(self, message: Message, hints: Sequence[Hint], deadline: datetime) -> bool:
        is_last = message.receive_count >= self.max_receive_count
        delivery = Delivery(deadline=deadline, is_last=is_last)
        try:
            for hint in hints:
                self._handle(message, hint, delivery)
        except Busy as busy:
            self._return(message, math.ceil((busy.until - self.now()).total_seconds()) + 1)
        except Exception as error:  # noqa: BLE001 - whatever it is, the queue brings it back
            self._report(message, hints, error, delivery)
            self._return(message, backoff_s(message.receive_count, error, self.draw))
        else:
            return True
        return False

    def _handle(self, message: Message, hint: Hint, delivery: Delivery) -> None:
        log("start", imageId=hint.image_id, messageId=message.id)
        outcome = self.analyzer.handle(hint, delivery)
        count("Images", 1, outcome=outcome)
        log("done", imageId=hint.image_id, outcome=outcome)

    def _report(
        self, message: Message, hints: Sequence[Hint], error: Exception, delivery: Delivery
    ) -> None:
        if isinstance(error, LeaseLost):
            log("lease lost", imageId=hints[0].image_id, messageId=message.id)
        else:
            if delivery.is_last:
                count("Images", 1, outcome=ImageOutcome.FAILED)
            count("Retries", 1, error=type(error).__name__)
            log_failure("failed", imageId=hints[0].image_id, messageId=message.id)

    def _return(self, message: Message, delay_s: int) -> None:
        try:
            self.queue.return_after(message.receipt_handle, max(delay_s, 0))
        except Exception:  # noqa: BLE001 - the queue's own timeout brings it back, only later
            log_failure("visibility not changed", messageId=message.id)


def backoff_s(receive_count: int, error: Exception, draw: Draw = random.uniform) -> int:
    """Full jitter below a doubling bound: 2, 4, 8 … 300 seconds, ten times as much when the engine
    is at its quota, since all that wait come back to the same quota."""
    throttled = (
        isinstance(error, AnalysisFailed) and error.failure.code is FailureCode.ENGINE_THROTTLED
    )
    first_s, longest_s = (20, _MAX_THROTTLED_BACKOFF_S) if throttled else (2, _MAX_BACKOFF_S)
    return math.ceil(draw(0, min(longest_s, first_s * 2.0 ** (receive_count - 1))))
