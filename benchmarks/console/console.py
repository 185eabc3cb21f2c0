"""The console's size, its waits, and how smoothly it takes a burst."""

from collections.abc import Iterator
from dataclasses import replace

from benchmarks.console.bundle import bundle_rows
from benchmarks.console.chromium import ChromiumMissing
from benchmarks.console.replay import replay_rows
from benchmarks.console.visitor import running_browser
from benchmarks.console.waits import wait_rows
from benchmarks.lab import Lab, free_ports, laptop_settings
from benchmarks.rows import Row
from infrastructure.console.build import built_console
from laptop.laptop import running_laptop


def console(lab: Lab) -> Iterator[Row]:
    """Starts another system for this measurement, because the replay stops the functions."""
    yield from bundle_rows(built_console())
    [console_port] = free_ports(1)
    settings = replace(laptop_settings(lab.folder / "console"), console_port=console_port)
    try:
        with running_browser() as browser, running_laptop(settings) as laptop:
            assert laptop.outputs.console_url
            yield from wait_rows(laptop, browser, laptop.outputs.console_url)
            yield from replay_rows(laptop, browser, lab.folder)
    except ChromiumMissing as missing:
        yield Row(name="waits and frames", value=None, unit="", detail=str(missing))
