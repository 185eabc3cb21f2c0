"""What each function ships to Lambda."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.functions import FUNCTIONS
from benchmarks.lab import Lab
from benchmarks.rows import Row
from infrastructure.bundle import Bundle
from infrastructure.wheels import BundleTarget
from laptop.deployment.packaging import write_zip

_MB = 1_000_000


def sizes(lab: Lab) -> Iterator[Row]:
    for function in FUNCTIONS:
        folder = lab.folder / "sizes" / function.name
        yield _row(f"{function.name}", function.bundle, folder / "whole")
        if function.bundle.lock:
            own = replace(function.bundle, lock=None)
            yield _row(f"{function.name}, without wheels", own, folder / "own")


def _row(name: str, bundle: Bundle, folder: Path) -> Row:
    folder.mkdir(parents=True)
    bundle.build(BundleTarget.LAMBDA, folder)
    files = [path for path in folder.rglob("*") if path.is_file()]
    unpacked_bytes = sum(path.stat().st_size for path in files)
    packed = io.BytesIO()
    write_zip(folder, packed)
    return Row(
        name=name,
        value=unpacked_bytes,
        unit="bytes",
        detail=f"{unpacked_bytes / _MB:.2f} MB in {len(files)} files, "
        f"zipped {packed.tell() / _MB:.2f} MB",
    )
