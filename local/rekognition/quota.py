"""Rekognition's quota of transactions per second, for trying out what a caller does about it."""

from collections import deque
from collections.abc import Callable
from time import monotonic

from local.rekognition.errors import ThroughputExceeded


class Quota:
    """At most `per_second` calls in any second."""

    def __init__(self, per_second: int, clock: Callable[[], float] = monotonic) -> None:
        self._per_second = per_second
        self._clock = clock
        self._calls: deque[float] = deque(maxlen=per_second)

    def spend(self) -> None:
        """Raises ThroughputExceeded; a refused call does not count."""
        now = self._clock()
        if len(self._calls) == self._per_second and now - self._calls[0] < 1:
            raise ThroughputExceeded
        self._calls.append(now)
