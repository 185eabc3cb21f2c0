"""When a batch is complete, by Lambda's rules."""

from collections.abc import Iterable
from itertools import accumulate

from streams_emulator.record import StreamRecord

# Lambda's limit for the payload of an invocation, less room for the envelope.
MAX_BATCH_BYTES = 6 * 1024 * 1024 - 1024


class Batcher:
    """Collects records until the batch is full or its first record has waited long enough."""

    def __init__(self, batch_size: int, window_s: float) -> None:
        self._batch_size = batch_size
        self._window_s = window_s
        self._records: list[StreamRecord] = []
        self._since = 0.0

    @property
    def is_full(self) -> bool:
        """Whether a batch is ready."""
        return len(self._records) >= self._batch_size or self._fitting() < len(self._records)

    def add(self, records: Iterable[StreamRecord], now: float) -> None:
        """`records` are in the order of the stream."""
        if not self._records:
            self._since = now
        self._records.extend(records)

    def take(self, now: float) -> tuple[StreamRecord, ...]:
        """The next batch; empty while it is incomplete."""
        if not self.is_full and now - self._since < self._window_s:
            return ()
        count = min(self._batch_size, self._fitting())
        batch, self._records = tuple(self._records[:count]), self._records[count:]
        self._since = now
        return batch

    def _fitting(self) -> int:
        sizes = accumulate(record.size_bytes + 1 for record in self._records)
        return max(1, sum(size <= MAX_BATCH_BYTES for size in sizes))
