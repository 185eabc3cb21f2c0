"""A browser that has never opened the console, and a user who signs in."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.console.chromium import chromium_executable
from laptop.outputs import User

_VIEWPORT: ViewportSize = {"width": 1280, "height": 800}
_PATIENCE_MS = 120_000


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Raises ChromiumMissing."""
    executable = chromium_executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def new_visitor(browser: Browser) -> Iterator[Page]:
    """A page without a cache and without a signed-in user."""
    context = browser.new_context(viewport=_VIEWPORT)
    context.set_default_timeout(_PATIENCE_MS)
    try:
        yield context.new_page()
    finally:
        context.close()


def fill_in(page: Page, user: User) -> None:
    page.get_by_label("User name or e-mail").fill(user.username)
    page.get_by_role("textbox", name="Password").fill(user.password)


def submit(page: Page) -> None:
    page.get_by_role("button", name="Sign in").click()
