from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streams_emulator.delivery import LONGEST_BACKOFF_S, Delivery
from streams_emulator.record import StreamRecord
from streams_emulator.steps import (
    Condition,
    Discard,
    Failed,
    InvocationResult,
    Invoke,
    NotInvoked,
    Response,
    RetryRules,
    Succeeded,
    Wait,
)

from streams_tests.stream_records import a_record

RESPONSE = Response("request", "$LATEST", "Unhandled")
MANY = 1000


def test_no_step_is_left_when_every_record_is_settled() -> None:
    delivery = accepted(RetryRules(), 3)

    delivery.settle(Succeeded(), now=0.0)

    assert delivery.next_step(0.0) is None


def test_retry_pauses_longer_each_time_up_to_a_limit() -> None:
    delivery, pauses = accepted(RetryRules(), 1), []

    for _ in range(2 * MANY):
        delivery.settle(Failed(RESPONSE), now=0.0)
        step = delivery.next_step(0.0)
        assert isinstance(step, Wait)
        pauses.append(step.seconds)

    assert pauses == sorted(pauses)
    assert pauses[:3] == pytest.approx([0.1, 0.2, 0.4])
    assert pauses[-1] == LONGEST_BACKOFF_S


def test_next_step_is_the_same_until_it_is_settled() -> None:
    delivery = accepted(RetryRules(maximum_retry_attempts=0), 1)
    delivery.settle(Failed(RESPONSE), now=0.0)

    assert isinstance(delivery.next_step(0.0), Discard)
    assert isinstance(delivery.next_step(0.0), Discard)


def test_throttling_does_not_count_as_an_attempt() -> None:
    delivery = accepted(RetryRules(maximum_retry_attempts=0), 1)

    for now in range(0, MANY, 100):
        delivery.settle(NotInvoked(), now=float(now))

    step = delivery.next_step(MANY)
    assert isinstance(step, Invoke)
    assert step.piece.invocations == 0


def test_records_too_old_are_given_up_on_without_being_sent_and_younger_ones_are_sent() -> None:
    delivery = Delivery(RetryRules(maximum_record_age_s=60))
    delivery.accept([a_record(n, created_at=n) for n in (1, 2, 50)])

    discard = delivery.next_step(now=100.0)
    assert isinstance(discard, Discard)
    assert discard.condition is Condition.RECORD_AGE_EXCEEDED
    assert numbers(discard.piece.records) == [1, 2]
    delivery.discarded()

    invoke = delivery.next_step(now=100.0)
    assert isinstance(invoke, Invoke)
    assert numbers(invoke.piece.records) == [50]


def test_split_does_not_count_as_an_attempt() -> None:
    delivery = accepted(RetryRules(maximum_retry_attempts=0, bisects=True), 2)

    delivery.settle(Failed(RESPONSE), now=0.0)

    step = delivery.next_step(0.0)
    assert isinstance(step, Invoke)
    assert numbers(step.piece.records) == [0]


def test_bisecting_splits_at_the_reported_record() -> None:
    delivery = accepted(RetryRules(maximum_retry_attempts=0, bisects=True), 4)

    delivery.settle(Failed(RESPONSE, first_failed=1), now=0.0)

    step = delivery.next_step(0.0)
    assert isinstance(step, Invoke)
    assert numbers(step.piece.records) == [1, 2, 3]


