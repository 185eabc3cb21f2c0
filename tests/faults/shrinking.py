"""A failing schedule, made as short as possible while it fails in the same way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.faults.bench import Bench, Parts
from tests.faults.oracle import Complaint, complaints_of
from tests.support.simulation.schedule import Fault, Operation, Schedule, schedule_of

Item = Operation | Fault
DEPLOYED = Parts()


@dataclass(frozen=True, slots=True)
class Failing:
    schedule: Schedule
    complaints: list[Complaint]
    steps: list[tuple[float, str]]

    def __str__(self) -> str:
        numbered = [
            f"{number:4}. {time_ms / 1000:9.3f} s  {text}"
            for number, (time_ms, text) in enumerate(self.steps, start=1)
        ]
        seed = self.schedule.seed
        return "\n".join(
            [
                f"seed {seed} ends in:",
                *(f"      {complaint}" for complaint in self.complaints),
                "the shortest schedule that still does:",
                *numbered,
                f"play it again: make soak SEED={seed}",
            ]
        )


def failing(schedule: Schedule, parts: Parts = DEPLOYED) -> Failing | None:
    bench = Bench(schedule, parts=parts)
    complaints = complaints_of(bench)
    if not complaints:
        return None
    listed = replace(schedule, faults=tuple(bench.faults.happened))
    return Failing(listed, complaints, bench.steps)


def shortest_failing(seed: int, parts: Parts = DEPLOYED) -> Failing | None:
    """None for a seed whose schedule has no complaints."""
    found = failing(schedule_of(seed), parts)
    return _shrunk(found, parts) if found else None


def _shrunk(found: Failing, parts: Parts) -> Failing:
    """Leaves out ever smaller parts while the first complaint names the same rule."""
    rule = found.complaints[0].split(":")[0]
    best = found

    def still_fails(items: Sequence[Item]) -> bool:
        nonlocal best
        tried = failing(_with_items(found.schedule, items), parts)
        if tried is None or tried.complaints[0].split(":")[0] != rule:
            return False
        best = tried
        return True

    schedule = found.schedule
    _leave_out([*schedule.operations, *(schedule.faults or ())], still_fails)
    return best


def _leave_out(items: list[Item], still_fails: Callable[[Sequence[Item]], bool]) -> None:
    size = len(items)
    while size:
        start, shrank = 0, False
        while start < len(items):
            rest = items[:start] + items[start + size :]
            if still_fails(rest):
                items, shrank = rest, True
            else:
                start += size
        size = size if shrank and size == 1 else size // 2


def _with_items(schedule: Schedule, items: Sequence[Item]) -> Schedule:
    return replace(
        schedule,
        operations=tuple(item for item in items if isinstance(item, Operation)),
        faults=tuple(item for item in items if isinstance(item, Fault)),
    )
