"""A burst of images through the queue, the function's workers and an engine with a quota.

Real are the schedule's rule, how workers keep to it, the engine's quota and the backoff; simulated
are the event source, the time that everything takes, and time itself.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from functools import partial

from rekognition_emulator.errors import ThroughputExceeded
from rekognition_emulator.quota import Quota

from core.lifetimes import ENGINE_PATIENCE
from core.model.detection import Detection
from core.model.failure import AnalysisFailed, FailureCode
from core.model.stored_object import ObjectVersion
from core.use_cases.schedule import ScheduledEngine, batches_at_once, call_interval
from processors.analyze.batch import backoff_s
from processors.analyze.messages import BATCH_SIZE
from tests.support.builders import ENGINE, a_version
from tests.support.fakes import FakeEngineSchedule
from tests.support.simulation.clockwork import Clockwork, Turns

Span = tuple[float, float]  # in seconds; every value in the range is equally likely
_EMPTY_POLL_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Luck:
    """The conditions of a burst. `late_share` of the calls reach the engine `late_s` later."""

    batch: tuple[int, int] = (BATCH_SIZE, BATCH_SIZE)
    cold_start_s: Span = (0.8, 2.0)
    between_batches_s: Span = (0.05, 0.5)
    before_call_s: Span = (0.05, 0.3)
    on_the_way_s: Span = (0.002, 0.015)
    late_share: float = 0.005
    late_s: Span = (0.05, 0.3)
    engine_s: Span = (0.2, 1.2)
    after_call_s: Span = (0.02, 0.2)
    killed_share: float = 0.0  # of the batches; their workers die
    hidden_s: float = 360.0  # for the messages of such a batch


@dataclass
class SimulatedEngine:
    clock: Clockwork
    quota: Quota
    luck: Luck
    calls_s: list[float] = field(default_factory=list)
    throttled: int = 0

    def detect(self, version: ObjectVersion) -> Detection:  # noqa: ARG002 - the port's parameter
        luck = self.luck
        late = random.random() < luck.late_share
        self.clock.sleep(
            1_000 * (random.uniform(*luck.on_the_way_s) + late * random.uniform(*luck.late_s))
        )
        self.calls_s.append(self.clock.now_ms / 1_000)
        try:
            self.quota.spend(self.clock.now_ms / 1_000)
        except ThroughputExceeded:
            self.throttled += 1
            raise AnalysisFailed(FailureCode.ENGINE_THROTTLED) from None
        self.clock.sleep(1_000 * (random.uniform(*luck.engine_s)))
        return Detection(faces=(), engine=ENGINE)


class Burst:
    """`run` returns once nothing is left in the queue."""

    def __init__(
        self, *, images: int, tps: int, luck: Luck, seed: int, quota_tps: int | None = None
    ) -> None:
        random.seed(seed)
        self.images, self.tps, self.luck = images, tps, luck
        self.clock = Clockwork()
        quota = Quota(quota_tps or tps)
        self.engine = SimulatedEngine(self.clock, quota, luck)
        self.receives: Counter[int] = Counter()
        self.analyzed: list[int] = []
        self._waiting = [(0.0, image) for image in range(images)]
        self._schedule = FakeEngineSchedule(call_interval(tps))

    def run(self) -> "Burst":
        for _ in range(batches_at_once(self.tps, BATCH_SIZE)):
            self._poll_after(random.uniform(*self.luck.cold_start_s))
        self.clock.run()
        return self

    @property
    def quota_share(self) -> float:
        """The share of the quota that was used, from the first call to the last."""
        took_s = max(self.engine.calls_s) - min(self.engine.calls_s)
        return (len(self.analyzed) - 1) / (took_s * self.tps)

    @property
    def throttled_share(self) -> float:
        return self.engine.throttled / len(self.engine.calls_s)

    def _poll_after(self, seconds: float) -> None:
        self.clock.after(1_000 * seconds, partial(self.clock.start, self._poll))

    def _poll(self) -> None:
        if len(self.analyzed) == self.images:
            return
        visible = [entry for entry in self._waiting if entry[0] <= self.clock.now_ms / 1_000]
        batch = visible[: random.randint(*self.luck.batch)]
        self._waiting = [entry for entry in self._waiting if entry not in batch]
        if batch:
            self._handle([image for _, image in batch])
        else:
            self._poll_after(_EMPTY_POLL_S)

    def _handle(self, batch: list[int]) -> None:
        self.receives.update(batch)
        if random.random() < self.luck.killed_share:
            self._kill(batch)
            return
        unfinished = set(batch)
        engine = ScheduledEngine(
            engine=self.engine,
            schedule=self._schedule,
            now=self.clock,
            sleep=lambda seconds: self.clock.sleep(1_000 * seconds),
            turns=Turns(self.clock),
        )
        for image in batch:
            self.clock.start(partial(self._analyze, engine, image, unfinished))

    def _kill(self, batch: list[int]) -> None:
        """The worker dies after it took a moment and before it called the engine."""
        self._schedule.take(self.clock(), self.clock() + ENGINE_PATIENCE)
        self._return(batch, self.luck.hidden_s)
        self._poll_after(random.uniform(*self.luck.cold_start_s))

    def _analyze(self, engine: ScheduledEngine, image: int, unfinished: set[int]) -> None:
        self.clock.sleep(1_000 * (random.uniform(*self.luck.before_call_s)))
        try:
            engine.detect(a_version())
        except AnalysisFailed as error:
            self._return([image], backoff_s(self.receives[image], error))
        else:
            self.clock.sleep(1_000 * (random.uniform(*self.luck.after_call_s)))
            self.analyzed.append(image)
        unfinished.remove(image)
        if not unfinished:
            self._poll_after(random.uniform(*self.luck.between_batches_s))

    def _return(self, images: list[int], delay_s: float) -> None:
        self._waiting += [(self.clock.now_ms / 1_000 + delay_s, image) for image in images]
