"""Ports with faults between them and their callers, and the process that calls them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from core.model.errors import Conflict
from core.model.event import ImageEvent
from core.model.failure import AnalysisFailed, FailureCode
from core.model.image import image_id
from core.model.record import ImageRecord
from core.model.stored_object import ObjectVersion
from core.ports import ObjectGone
from tests.support.simulation.clockwork import Clockwork
from tests.support.simulation.ports import Crash, PortFailure
from tests.support.simulation.schedule import (
    DELAYS,
    KINDS,
    MINUTE_MS,
    Fault,
    FaultKind,
    Schedule,
    chance,
    pick,
)

_LASTING_SHARE = 0.15
_ENGINE_CODES = {
    FaultKind.THROTTLED: FailureCode.ENGINE_THROTTLED,
    FaultKind.REFUSED: FailureCode.ENGINE_REFUSED,
}


@dataclass
class Faults:
    """`happened`: the faults of this run, in order; as a list they repeat the same run."""

    schedule: Schedule
    happened: list[Fault] = field(default_factory=list)
    are_over: bool = False
    _counts: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    _lasting: dict[tuple[str, str], Fault] = field(default_factory=dict)

    def strike(self, subject: str, call: str) -> Fault | None:
        """The fault that strikes this call, if any."""
        if self.are_over:
            return None
        place = (subject, call)
        self._counts[place] = nth = self._counts[place] + 1
        lasting = self._lasting.get(place)
        if lasting and nth < lasting.nth + lasting.times:
            return lasting
        fault = self._draw(*place, nth) if self.schedule.faults is None else self._find(*place, nth)
        if fault:
            self._lasting[place] = fault
            self.happened.append(fault)
        return fault

    def _find(self, subject: str, call: str, nth: int) -> Fault | None:
        listed = self.schedule.faults or ()
        same = (f for f in listed if (f.subject, f.call, f.nth) == (subject, call, nth))
        return next(same, None)

    def _draw(self, subject: str, call: str, nth: int) -> Fault | None:
        seed, place = self.schedule.seed, (subject, call, nth)
        if chance(seed, *place) * 100 >= self.schedule.fault_percent:
            return None
        kind = pick(KINDS[call], seed, "kind", *place)
        if self.schedule.only_delays and kind not in DELAYS:
            return None
        lasts = chance(seed, "lasts", *place) < _LASTING_SHARE
        slow = kind in (FaultKind.SLOW, FaultKind.SLOW_AFTER, FaultKind.LATE)
        longest_ms = 15 * MINUTE_MS if kind is FaultKind.LATE else 90_000
        return Fault(
            *place,
            kind,
            times=2 + int(chance(seed, "times", *place) * 12) if lasts else 1,
            delay_ms=1_000 + int(chance(seed, "delay", *place) * longest_ms) if slow else 0,
        )


@dataclass
class Process:
    """One invocation of a function, or a client's call: it ends at its deadline at the latest."""

    clock: Clockwork
    name: str
    deadline_ms: float
    started_ms: float
    is_dead: bool = False
    calls: int = 0

    def spend(self, ms: int) -> None:
        """Raises Crash at the deadline, and when the process ended meanwhile."""
        left_ms = self.deadline_ms - self.clock.now_ms
        self.clock.sleep(max(0, min(ms, left_ms)))
        if ms >= left_ms:
            self.is_dead = True
        if self.is_dead:
            raise Crash

    def die(self) -> None:
        self.is_dead = True
        raise Crash


@dataclass
class Wire:
    """The connection between the processes and the ports, where faults happen."""

    clock: Clockwork
    faults: Faults
    names: dict[str, str]  # of images, by their id
    struck: list[tuple[float, Process, Fault]] = field(default_factory=list)
    note: Callable[[str], None] = lambda _: None

    def port(self, name: str, target: Any, process: Process) -> "FaultyPort":
        return FaultyPort(name, target, process, self)

    def perform(
        self,
        process: Process,
        subject: str,
        call: str,
        effect: Callable[[], Any],
        half: Callable[[], Any] | None,
    ) -> Any:
        fault = self.faults.strike(subject, call)
        process.spend(self._latency_ms(process))
        if fault is None:
            return effect()
        self.struck.append((self.clock.now_ms, process, fault))
        self.note(f"{process.name}: {fault}")
        return _befall(fault, process, effect, half)

    def _latency_ms(self, process: Process) -> int:
        schedule = self.faults.schedule
        process.calls += 1
        share = chance(schedule.seed, process.name, process.calls)
        return 1 + int(share**3 * schedule.longest_latency_ms)

    def subject_of(self, method: str, args: tuple[Any, ...]) -> str:
        image = _subject_of(method, args)
        return self.names.get(image, image)


@dataclass
class FaultyPort:
    name: str
    target: Any
    process: Process
    wire: Wire

    def __getattr__(self, method: str) -> Any:
        effect = getattr(self.target, method)
        half = getattr(self.target, f"{method}_half", None)

        def call(*args: Any, **kwargs: Any) -> Any:
            return self.wire.perform(
                self.process,
                self.wire.subject_of(method, args),
                f"{'queue' if self.name == 'reanalysis' else self.name}.{method}",
                partial(effect, *args, **kwargs),
                partial(half, *args, **kwargs) if half else None,
            )

        return call


def _befall(
    fault: Fault, process: Process, effect: Callable[[], Any], half: Callable[[], Any] | None
) -> Any:
    match fault.kind:
        case FaultKind.SLOW:
            process.spend(fault.delay_ms)
            return effect()
        case FaultKind.SLOW_AFTER:
            result = effect()
            process.spend(fault.delay_ms)
            return result
        case FaultKind.DIES_BEFORE:
            return process.die()
        case FaultKind.DIES_AFTER:
            effect()
            return process.die()
        case FaultKind.DONE_THEN_CONFLICT:
            effect()
            raise Conflict
        case FaultKind.DONE:
            effect()
        case FaultKind.HALF_DONE if half:
            half()
    if fault.kind is FaultKind.NOT_FOUND:
        raise ObjectGone
    if fault.call == "engine.detect":
        raise AnalysisFailed(_ENGINE_CODES.get(fault.kind, FailureCode.ENGINE_UNAVAILABLE))
    raise PortFailure(fault.kind)


def _subject_of(method: str, args: tuple[Any, ...]) -> str:
    match args:
        case (ImageRecord(id=image), *_) | (ImageEvent(image_id=image), *_):
            return image
        case (ObjectVersion(bucket=bucket, key=key), *_):
            return image_id(bucket, key)
        case (str(bucket), str(key), *_) if (
            method in ("look", "remove", "upload_form") and "/" in key
        ):
            return image_id(bucket, key)
        case (_, _, faces, *_) if method == "write":
            return str(faces[0].image_id)
        case _ if method == "overdue":
            return "the sweep"
        case _:
            return str(args[0])
