"""A cache of what verification found about each token."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cachetools import TLRUCache

from appsync_emulator.api import KIB, MIB

Finding = TypeVar("Finding")
_MOST_BYTES = 16 * MIB
_LEAST_BYTES = KIB  # what the smallest takes, about


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Finding]):
    finding: Finding
    ttl_s: float
    size_bytes: int


class TokenCache(Generic[Finding]):
    """Findings by token, each until it expires; the least recently used go first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: TLRUCache[str, _Kept[Finding]] = TLRUCache(
            _MOST_BYTES,
            ttu=lambda _token, kept, now: now + kept.ttl_s,
            timer=clock,
            getsizeof=lambda kept: kept.size_bytes,
        )

    def find(self, token: str) -> Finding | None:
        kept = self._kept.get(token)
        return kept.finding if kept else None

    def keep(self, token: str, finding: Finding, ttl_s: float, size_bytes: int) -> None:
        """A `ttl_s` of 0 or less keeps nothing. `size_bytes` is the finding's, as JSON."""
        self._kept.pop(token, None)
        whole_bytes = _LEAST_BYTES + len(token) + size_bytes
        if whole_bytes <= _MOST_BYTES:
            self._kept[token] = _Kept(finding, ttl_s, whole_bytes)
