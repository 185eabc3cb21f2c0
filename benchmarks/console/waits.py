"""Waits until the sign-in page can be used, and from signing in until the first picture shows."""

import time
from collections.abc import Iterator

from playwright.sync_api import Browser

from benchmarks import photos
from benchmarks.console.visitor import fill_in, new_visitor, submit
from benchmarks.rows import Row, Samples
from benchmarks.uploads import uploads_of
from laptop.laptop import Laptop

_ROUNDS = 7


def wait_rows(laptop: Laptop, browser: Browser, url: str) -> Iterator[Row]:
    user = laptop.outputs.users[0]
    uploads_of(laptop, user).put(photos.astronaut())
    pages: list[float] = []
    pictures: list[float] = []
    for _ in range(_ROUNDS):
        with new_visitor(browser) as page:
            started_at = time.perf_counter()
            page.goto(url, wait_until="commit")
            page.get_by_role("button", name="Sign in").wait_for()
            pages.append(time.perf_counter() - started_at)
            fill_in(page, user)
            started_at = time.perf_counter()
            submit(page)
            page.locator("img[data-loaded]").first.wait_for()
            pictures.append(time.perf_counter() - started_at)
    yield Samples(pages).row("to the sign-in page", 50, detail="an empty cache, over loopback")
    yield Samples(pictures[1:]).row("sign-in → first picture", 50, detail="SRP, list, picture")
