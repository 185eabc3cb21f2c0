"""The command line uploads a folder while the console is open: do all receivers count alike?"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from benchmarks.console.chromium import ChromiumMissing
from benchmarks.console.visitor import fill_in, new_visitor, running_browser, submit
from benchmarks.lab import Lab, free_ports, laptop_settings
from benchmarks.load.mixture import Specimen, mixture
from benchmarks.rows import Row
from benchmarks.topic_listener import receiving_events
from laptop.laptop import Laptop, running_laptop
from laptop.outputs import User

_FILES = 1000
_LOOK_S = 0.1
_PATIENCE_S = 60  # for the last event, once the command has ended
_FACEGRAPH = Path(sys.executable).with_name("facegraph")

# The grid holds what is on screen; the rest is there when it is scrolled to.
_READ_GRID = """
async () => {
  const seen = {};
  for (let top = 0; ; top += innerHeight / 2) {
    scrollTo(0, top);
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const link of document.querySelectorAll("[data-place] a")) {
      const faces = link.textContent.match(/(\\d+) faces?$/);
      seen[link.pathname] = faces ? Number(faces[1]) : null;
    }
    if (top > document.documentElement.scrollHeight) return seen;
  }
}
"""


@dataclass(frozen=True, slots=True)
class Counts:
    images: int
    analyzed: int
    faces: int

    @classmethod
    def of(cls, face_counts: Mapping[str, int | None]) -> "Counts":
        """`face_counts`: by image id, None for an image that was not analysed."""
        known = [count for count in face_counts.values() if count is not None]
        return cls(len(face_counts), len(known), sum(known))


def agreement(lab: Lab) -> Iterator[Row]:
    [console_port] = free_ports(1)
    settings = replace(laptop_settings(lab.folder / "agreement"), console_port=console_port)
    try:
        with (
            running_browser() as browser,
            running_laptop(settings) as laptop,
            new_visitor(browser) as page,
        ):
            started_at = time.perf_counter()
            user, folder = laptop.outputs.users[0], lab.folder / "agreement-photos"
            counted = counts_everywhere(laptop, user, page, folder, mixture(_FILES))
            took_s = time.perf_counter() - started_at
    except ChromiumMissing as missing:
        yield Row(name="counts", value=None, unit="", detail=str(missing))
        return
    yield Row(name=f"{_FILES:,} files, uploaded and published everywhere", value=took_s, unit="s")
    for who, counts in counted.items():
        detail = f"{counts.analyzed:,} of them analysed, {counts.faces:,} faces"
        yield Row(name=f"images, by {who}", value=counts.images, unit="", detail=detail)
    yield Row(name="different counts", value=len(set(counted.values())) - 1, unit="")


def counts_everywhere(
    laptop: Laptop, user: User, page: Page, folder: Path, files: Sequence[Specimen]
) -> dict[str, Counts]:
    """Counts by receiver, of files that `facegraph upload` sends for a user without images."""
    assert laptop.outputs.console_url
    received: dict[str, dict[str, Any]] = {}
    _write(folder, files)
    outputs = folder.with_suffix(".json")
    laptop.outputs.with_users((user,)).write(outputs)
    page.goto(laptop.outputs.console_url)
    fill_in(page, user)
    submit(page)
    expect(page.get_by_role("banner").get_by_role("status")).to_have_text("Live")
    with receiving_events(laptop, lambda event: received.__setitem__(event["id"], event)):
        sent = [each for each in _facegraph(outputs, "upload", folder) if each.get("imageId")]
        _wait_until(lambda: len(received) >= len(sent))
    count = page.get_by_test_id("count")
    expect(count).to_have_text(f"{len(sent):,} images", timeout=1000 * _PATIENCE_S)
    listed = _facegraph(outputs, "images", "--all")
    return {
        "the files": _expected(files),
        "the command line": Counts.of({each["imageId"]: each["faceCount"] for each in sent}),
        "the topic": Counts.of({e["imageId"]: e["image"]["faceCount"] for e in received.values()}),
        "the console": Counts.of(page.evaluate(_READ_GRID)),
        "the API": Counts.of({each["id"]: each["faceCount"] for each in listed}),
    }


def _write(folder: Path, files: Sequence[Specimen]) -> None:
    folder.mkdir()
    for each in files:
        (folder / each.name).write_bytes(each.content)


def _expected(files: Sequence[Specimen]) -> Counts:
    """The command line does not send files that are no images."""
    return Counts.of({each.name: each.face_count for each in files if each.is_image})


def _facegraph(outputs: Path, *words: str | Path) -> list[dict[str, Any]]:
    """The documents that the command prints. A rejected photo makes it exit with an error, which is
    ignored here."""
    command = [_FACEGRAPH, *words, "--json", "--outputs", outputs]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    return [json.loads(line) for line in run.stdout.splitlines()]


def _wait_until(is_so: Callable[[], bool]) -> None:
    """Also returns when the time is up: the counts then show what is missing."""
    deadline = time.monotonic() + _PATIENCE_S
    while not is_so() and time.monotonic() < deadline:
        time.sleep(_LOOK_S)
