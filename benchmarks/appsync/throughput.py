"""One query to four servers in front of one function, and one invocation of the function itself."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from statistics import median

from benchmarks.appsync.shop import running_shop
from benchmarks.appsync.targets import INVOKE, Target, functions, not_measured, servers
from benchmarks.lab import Lab
from benchmarks.rows import Row
from benchmarks.worker import WorkerFailed

_CLIENTS = (1, 8, 64)
_ROUNDS = 5
_ROUND_S = 0.8
_WARM_UP_S = 4.0  # in which the emulator starts a worker for each client


def throughput(lab: Lab) -> Iterator[Row]:
    folder = lab.folder / "throughput"
    with ExitStack() as stack:
        shop = stack.enter_context(running_shop(folder))
        targets = list(functions(stack, shop, folder))
        for each in servers(stack, shop, folder):
            if isinstance(each, Row):
                yield each
            else:
                targets.append(each)
        targets[0].run(max(_CLIENTS), _WARM_UP_S)
        for clients in _CLIENTS:
            yield from _measure(targets, clients)


def _measure(targets: Sequence[Target], clients: int) -> Iterator[Row]:
    """Measures in rounds, so that a slow moment of the machine affects every target. A target that
    fails has a row, too."""
    running = list(targets)
    for target in running:
        target.reset()
    for _ in range(_ROUNDS):
        for target in tuple(running):
            try:
                target.run(clients, _ROUND_S)
            except WorkerFailed as failure:
                running.remove(target)
                yield not_measured(f"{target.name}, {_named(clients)}", str(failure))
    yield from _rows(running, clients)


def _rows(targets: Sequence[Target], clients: int) -> Iterator[Row]:
    (invoke,) = (each for each in targets if each.name == INVOKE)
    for target in targets:
        name, samples = f"{target.name}, {_named(clients)}", target.samples
        yield samples.row(name, 50) if target is invoke else _beside(invoke, target, name)
        yield samples.row(name, 99)
        yield Row(
            name=name,
            value=len(samples.values) / target.took_s,
            unit="1/s",
            statistic="mean",
            n=len(samples.values),
        )


def _beside(invoke: Target, target: Target, name: str) -> Row:
    """The ratio is the median over the rounds, each compared with its own invocation."""
    pairs = zip(target.rounds, invoke.rounds, strict=True)
    ratio = median(one.percentile(50) / other.percentile(50) for one, other in pairs)
    return replace(target.samples.row(name, 50), compared_with=INVOKE, ratio=ratio)


def _named(clients: int) -> str:
    return "1 client" if clients == 1 else f"{clients} clients"
