"""How long the browser took for each frame, and how much of that the page's own work was."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page

LONG_MS = 100

_CATEGORIES = ["toplevel", "devtools.timeline"]
_TASKS = {"RunTask", "ThreadControllerImpl::RunTask"}
_MAIN_THREAD = "CrRendererMain"
_WATCH = """
() => {
  window.frames_ms = [];
  let before = performance.now();
  const next = () => {
    const now = performance.now();
    window.frames_ms.push(now - before);
    before = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}
"""


@dataclass
class Frames:
    """Milliseconds. `values`: from one frame to the next, by the clock. `task_cpu`: processor time
    of each task of the page's thread; a busy machine does not make it longer."""

    values: list[float] = field(default_factory=list)
    task_cpu: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        return max(self.values)

    @property
    def long_count(self) -> int:
        return sum(value > LONG_MS for value in self.values)


@contextmanager
def watched_frames(browser: Browser, page: Page) -> Iterator[Frames]:
    """The frames are known once the block is left."""
    frames = Frames()
    browser.start_tracing(page=page, categories=_CATEGORIES)
    page.evaluate(_WATCH)
    yield frames
    frames.values = page.evaluate("window.frames_ms")
    frames.task_cpu = _task_cpu(json.loads(browser.stop_tracing())["traceEvents"])


def _task_cpu(events: list[dict[str, Any]]) -> list[float]:
    threads = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == _MAIN_THREAD
    }
    return [
        event.get("tdur", 0) / 1000
        for event in events
        if event["name"] in _TASKS and (event["pid"], event["tid"]) in threads
    ]
