"""Our servers in processes of their own, with the addresses that they print."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from benchmarks.appsync.shop import REGION, Shop
from benchmarks.worker import Worker, running_worker
from laptop.ministack import CREDENTIALS

OURS = "ours"


@contextmanager
def running_ours(shop: Shop, folder: Path) -> Iterator[tuple[str, Worker]]:
    arguments = (shop.ministack.endpoint_url, shop.api_id)
    with running_module("serve", folder, *arguments) as worker:
        yield worker.answer()["url"], worker


@contextmanager
def running_floor(folder: Path) -> Iterator[str]:
    with running_module("floor", folder) as worker:
        yield worker.answer()["url"]


@contextmanager
def running_module(name: str, folder: Path, *arguments: str) -> Iterator[Worker]:
    """Runs a module of this package as a program."""
    with running_worker(
        [sys.executable, "-m", f"benchmarks.appsync.{name}", *arguments],
        folder / f"{name}-{uuid4().hex}.log",
        {"AWS_DEFAULT_REGION": REGION, **CREDENTIALS},
    ) as worker:
        yield worker
