"""The operations of clients and the faults: drawn from a seed, or listed to be played again."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")

MINUTE_MS = 60_000
_NAMES = ("a", "b", "c")


class Doing(StrEnum):
    UPLOAD = "uploads a picture"
    UPLOAD_TEXT = "uploads text"
    UPLOAD_CUT_OFF = "uploads a picture that is cut off"
    DELETE = "deletes"
    DELETE_VERSION = "deletes the newest version of"
    DELETE_OLD_VERSION = "deletes the oldest version of"
    EXPIRE = "lets a lifecycle rule delete"
    ANNOUNCE = "calls createUpload for"
    DELETE_IMAGE = "calls deleteImage for"
    REANALYZE = "calls reanalyzeImage for"
    GARBAGE = "sends an unknown message, beside"


UPLOADS = frozenset({Doing.UPLOAD, Doing.UPLOAD_TEXT, Doing.UPLOAD_CUT_OFF})
_DOINGS = (
    *(Doing.UPLOAD,) * 6,
    *(Doing.UPLOAD_TEXT, Doing.UPLOAD_CUT_OFF),
    *(Doing.DELETE, Doing.DELETE, Doing.DELETE_VERSION),
    *(Doing.DELETE_OLD_VERSION, Doing.EXPIRE, Doing.ANNOUNCE, Doing.DELETE_IMAGE),
    *(Doing.REANALYZE, Doing.REANALYZE, Doing.GARBAGE),
)


@dataclass(frozen=True, slots=True)
class Operation:
    at_ms: int
    doing: Doing
    name: str  # of the key: `a` is uploads/ana/a/x.jpg

    def __str__(self) -> str:
        return f"a client {self.doing} {self.name}"


class FaultKind(StrEnum):
    THROTTLED = "is throttled"
    NOT_DONE = "fails without effect"
    REFUSED = "is refused"
    NOT_FOUND = "does not find the object"
    HALF_DONE = "takes effect in part, then fails"
    DONE = "takes effect, then fails"
    DONE_THEN_CONFLICT = "takes effect, is retried by the SDK and conflicts with itself"
    SLOW = "is slow before it takes effect"
    SLOW_AFTER = "takes effect and is slow to answer"
    DIES_BEFORE = "never begins: the function dies"
    DIES_AFTER = "takes effect, and the function dies"
    LATE = "comes late"
    TWICE = "comes twice"


_READ = (FaultKind.THROTTLED, FaultKind.NOT_DONE, FaultKind.SLOW, FaultKind.DIES_BEFORE)
_WRITE = (*_READ, FaultKind.DONE, FaultKind.SLOW_AFTER, FaultKind.DIES_AFTER)
_BATCH = (*_WRITE, FaultKind.HALF_DONE)
REFUSALS = (FaultKind.REFUSED, FaultKind.NOT_FOUND)
KINDS = {
    "records.get": _READ,
    "records.put": (*_WRITE, FaultKind.DONE_THEN_CONFLICT),
    "records.overdue": _READ,
    "erasures.get": _READ,
    "faces.read": _READ,
    "faces.sets_of": _READ,
    "faces.write": _BATCH,
    "faces.remove": _BATCH,
    "objects.look": _READ,
    "objects.read": _READ,
    "objects.remove": _BATCH,
    "objects.upload_form": _READ,
    "engine.detect": (*_WRITE, *REFUSALS),
    "queue.send": _WRITE,
    "queue.return_after": _WRITE,
    "topic.publish": _WRITE,
    "subscribers.publish": _WRITE,
    "S3's event": (FaultKind.LATE, FaultKind.LATE, FaultKind.TWICE),
    "the delivery": (FaultKind.TWICE,),
    "the invocation": (FaultKind.NOT_DONE, FaultKind.DONE),
    "the deletion of the message": (FaultKind.NOT_DONE,),
}


DELAYS = frozenset({FaultKind.SLOW, FaultKind.SLOW_AFTER, FaultKind.LATE, FaultKind.TWICE})


@dataclass(frozen=True, slots=True)
class Fault:
    """Strikes the `nth` such call for `subject`, an image or a message, and the following ones:
    `times` calls in all."""

    subject: str
    call: str
    nth: int
    kind: FaultKind
    times: int = 1
    delay_ms: int = 0

    def __str__(self) -> str:
        lasting = f", and the next {self.times - 1}" if self.times > 1 else ""
        delay = f" ({self.delay_ms / 1000:.0f} s)" if self.delay_ms else ""
        return f"{self.call} number {self.nth} for {self.subject}{lasting} {self.kind}{delay}"


@dataclass(frozen=True, slots=True)
class Schedule:
    """`faults` None: faults are drawn from the seed, for `fault_percent` of all calls. With
    `only_delays`, no call fails except as the result of a delay."""

    seed: int
    operations: tuple[Operation, ...]
    fault_percent: float
    max_receive_count: int
    longest_latency_ms: int
    only_delays: bool
    faults: tuple[Fault, ...] | None = None


def chance(seed: int, *subject: object) -> float:
    """A number from 0 to below 1; always the same for the same subject."""
    digest = hashlib.blake2b(repr((seed, *subject)).encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big") / 2**48


def pick(choices: Sequence[T], seed: int, *subject: object) -> T:
    return choices[int(chance(seed, *subject) * len(choices))]


def schedule_of(seed: int) -> Schedule:
    names = _NAMES[: pick((1, 1, 2, 3), seed, "names")]
    span_ms = pick((100, 3_000, 30_000, 20 * MINUTE_MS), seed, "span")
    operations = [
        Operation(
            at_ms=int(chance(seed, "at", number) * span_ms),
            doing=pick(_DOINGS, seed, "doing", number),
            name=pick(names, seed, "name", number),
        )
        for number in range(pick((1, 2, 4, 6, 10, 14), seed, "operations"))
    ]
    return Schedule(
        seed=seed,
        operations=tuple(sorted(operations, key=lambda operation: operation.at_ms)),
        fault_percent=pick((0.0, 2.0, 5.0, 10.0, 25.0), seed, "percent"),
        max_receive_count=pick((2, 3, 5), seed, "receives"),
        longest_latency_ms=pick((20, 300, 4_000), seed, "latency"),
        only_delays=pick((True, False, False), seed, "only delays"),
    )
