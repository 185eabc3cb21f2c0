"""An engine with a known latency. It runs in a separate process, so that it shares no interpreter
lock with the code that measures.

It replaces Rekognition where only its latency or the size of its answer matters.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.worker import Worker, running_worker


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineCalls:
    """Calls since the engine started. `answered_at`: when each call that was not throttled arrived,
    in seconds of a clock."""

    answered_at: Sequence[float]
    throttled: int


@dataclass(frozen=True, slots=True)
class PacedEngine:
    url: str
    _worker: Worker

    def set(self, **pace: Any) -> None:
        """Sets any of `delay_s`, `faces` and `tps` (the quota), at any time."""
        self._worker.ask(pace)

    def calls(self) -> EngineCalls:
        return EngineCalls(**self._worker.ask({}))


@contextmanager
def paced_engine(folder: Path) -> Iterator[PacedEngine]:
    """`folder`: for its log."""
    command = [sys.executable, "-m", "benchmarks.paced_engine_server"]
    with running_worker(command, folder / f"paced-engine-{uuid4().hex}.log") as worker:
        yield PacedEngine(worker.answer()["url"], worker)
