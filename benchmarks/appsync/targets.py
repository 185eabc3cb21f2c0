"""What is measured: four GraphQL servers in front of one function, and the function itself."""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.appsync.album import album
from benchmarks.appsync.amplify_simulator import NAME, SimulatorMissing, running_simulator
from benchmarks.appsync.servers import OURS, running_floor, running_module, running_ours
from benchmarks.appsync.shop import Shop
from benchmarks.rows import Row, Samples
from benchmarks.worker import Worker, WorkerFailed

INVOKE = "Lambda Invoke"
EMULATED = "MiniStack's AppSync"
FLOOR = "strawberry, in process"
_ARGUMENTS = {"id": "a1"}
_EVENT = {"arguments": _ARGUMENTS}
_QUESTION = {
    "query": "query ($id: ID!) { album(id: $id) { id title year tracks } }",
    "variables": _ARGUMENTS,
}
_EXPECTED = {"data": {"album": album(_ARGUMENTS)}}


@dataclass(slots=True)
class Target:
    """`load` is the process that holds the clients; `order` is what it reads."""

    name: str
    load: Worker
    order: Mapping[str, Any]
    took_s: float = 0.0
    rounds: list[Samples] = field(default_factory=list)

    @property
    def samples(self) -> Samples:
        """The latencies of all rounds."""
        return Samples([latency for each in self.rounds for latency in each.values])

    def run(self, clients: int, seconds: float) -> None:
        """Raises WorkerFailed, also if an answer is unlike the first."""
        result = self.load.ask({**self.order, "clients": clients, "seconds": seconds})
        self.took_s += result["took_s"]
        self.rounds.append(Samples(result["latencies_s"]))

    def reset(self) -> None:
        self.took_s, self.rounds = 0.0, []


def functions(stack: ExitStack, shop: Shop, folder: Path) -> Iterator[Target]:
    """Invokes the function by plain HTTP, the fastest way, and by boto3, as applications do."""
    load = stack.enter_context(running_module("load", folder))
    yield Target(INVOKE, load, _http_order(shop.invoke_url, _EVENT, {}))
    load = stack.enter_context(running_module("invoke_load", folder))
    order = {"endpoint": shop.ministack.endpoint_url, "function": shop.function, "event": _EVENT}
    yield Target(f"{INVOKE} by boto3", load, order)


def servers(stack: ExitStack, shop: Shop, folder: Path) -> Iterator[Target | Row]:
    """A row for each server that cannot run or gives a wrong answer."""
    headers = {"content-type": "application/json", "authorization": shop.token}
    for name, url in _urls(stack, shop, folder):
        if isinstance(url, Row):
            yield url
        elif (answer := _answer(url, headers)) != _EXPECTED:
            yield not_measured(name, f"answers {answer}")
        else:
            load = stack.enter_context(running_module("load", folder))
            yield Target(name, load, _http_order(url, _QUESTION, headers))


def not_measured(name: str, reason: str) -> Row:
    return Row(name=name, value=None, unit="", detail=f"not measured: {' '.join(reason.split())}")


def _urls(stack: ExitStack, shop: Shop, folder: Path) -> Iterator[tuple[str, str | Row]]:
    yield OURS, stack.enter_context(running_ours(shop, folder))[0]
    yield EMULATED, shop.emulated_url
    try:
        yield NAME, stack.enter_context(running_simulator(shop, folder))[0]
    except (SimulatorMissing, WorkerFailed) as failure:
        yield NAME, not_measured(NAME, str(failure))
    yield FLOOR, stack.enter_context(running_floor(folder))


def _http_order(url: str, question: Any, headers: Mapping[str, str]) -> dict[str, Any]:
    return {"url": url, "headers": headers, "body": json.dumps(question)}


def _answer(url: str, headers: dict[str, str]) -> Any:
    response = httpx.post(url, json=_QUESTION, headers=headers, timeout=20, trust_env=False)
    return response.json()
