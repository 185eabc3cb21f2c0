"""Decides what to do next with a batch; no I/O.

The rules: docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html and
services-ddb-batchfailurereporting.html.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from streams_emulator.backoff import backoff_s
from streams_emulator.record import StreamRecord
from streams_emulator.steps import (
    Condition,
    Discard,
    Failed,
    InvocationResult,
    Invoke,
    NotInvoked,
    Piece,
    RetryRules,
    Wait,
)

FIRST_BACKOFF_S = 0.1
LONGEST_BACKOFF_S = 10.0


class Delivery:
    """One batch at a time, in order: each record is delivered or finally discarded.

    Ask `next_step`, do it, report with `settle` after `Invoke` and `discarded` after `Discard`.
    A step that could not be done may be asked for again. Times are epoch seconds.
    """

    def __init__(self, rules: RetryRules) -> None:
        self._rules = rules
        self._pieces: deque[Piece] = deque()

    def accept(self, records: Sequence[StreamRecord]) -> None:
        self._pieces.append(Piece(tuple(records)))

    def next_step(self, now: float) -> Invoke | Discard | Wait | None:
        """None when every accepted record is settled."""
        self._part_expired(now)
        if not self._pieces:
            return None
        piece = self._pieces[0]
        if self._has_expired(piece.records[0], now):
            return Discard(piece, Condition.RECORD_AGE_EXCEEDED)
        if self._is_exhausted(piece):
            return Discard(piece, Condition.RETRY_ATTEMPTS_EXHAUSTED)
        if now < piece.not_before:
            return Wait(piece.not_before - now)
        return Invoke(piece)

    def settle(self, result: InvocationResult, now: float) -> None:
        piece = self._pieces.popleft()
        match result:
            case NotInvoked():
                self._pieces.appendleft(_later(piece, now))
            case Failed(response, first_failed):
                rest = replace(
                    piece,
                    records=piece.records[first_failed:],
                    invocations=piece.invocations + 1,
                    last_response=response,
                )
                self._pieces.extendleft(reversed(self._retries(rest, first_failed > 0, now)))

    def discarded(self) -> None:
        self._pieces.popleft()

    def _retries(self, rest: Piece, is_split: bool, now: float) -> list[Piece]:
        # A split costs no attempt. A reported item splits the batch, too.
        if self._rules.bisects and is_split:
            return [rest]
        if self._rules.bisects and len(rest.records) > 1:
            middle = len(rest.records) // 2
            return [
                replace(rest, records=rest.records[:middle]),
                replace(rest, records=rest.records[middle:]),
            ]
        return [_later(replace(rest, failures=rest.failures + 1), now)]

    def _is_exhausted(self, piece: Piece) -> bool:
        limit = self._rules.maximum_retry_attempts
        return limit is not None and piece.failures > limit

    def _has_expired(self, record: StreamRecord, now: float) -> bool:
        limit = self._rules.maximum_record_age_s
        return limit is not None and now - record.created_at > limit

    def _part_expired(self, now: float) -> None:
        """Records are ordered by age, so the expired records of a piece come first."""
        if not self._pieces:
            return
        piece = self._pieces[0]
        expired = len(list(takewhile(lambda r: self._has_expired(r, now), piece.records)))
        if 0 < expired < len(piece.records):
            self._pieces[0] = replace(piece, records=piece.records[expired:])
            self._pieces.appendleft(replace(piece, records=piece.records[:expired]))


def _later(piece: Piece, now: float) -> Piece:
    pause_s = backoff_s(piece.backoffs, FIRST_BACKOFF_S, LONGEST_BACKOFF_S)
    return replace(piece, backoffs=piece.backoffs + 1, not_before=now + pause_s)
