"""Decisions about a batch, and the results of carrying them out."""

from dataclasses import dataclass
from enum import StrEnum

from streams_emulator.record import StreamRecord


class Condition(StrEnum):
    """Why records were discarded, as Lambda's invocation records name it."""

    RETRY_ATTEMPTS_EXHAUSTED = "RetryAttemptsExhausted"
    RECORD_AGE_EXCEEDED = "RecordAgeExceeded"


@dataclass(frozen=True, slots=True)
class RetryRules:
    """None means no limit."""

    maximum_retry_attempts: int | None = None
    maximum_record_age_s: float | None = None
    bisects: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What an invocation record contains of a response."""

    request_id: str
    executed_version: str
    function_error: str | None


@dataclass(frozen=True, slots=True)
class Succeeded:
    pass


@dataclass(frozen=True, slots=True)
class Failed:
    """Retry the records from index `first_failed` on; the records before it are done."""

    response: Response
    first_failed: int = 0


@dataclass(frozen=True, slots=True)
class NotInvoked:
    """Throttled or unreachable, which does not count as an attempt."""


InvocationResult = Succeeded | Failed | NotInvoked


@dataclass(frozen=True, slots=True)
class Piece:
    """Records of one invocation. `failures` counts towards the retry limit."""

    records: tuple[StreamRecord, ...]
    invocations: int = 0
    failures: int = 0
    backoffs: int = 0
    not_before: float = 0.0
    last_response: Response | None = None


@dataclass(frozen=True, slots=True)
class Invoke:
    piece: Piece


@dataclass(frozen=True, slots=True)
class Discard:
    piece: Piece
    condition: Condition


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float
