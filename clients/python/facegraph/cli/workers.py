"""Several at once, from a stream that nobody holds as a whole."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def for_each(
    items: AsyncIterator[T], act: Callable[[T], Awaitable[None]], *, at_once: int
) -> None:
    """The first error of `act` ends all."""
    taking = asyncio.Lock()  # an iterator gives to one at a time

    async def work() -> None:
        while True:
            async with taking:
                try:
                    item = await anext(items)
                except StopAsyncIteration:
                    return
            await act(item)

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())
