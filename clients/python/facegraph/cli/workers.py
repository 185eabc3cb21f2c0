"""Concurrent work on the items of a stream."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def for_each(
    items: AsyncIterator[T], act: Callable[[T], Awaitable[None]], *, at_once: int
) -> None:
    """The first error of `act` stops the others."""
    taking = asyncio.Lock()  # an iterator serves one caller at a time

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
