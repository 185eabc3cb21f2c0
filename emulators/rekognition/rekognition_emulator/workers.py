"""Processes that analyse images. A crash fails one request, never the server."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

from rekognition_emulator.analysis import warm_up
from rekognition_emulator.errors import InternalServerError, Throttled

T = TypeVar("T")

PLACES_PER_WORKER = 16  # requests admitted at once; each may hold an image of 15 MB


class Worker:
    """One process, started by its first task and again by the first task after its death.

    An executor for each, as a ProcessPoolExecutor fails all its tasks when one process dies.
    """

    def __init__(self) -> None:
        self.pid: int | None = None
        self._executor: ProcessPoolExecutor | None = None

    async def run(self, task: Callable[..., T], *arguments: Any) -> T:
        """Raises BrokenProcessPool when the process dies during the task, or died before."""
        try:
            executor = self._executor or await self._start()
            return await asyncio.wrap_future(executor.submit(task, *arguments))
        except BrokenProcessPool:
            self._executor = self.pid = None
            raise

    def stop(self) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    async def _start(self) -> ProcessPoolExecutor:
        executor = ProcessPoolExecutor(1, get_context("spawn"), initializer=_prepare)
        with _interrupts_held_back():
            started = executor.submit(os.getpid)
        self.pid = await asyncio.wrap_future(started)
        self._executor = executor
        return executor


class WorkerPool:
    """Admits no more requests than memory can hold."""

    def __init__(self, size: int) -> None:
        self._workers = [Worker() for _ in range(size)]
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._free_places = PLACES_PER_WORKER * size

    @property
    def pids(self) -> list[int]:
        return [worker.pid for worker in self._workers if worker.pid is not None]

    async def start(self) -> None:
        """Returns when every worker has loaded its model and used it once."""
        await asyncio.gather(*(worker.run(os.getpid) for worker in self._workers))
        for worker in self._workers:
            self._idle.put_nowait(worker)

    def stop(self) -> None:
        for worker in self._workers:
            worker.stop()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Held by a request from before its body is read. Raises Throttled when none is free."""
        if not self._free_places:
            raise Throttled
        self._free_places -= 1
        try:
            yield
        finally:
            self._free_places += 1

    async def run(self, task: Callable[..., T], *arguments: Any) -> T:
        worker = await self._idle.get()
        try:
            return await worker.run(task, *arguments)
        except BrokenProcessPool as error:
            raise InternalServerError from error
        finally:
            self._idle.put_nowait(worker)


def _prepare() -> None:
    threading.Thread(target=_exit_with_the_server, daemon=True).start()
    warm_up()


def _exit_with_the_server() -> None:
    """A worker holds both ends of its queue, so it would not notice the server's death."""
    server = parent_process()
    assert server is not None
    server.join()
    os._exit(1)


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A process started meanwhile ignores Ctrl-C; only the server handles Ctrl-C."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
