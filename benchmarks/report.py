"""The table on the screen and the same as JSON."""

import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.machine import Machine
from benchmarks.rows import Row

Results = Mapping[str, Sequence[Row]]


def write_json(path: Path, machine: Machine, results: Results, took_s: float) -> None:
    document = {
        "machine": dataclasses.asdict(machine),
        "tookSeconds": round(took_s, 1),
        "rows": [
            {"benchmark": benchmark, **dataclasses.asdict(row)}
            for benchmark, rows in results.items()
            for row in rows
        ],
    }
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def table(machine: Machine, results: Results) -> str:
    lines = [
        f"{machine.cores} cores ({machine.processor}), {machine.system}, Python {machine.python}, "
        f"{machine.date}, load before {machine.load_before}"
    ]
    for benchmark, rows in results.items():
        lines += ["", benchmark.upper(), *_aligned([_cells(row) for row in rows])]
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.ratio is None else f"{figure(row.ratio)} x {row.compared_with}"
    statistic = row.statistic if row.n == 1 else f"{row.statistic} of {row.n}"
    value = "–" if row.value is None else figure(row.value)
    return f"  {row.name}", value, row.unit, statistic, ratio, row.detail or ""


def figure(value: float) -> str:
    """Whole numbers without decimals, others with three significant digits."""
    if value == int(value):
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3g}"


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, value, *rest in rows:
        cells = [name.ljust(widths[0]), value.rjust(widths[1])]
        cells += [cell.ljust(width) for cell, width in zip(rest, widths[2:], strict=True)]
        yield "  ".join(cells).rstrip()
