from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from core.lifetimes import ENGINE_PATIENCE
from core.model.failure import AnalysisFailed, FailureCode, ImageRejected
from core.use_cases.schedule import ScheduledEngine
from tests.support.builders import NOW, SECOND, a_version
from tests.support.fakes import FakeClock, FakeEngine, FakeEngineSchedule
from tests.support.simulation.clockwork import Clockwork, Turns


@dataclass
class Calls:
    """Calls of an engine behind a schedule of one call a second. Sleeping moves the clock on."""

    engine: FakeEngine = field(default_factory=FakeEngine)
    schedule: FakeEngineSchedule = field(default_factory=lambda: FakeEngineSchedule(SECOND))
    clock: FakeClock = field(default_factory=FakeClock)
    at: list[datetime] = field(default_factory=list)

    def detect(self) -> None:
        self.engine.before_answering = lambda: self.at.append(self.clock.time)
        scheduled = ScheduledEngine(
            engine=self.engine, schedule=self.schedule, now=self.clock, sleep=self._sleep
        )
        scheduled.detect(a_version())

    def _sleep(self, seconds: float) -> None:
        self.clock.time += timedelta(seconds=seconds)


def throttled() -> AnalysisFailed:
    return AnalysisFailed(FailureCode.ENGINE_THROTTLED)


def test_calls_are_made_when_their_moments_come() -> None:
    calls = Calls()

    for _ in range(3):
        calls.detect()

    assert calls.at == [NOW, NOW + SECOND, NOW + 2 * SECOND]


def test_throttled_call_is_made_again_at_another_moment() -> None:
    calls = Calls(FakeEngine(failures=[throttled(), throttled()]))

    calls.detect()

    assert calls.at == [NOW, NOW + SECOND, NOW + 2 * SECOND]


def test_call_that_stays_throttled_is_left_to_the_queue() -> None:
    calls = Calls(FakeEngine(failures=[throttled() for _ in range(4)]))

    with pytest.raises(AnalysisFailed) as error:
        calls.detect()

    assert error.value.failure.code is FailureCode.ENGINE_THROTTLED
    assert len(calls.at) == 3


@pytest.mark.parametrize(
    "failure",
    [
        AnalysisFailed(FailureCode.ENGINE_UNAVAILABLE),
        AnalysisFailed(FailureCode.ENGINE_REFUSED),
        ImageRejected(FailureCode.CORRUPT_IMAGE),
    ],
)
def test_call_that_failed_otherwise_takes_no_other_moment(failure: Exception) -> None:
    calls = Calls(FakeEngine(failures=[failure]))

    with pytest.raises(type(failure)):
        calls.detect()

    assert len(calls.at) == 1
    assert calls.schedule.next_call == NOW + SECOND


def test_engine_is_not_called_when_its_next_moment_is_too_far() -> None:
    taken = NOW + ENGINE_PATIENCE + SECOND
    calls = Calls(schedule=FakeEngineSchedule(SECOND, next_call=taken))

    with pytest.raises(AnalysisFailed) as error:
        calls.detect()

    assert error.value.failure.retryable
    assert calls.at == []
    assert calls.schedule.next_call == taken


def test_worker_holds_one_moment_at_a_time_however_many_calls_wait() -> None:
    clock, schedule = Clockwork(), FakeEngineSchedule(SECOND)
    ahead: list[timedelta] = []

    def sleep(seconds: float) -> None:
        assert schedule.next_call
        ahead.append(schedule.next_call - clock())
        clock.sleep(1_000 * seconds)

    scheduled = ScheduledEngine(
        engine=FakeEngine(),
        schedule=schedule,
        now=clock,
        sleep=sleep,
        turns=Turns(clock),
    )

    def detect() -> None:
        scheduled.detect(a_version())

    for _ in range(5):
        clock.start(detect)
    clock.run()

    assert clock() == NOW + 4 * SECOND
    assert ahead == [SECOND, *[2 * SECOND] * 4]
