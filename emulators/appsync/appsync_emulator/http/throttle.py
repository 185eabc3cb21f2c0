"""A limit on requests, for clients that want to see what AppSync's does to them."""

import time
from collections.abc import Callable

from appsync_emulator.errors import RequestRefused


class RequestRate:
    """A bucket of one second's requests, refilled steadily; without a rate it is never empty."""

    def __init__(self, per_s: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s = per_s
        self._clock = clock
        self._left = float(per_s)
        self._looked_at = clock()

    def take(self) -> None:
        """Raises `RequestRefused`."""
        if not self._per_s:
            return
        now = self._clock()
        self._left = min(self._per_s, self._left + (now - self._looked_at) * self._per_s)
        self._looked_at = now
        if self._left < 1:
            raise RequestRefused(429, "ThrottlingException", "Rate exceeded")
        self._left -= 1
