"""Runs a command's coroutine."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Ctrl-C cancels the coroutine, lets it clean up, and then raises KeyboardInterrupt."""
    return asyncio.run(coroutine)