@dataclass
class World:
    """A function that fails for each record as often as `failures` says, and the outcome of every
    record.

    It reports the first failed record, or fails as a whole for records in `raising`.
    """

    failures: list[int]
    raising: set[int]
    throttles: list[bool]
    attempts: dict[int, int] = field(default_factory=dict)
    settled: list[int] = field(default_factory=list)
    discarded: list[int] = field(default_factory=list)
    now: float = 0.0

    def run(self, rules: RetryRules, batches: list[int]) -> None:
        delivery, start = Delivery(rules), 0
        for size in batches:
            delivery.accept([a_record(n) for n in range(start, start + size)])
            start += size
            while step := delivery.next_step(self.now):
                self._do(step, delivery)

    def _do(self, step: Invoke | Discard | Wait, delivery: Delivery) -> None:
        match step:
            case Wait(seconds):
                assert seconds > 0
                self.now += seconds
            case Discard(piece):
                self.discarded += numbers(piece.records)
                self.settled += numbers(piece.records)
                delivery.discarded()
            case Invoke(piece):
                result = self._invoke(numbers(piece.records))
                delivery.settle(result, self.now)

    def _invoke(self, batch: list[int]) -> InvocationResult:
        if self.throttles and self.throttles.pop():
            return NotInvoked()
        failing = [n for n in batch if self._attempt(n)]
        if not failing:
            self.settled += batch
            return Succeeded()
        if self.raising & set(failing):
            return Failed(RESPONSE)
        first = batch.index(failing[0])
        self.settled += batch[:first]
        return Failed(RESPONSE, first)

    def _attempt(self, number: int) -> bool:
        self.attempts[number] = self.attempts.get(number, 0) + 1
        return self.attempts[number] <= self.failures[number]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[World, list[int]]:
    batches = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4))
    count = sum(batches)
    failures = draw(
        st.lists(st.sampled_from([0, 0, 0, 1, 2, 5, MANY]), min_size=count, max_size=count)
    )
    raising = draw(st.sets(st.integers(0, count - 1)))
    return World(failures, raising, draw(st.lists(st.booleans(), max_size=10))), batches


retry_limits = st.integers(0, 4)


@given(worlds(), retry_limits, st.booleans())
def test_every_record_is_settled_once_and_in_order(
    world_and_batches: tuple[World, list[int]], limit: int, bisects: bool
) -> None:
    world, batches = world_and_batches

    world.run(RetryRules(maximum_retry_attempts=limit, bisects=bisects), batches)

    assert world.settled == list(range(sum(batches)))


@given(worlds(), retry_limits)
def test_attempts_are_bounded_by_the_limit_when_nothing_is_split(
    world_and_batches: tuple[World, list[int]], limit: int
) -> None:
    world, batches = world_and_batches

    world.run(RetryRules(maximum_retry_attempts=limit), batches)

    assert max(world.attempts.values()) <= limit + 1


@given(worlds(), retry_limits)
def test_attempts_are_bounded_by_the_limit_and_the_splits_when_bisecting(
    world_and_batches: tuple[World, list[int]], limit: int
) -> None:
    world, batches = world_and_batches

    world.run(RetryRules(maximum_retry_attempts=limit, bisects=True), batches)

    assert max(world.attempts.values()) <= limit + max(batches)


@given(worlds(), retry_limits)
def test_bisecting_gives_up_on_nothing_but_records_that_fail_by_themselves(
    world_and_batches: tuple[World, list[int]], limit: int
) -> None:
    world, batches = world_and_batches

    world.run(RetryRules(maximum_retry_attempts=limit, bisects=True), batches)

    assert all(world.failures[n] > limit for n in world.discarded)
    assert {n for n, count in enumerate(world.failures) if count == MANY} <= set(world.discarded)


@given(worlds())
def test_nothing_is_given_up_on_when_there_is_no_limit(
    world_and_batches: tuple[World, list[int]],
) -> None:
    world, batches = world_and_batches
    world.failures = [min(count, 5) for count in world.failures]

    world.run(RetryRules(), batches)

    assert world.discarded == []
    assert world.settled == list(range(sum(batches)))


def accepted(rules: RetryRules, count: int) -> Delivery:
    delivery = Delivery(rules)
    delivery.accept([a_record(number) for number in range(count)])
    return delivery


def numbers(records: tuple[StreamRecord, ...]) -> list[int]:
    return [int(record.sequence_number) for record in records]
