"""`make bench`: measures, prints one table and writes it to benchmarks/results.json."""

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.agreement import agreement
from benchmarks.appsync.fan_out import fan_out
from benchmarks.appsync.throughput import throughput
from benchmarks.batches import batches
from benchmarks.burst import burst
from benchmarks.cli import cli
from benchmarks.console.console import console
from benchmarks.cost import cost
from benchmarks.imports import imports
from benchmarks.lab import Lab
from benchmarks.latency import latency
from benchmarks.load.load import load
from benchmarks.machine import this_machine
from benchmarks.quota import quota
from benchmarks.report import table, write_json
from benchmarks.rows import Row
from benchmarks.sizes import sizes
from benchmarks.startup import startup

RESULTS_FILE = Path(__file__).parent / "results.json"

# Measurements that need the machine for themselves run before the system starts.
BENCHMARKS: dict[str, Callable[[Lab], Iterable[Row]]] = {
    "sizes": sizes,
    "imports": imports,
    "startup": startup,
    "throughput": throughput,
    "fan-out": fan_out,
    "quota": quota,
    "latency": latency,
    "cost": cost,
    "batches": batches,
    "burst": burst,
    "cli": cli,
    "load": load,
    "console": console,
    "agreement": agreement,
}


def main() -> None:
    chosen = _chosen()
    machine, started_at = this_machine(), time.monotonic()
    results: dict[str, list[Row]] = {}
    with ExitStack() as stack:
        lab = Lab(stack)
        for name in chosen:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            results[name] = list(BENCHMARKS[name](lab))
    write_json(RESULTS_FILE, machine, results, time.monotonic() - started_at)
    print(table(machine, results))


def _chosen() -> list[str]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="name", help=f"none: all of {', '.join(BENCHMARKS)}"
    )
    wanted = parser.parse_args().names
    unknown = set(wanted) - BENCHMARKS.keys()
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}")
    return [name for name in BENCHMARKS if name in wanted or not wanted]


if __name__ == "__main__":
    main()
