"""A thousand events at a hundred a second, into an open console."""

import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import urllib3
from botocore.session import Session
from playwright.sync_api import Browser, Page, expect

from adapters.subscriptions import Subscriptions
from benchmarks.api import api_of
from benchmarks.console.frames import LONG_MS, watched_frames
from benchmarks.console.scene import unpublished_images
from benchmarks.console.visitor import fill_in, new_visitor, submit
from benchmarks.lab import free_ports
from benchmarks.rows import Row
from benchmarks.worker import running_worker
from core.model.event import ImageEvent
from infrastructure.console.configuration import ConsoleConfiguration
from laptop.console import serving_console
from laptop.laptop import REGION, Laptop
from laptop.ministack import CREDENTIALS
from laptop.outputs import Outputs, User

_EVENTS = 1000
_PER_S = 100
_SENDERS = 16
_LINK = 'i{}: image(id: "none") {{ url }}'
_LINKS = f"{{ {' '.join(map(_LINK.format, range(25)))} }}"
_AT_ONCE, _TIMES = 2, 8
_ALL_MS = 60_000
_KEEP_GOING_MS = 1000  # the last pictures are still on their way

_READ_TO_THE_END = """
async () => {
  const seen = new Set();
  const step = innerHeight / 2;
  for (let top = 0; ; top += step) {
    scrollTo(0, top);
    await new Promise((resolve) => setTimeout(resolve, 50));
    for (const link of document.querySelectorAll("[data-place] a")) seen.add(link.href);
    if (top > document.documentElement.scrollHeight) return seen.size;
  }
}
"""


def replay_rows(laptop: Laptop, browser: Browser, folder: Path) -> Iterator[Row]:
    user = laptop.outputs.users[1]
    with (
        _running_api(laptop.outputs, folder) as graphql_url,
        _serving_console(laptop.outputs, graphql_url) as console_url,
        new_visitor(browser) as page,
    ):
        page.goto(console_url)
        fill_in(page, user)
        submit(page)
        expect(page.get_by_role("banner").get_by_role("status")).to_have_text("Live")
        events = unpublished_images(laptop, user, _EVENTS)
        _warm_up(laptop.outputs, user)
        with watched_frames(browser, page) as frames:
            sent_s = _send(graphql_url, events)
            shown_ms = _until_all_are_counted(page)
            page.wait_for_timeout(_KEEP_GOING_MS)
        in_grid: int = page.evaluate(_READ_TO_THE_END)
    detail = f"{_EVENTS:,} events in {sent_s:.1f} s, {len(frames.values)} frames"
    yield Row(name="longest frame", value=frames.longest, unit="ms", detail=detail)
    yield Row(name=f"frames over {LONG_MS} ms", value=frames.long_count, unit="")
    yield Row(
        name="longest task of the page",
        value=max(frames.task_cpu),
        unit="ms",
        detail="processor time, whatever else the machine does",
    )
    yield Row(name="images in the grid", value=in_grid, unit="", detail="scrolled to its end")
    yield Row(name="last event sent → counted", value=shown_ms, unit="ms")


def _warm_up(outputs: Outputs, user: User) -> None:
    """Starts as many workers of the resolvers' function as the console requests links at once: each
    worker needs almost half a second of processor time to start."""
    with api_of(outputs, user) as api, ThreadPoolExecutor(_AT_ONCE) as pool:
        for answer in [pool.submit(api.ask, _LINKS) for _ in range(_TIMES)]:
            answer.result()


@contextmanager
def _running_api(outputs: Outputs, folder: Path) -> Iterator[str]:
    arguments = (outputs.aws_endpoint, outputs.graphql_api_id)
    with running_worker(
        [sys.executable, "-m", "benchmarks.console.replay_api", *arguments],
        folder / "replay-api.log",
        {"AWS_DEFAULT_REGION": REGION, **CREDENTIALS},
    ) as worker:
        yield worker.answer()["url"]


@contextmanager
def _serving_console(outputs: Outputs, graphql_url: str) -> Iterator[str]:
    about = ConsoleConfiguration(
        region=outputs.region,
        graphql_url=graphql_url,
        user_pool_id=outputs.user_pool_id,
        client_id=outputs.client_id,
        user_pool_endpoint=outputs.aws_endpoint,
    )
    [port] = free_ports(1)
    with serving_console(about, port) as url:
        yield url


def _send(graphql_url: str, events: Sequence[ImageEvent]) -> float:
    """Publishes each event at its own moment, however long the events before it took. Returns the
    seconds for all events."""
    session = Session()
    session.set_credentials(CREDENTIALS["AWS_ACCESS_KEY_ID"], CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
    session.set_config_variable("region", REGION)
    http = urllib3.PoolManager(maxsize=_SENDERS)
    sink = Subscriptions(session, http, graphql_url)
    started_at = time.perf_counter()
    with ThreadPoolExecutor(_SENDERS) as pool:
        sendings = []
        for number, event in enumerate(events):
            time.sleep(max(0.0, started_at + number / _PER_S - time.perf_counter()))
            sendings.append(pool.submit(sink.publish, event))
        for sending in sendings:
            sending.result()
    return time.perf_counter() - started_at


def _until_all_are_counted(page: Page) -> float:
    started_at = time.perf_counter()
    expect(page.get_by_test_id("count")).to_have_text(f"{_EVENTS:,} images", timeout=_ALL_MS)
    return (time.perf_counter() - started_at) * 1000
