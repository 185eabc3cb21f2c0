"""Waiting for something to become true, with a deadline far beyond what it should take."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 60.0
_POLL_S = 0.05


async def eventually(look: Callable[[], T | None], what: str, patience_s: float = PATIENCE_S) -> T:
    """Returns the result of `look` once it is true; the event loop runs meanwhile."""
    deadline = time.monotonic() + patience_s
    while not (seen := look()):
        assert time.monotonic() < deadline, f"waited {patience_s:g} s in vain for {what}"
        await asyncio.sleep(_POLL_S)
    return seen
