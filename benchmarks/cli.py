"""`facegraph`: how soon it answers, how fast it uploads a folder, and the memory that it takes."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import photos
from benchmarks.lab import Lab
from benchmarks.paced_engine import paced_engine
from benchmarks.quota import point_analysis_at
from benchmarks.rows import Row, Samples
from laptop.laptop import Laptop

FACEGRAPH = Path(sys.executable).with_name("facegraph")
_STARTS = 12
_PHOTOS = 300
_MANY = 1000
_IN_MEBIBYTES = 1024**2 if sys.platform == "darwin" else 1024  # getrusage reports bytes there
_BARE_PYTHON = "python -c pass"
# A small process starts the command: the peak that Linux reports for a child is no less than what
# its parent had when the child started.
_SMALL_PARENT = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_maxrss, used.ru_utime + used.ru_stime)
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class _Ran:
    """`cpu_s` and the peak are of the command alone."""

    took_s: float
    cpu_s: float
    peak_mebibytes: float


def cli(lab: Lab) -> Iterator[Row]:
    yield from _start_up()
    folder = _photos_in(lab.folder / "cli", _PHOTOS)
    first, again = (_upload(lab, "cli-laptop", folder) for _ in range(2))
    yield Row(name=f"upload of {_PHOTOS} photos → all results", value=first.took_s, unit="s")
    yield _rate("photos per second, the laptop's engine", first)
    yield _rate("the same again, nothing to send", again, beside=first)
    with paced_engine(lab.folder) as engine:
        point_analysis_at(lab.laptop, engine.url)
        few = _upload(lab, "cli-few", folder)
        many = _upload(lab, "cli-many", _photos_in(lab.folder / "cli-many", _MANY))
        point_analysis_at(lab.laptop, lab.settings.engine_url)
    yield _rate(f"{_PHOTOS} photos per second, an engine that answers at once", few)
    yield Row(name="CPU of the command for a photo", value=1000 * many.cpu_s / _MANY, unit="ms")
    yield Row(name=f"peak memory, {_PHOTOS} photos", value=few.peak_mebibytes, unit="MiB")
    yield Row(
        name=f"peak memory, {_MANY:,} photos",
        value=many.peak_mebibytes,
        unit="MiB",
        compared_with=f"{_PHOTOS} photos",
        ratio=many.peak_mebibytes / few.peak_mebibytes,
    )


def _start_up() -> Iterator[Row]:
    commands: dict[str, list[str | Path]] = {
        _BARE_PYTHON: [sys.executable, "-c", "pass"],
        "facegraph --help": [FACEGRAPH, "--help"],
    }
    took: dict[str, list[float]] = {name: [] for name in commands}
    for round_number in range(_STARTS + 1):
        for name, command in commands.items():
            started_at = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            if round_number:  # the first warms the disk's cache
                took[name].append(time.perf_counter() - started_at)
    bare, with_help = (Samples(samples) for samples in took.values())
    yield bare.row(_BARE_PYTHON, 50)
    yield with_help.row("facegraph --help", 50, beside=(_BARE_PYTHON, bare))


def _upload(lab: Lab, user: str, folder: Path) -> _Ran:
    """Uploads as the named user, who has no images before the first upload."""
    outputs = lab.folder / f"{user}.json"
    if not outputs.exists():
        _write_outputs(lab.laptop, user, outputs)
    return _run([FACEGRAPH, "upload", folder, "--json", "--outputs", outputs])


def _write_outputs(laptop: Laptop, user: str, file: Path) -> None:
    laptop.users.add_user(user)
    laptop.outputs.with_users((laptop.users.sign_in(user),)).write(file)


def _run(command: Sequence[str | Path]) -> _Ran:
    """Raises CalledProcessError, for an upload unless all was analysed."""
    started_at = time.perf_counter()
    usage = subprocess.run(
        [sys.executable, "-c", _SMALL_PARENT, *command], check=True, stdout=subprocess.PIPE
    ).stdout.split()
    return _Ran(
        took_s=time.perf_counter() - started_at,
        cpu_s=float(usage[1]),
        peak_mebibytes=int(usage[0]) / _IN_MEBIBYTES,
    )


def _photos_in(folder: Path, count: int) -> Path:
    folder.mkdir()
    portrait = photos.portrait()
    for number in range(count):
        (folder / f"{number:04}.jpg").write_bytes(photos.copy_of(portrait, number))
    return folder


def _rate(name: str, ran: _Ran, beside: _Ran | None = None) -> Row:
    return Row(
        name=name,
        value=_PHOTOS / ran.took_s,
        unit="1/s",
        statistic="mean",
        compared_with="the first time" if beside else None,
        ratio=beside.took_s / ran.took_s if beside else None,
    )
