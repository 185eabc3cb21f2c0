"""How long the browser took for each frame, told by the page's own clock."""

from dataclasses import dataclass

from playwright.sync_api import Page

LONG_MS = 100

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
  window.tasks_ms = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.tasks_ms.push(duration);
  }).observe({ type: "longtask" });
}
"""


@dataclass(frozen=True, slots=True)
class Frames:
    """In milliseconds: from one frame to the next, and the page's own tasks of 50 and more."""

    values: list[float]
    long_tasks: list[float]

    @property
    def longest(self) -> float:
        return max(self.values)

    @property
    def longest_task(self) -> float:
        return max(self.long_tasks, default=0)

    @property
    def long_count(self) -> int:
        return sum(value > LONG_MS for value in self.values)


def watch_frames(page: Page) -> None:
    page.evaluate(_WATCH)


def frames_since(page: Page) -> Frames:
    return Frames(page.evaluate("window.frames_ms"), page.evaluate("window.tasks_ms"))
