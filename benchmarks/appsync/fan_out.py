"""The time from one mutation until the last of its subscribers has received it."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from benchmarks.appsync.amplify_simulator import NAME, SimulatorMissing, running_simulator
from benchmarks.appsync.servers import OURS, running_module, running_ours
from benchmarks.appsync.shop import Shop, running_shop
from benchmarks.appsync.targets import EMULATED, FLOOR, not_measured
from benchmarks.lab import Lab
from benchmarks.rows import Row, Samples
from benchmarks.worker import Worker, WorkerFailed

_MUTATION = "mutation ($title: String!) { putAlbum(id: 1, title: $title) { id title year tracks } }"
_ROUNDS = 15
_OPEN_FILES = 8192  # each connection is an open file, in the server and in the subscribers

_Serve = Callable[[Shop, Path], AbstractContextManager[tuple[str, Worker]]]
_SERVERS: dict[str, _Serve] = {OURS: running_ours, NAME: running_simulator}


class OutOfOrder(Exception):
    """Subscribers received another mutation than the one that was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Round:
    """Seconds until the last delivery; negative if all deliveries arrived before the response."""

    after_answer_s: float
    after_asking_s: float


@dataclass(frozen=True, slots=True)
class _Audience:
    subscriptions: int
    connections: int

    def __str__(self) -> str:
        return f"{self.subscriptions:,} subscribed on {self.connections:,}"


# AppSync allows 200 on a connection.
_AUDIENCES = (
    _Audience(1, 1),
    _Audience(100, 20),
    _Audience(100, 100),
    _Audience(2000, 20),
    _Audience(2000, 2000),
)


def fan_out(lab: Lab) -> Iterator[Row]:
    """Each number of subscribers gets a fresh server, whose memory then grows by theirs only."""
    _allow_open_files(_OPEN_FILES)
    folder = lab.folder / "fan-out"
    with running_shop(folder) as shop:
        for (name, serve), audience in product(_SERVERS.items(), _AUDIENCES):
            try:
                yield from _rows(f"{name}, {audience}", serve, shop, audience, folder)
            except (SimulatorMissing, WorkerFailed) as failure:
                yield not_measured(f"{name}, {audience}", str(failure))
    yield not_measured(EMULATED, "it has no GraphQL subscriptions")
    yield not_measured(FLOOR, "its mutations feed no subscriptions: that is an application's to do")


def _rows(name: str, serve: _Serve, shop: Shop, audience: _Audience, folder: Path) -> Iterator[Row]:
    with ExitStack() as stack:
        url, server = stack.enter_context(serve(shop, folder))
        headers = {"authorization": shop.token}
        http = stack.enter_context(httpx.Client(headers=headers, timeout=60, trust_env=False))
        _put(http, url, "warm-up")
        before = server.memory_bytes()
        listeners = stack.enter_context(running_module("listeners", folder))
        authorization = {"host": urlsplit(url).netloc, "Authorization": shop.token}
        listeners.ask({"url": url, "authorization": authorization, **asdict(audience)})
        each_bytes = (server.memory_bytes() - before) / audience.subscriptions
        rounds = [_round(http, url, listeners, str(number)) for number in range(_ROUNDS)]
        for percent in (50, 99):
            yield Samples([each.after_answer_s for each in rounds]).row(name, percent)
        yield Samples([each.after_asking_s for each in rounds]).row(f"{name}, from the request", 50)
        if audience.subscriptions > 1:  # for one alone, memory varies by more than that
            yield Row(name=f"{name}, memory of each", value=each_bytes, unit="bytes")


def _round(http: httpx.Client, url: str, listeners: Worker, title: str) -> _Round:
    asked_at, answered_at = _put(http, url, title)
    received = listeners.answer()
    if received["title"] != title:
        raise OutOfOrder(f"{received['title']} was received instead of {title}")
    received_at = float(received["last_received_at"])
    return _Round(after_answer_s=received_at - answered_at, after_asking_s=received_at - asked_at)


def _put(http: httpx.Client, url: str, title: str) -> tuple[float, float]:
    """The times of the request and of the response, by time.monotonic."""
    body = {"query": _MUTATION, "variables": {"title": title}}
    asked_at = time.monotonic()
    response = http.post(url, json=body)
    answered_at = time.monotonic()
    response.raise_for_status()
    return asked_at, answered_at


def _allow_open_files(wanted: int) -> None:
    """Raises the limit for this process and for every process that it starts later."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
