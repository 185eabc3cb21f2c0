"""One question, asked of four servers in front of one function, and of the function itself."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.appsync.album import album
from benchmarks.appsync.amplify_simulator import NAME, SimulatorMissing, running_simulator
from benchmarks.appsync.servers import OURS, running_floor, running_module, running_ours
from benchmarks.appsync.shop import Shop, running_shop
from benchmarks.appsync.worker import Worker, WorkerFailed
from benchmarks.lab import Lab
from benchmarks.rows import Row, Samples

_CLIENTS = (1, 8, 64)
_ROUNDS = 3
_ROUND_S = 0.8
_WARM_UP_S = 4.0  # in which the emulator starts a worker for each client
_INVOKE = "Lambda Invoke"
_ARGUMENTS = {"id": "a1"}
_ALBUM = album(_ARGUMENTS)
_QUESTION = {
    "query": "query ($id: ID!) { album(id: $id) { id title year tracks } }",
    "variables": _ARGUMENTS,
}


@dataclass(frozen=True, slots=True)
class _Target:
    """`expected` is how the question must be answered."""

    name: str
    url: str
    question: Any
    expected: Any
    headers: dict[str, str]

    def order(self, clients: int, seconds: float) -> dict[str, Any]:
        return {
            "url": self.url,
            "headers": self.headers,
            "body": json.dumps(self.question),
            "clients": clients,
            "seconds": seconds,
        }

    def wrong_answer(self) -> str | None:
        response = httpx.post(
            self.url, json=self.question, headers=self.headers, timeout=20, trust_env=False
        )
        return None if response.json() == self.expected else response.text


@dataclass(slots=True)
class _Measured:
    took_s: float = 0.0
    latencies_s: list[float] = field(default_factory=list)

    def add(self, result: dict[str, Any]) -> None:
        self.took_s += result["took_s"]
        self.latencies_s += result["latencies_s"]


def throughput(lab: Lab) -> Iterator[Row]:
    folder = lab.folder / "throughput"
    with ExitStack() as stack:
        shop = stack.enter_context(running_shop(folder))
        targets, missing = _targets(stack, shop, folder)
        yield from missing
        load = stack.enter_context(running_module("load", folder))
        load.ask(targets[0].order(max(_CLIENTS), _WARM_UP_S))
        for clients in _CLIENTS:
            yield from _rows(clients, _measure(load, targets, clients))


def _targets(stack: ExitStack, shop: Shop, folder: Path) -> tuple[list[_Target], list[Row]]:
    """Those that answer rightly, the bare function first; and what is said of the others."""
    urls = {
        OURS: stack.enter_context(running_ours(shop, folder))[0],
        "MiniStack's AppSync": shop.emulated_url,
        "strawberry, in process": stack.enter_context(running_floor(folder)),
    }
    missing = []
    try:
        urls[NAME] = stack.enter_context(running_simulator(shop, folder))[0]
    except (SimulatorMissing, WorkerFailed) as failure:
        missing.append(not_measured(NAME, str(failure)))
    headers = {"content-type": "application/json", "authorization": shop.token}
    invoke = _Target(
        name=_INVOKE,
        url=shop.invoke_url,
        question={"arguments": _ARGUMENTS},
        expected=_ALBUM,
        headers={},
    )
    peers = [
        _Target(
            name=name,
            url=url,
            question=_QUESTION,
            expected={"data": {"album": _ALBUM}},
            headers=headers,
        )
        for name, url in urls.items()
    ]
    wrong = {peer.name: answer for peer in peers if (answer := peer.wrong_answer()) is not None}
    missing += [not_measured(name, f"answers {answer}") for name, answer in wrong.items()]
    return [invoke, *(peer for peer in peers if peer.name not in wrong)], missing


def not_measured(name: str, reason: str) -> Row:
    return Row(name=name, value=None, unit="", detail=f"not measured: {' '.join(reason.split())}")


def _measure(load: Worker, targets: list[_Target], clients: int) -> dict[str, _Measured]:
    """In rounds, so that what slows the machine for a while slows all of them."""
    measured = {target.name: _Measured() for target in targets}
    for _ in range(_ROUNDS):
        for target in targets:
            measured[target.name].add(load.ask(target.order(clients, _ROUND_S)))
    return measured


def _rows(clients: int, measured: dict[str, _Measured]) -> Iterator[Row]:
    who = "1 client" if clients == 1 else f"{clients} clients"
    invoke = Samples(measured[_INVOKE].latencies_s)
    for name, each in measured.items():
        samples = Samples(each.latencies_s)
        beside = None if name == _INVOKE else (_INVOKE, invoke)
        yield samples.row(f"{name}, {who}", 50, beside=beside)
        yield samples.row(f"{name}, {who}", 99)
        yield Row(
            name=f"{name}, {who}",
            value=len(each.latencies_s) / each.took_s,
            unit="1/s",
            statistic="mean",
            n=len(each.latencies_s),
        )
