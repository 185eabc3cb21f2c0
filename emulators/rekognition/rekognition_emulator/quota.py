"""Rekognition's quota of calls per second, to test how a caller handles throttling."""

from bisect import bisect, insort

from rekognition_emulator.errors import ThroughputExceeded


class Quota:
    """At most `per_second` calls in any second."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._calls: list[float] = []

    def spend(self, arrived_at: float) -> None:
        """`arrived_at` is in seconds of any clock; calls may be handled out of order.

        Raises ThroughputExceeded; a refused call does not count.
        """
        n, place = self._per_second, bisect(self._calls, arrived_at)
        before, after = self._calls[max(0, place - n) : place], self._calls[place : place + n]
        calls = [*before, arrived_at, *after]
        if any(later - call < 1 for call, later in zip(calls, calls[n:], strict=False)):
            raise ThroughputExceeded
        insort(self._calls, arrived_at)
        del self._calls[: -2 * n]
