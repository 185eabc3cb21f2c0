"""What was found out about a token, so that it need not be found out again."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from cachetools import TLRUCache

Finding = TypeVar("Finding")
_MOST_KEPT = 10_000


class TokenCache(Generic[Finding]):
    """Findings by token, each for as long as it holds; the least used go first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: TLRUCache[str, tuple[Finding, float]] = TLRUCache(
            _MOST_KEPT, ttu=lambda _token, kept, now: now + kept[1], timer=clock
        )

    def find(self, token: str) -> Finding | None:
        kept = self._kept.get(token)
        return kept[0] if kept else None

    def keep(self, token: str, finding: Finding, ttl_s: float) -> None:
        """A `ttl_s` of 0 or less keeps nothing."""
        self._kept.pop(token, None)
        self._kept[token] = finding, ttl_s
