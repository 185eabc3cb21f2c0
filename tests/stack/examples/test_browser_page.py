import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from rekognition_tests.photos import group_of

from benchmarks.console.chromium import ChromiumMissing, chromium_executable
from infrastructure.node import node_executable
from laptop.child_process import LOOPBACK
from tests.stack.examples.program import running
from tests.support.ports import free_ports
from tests.support.system.system import System

FOLDER = Path("examples") / "browser_page"
VITE = Path("node_modules") / "vite" / "bin" / "vite.js"
_PATIENCE_MS = 60_000
_DROP = """
photo => {
  const bytes = Uint8Array.from(atob(photo), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], "group.jpg", { type: "image/jpeg" }));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
}
"""


@pytest.fixture
def browser() -> Iterator[Browser]:
    try:
        executable = chromium_executable()
    except ChromiumMissing as missing:
        pytest.skip(f"The page's test was left out: {missing}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, installed: Path) -> Iterator[Page]:
    [port] = free_ports(1)
    command: list[str | Path] = [node_executable(), VITE, "--host", LOOPBACK, "--port", str(port)]
    with running(command, installed / FOLDER) as server:
        page = browser.new_page()
        page.goto(server.line("Local:").split()[-1])
        yield page


def test_dropped_photo_is_shown_with_a_box_around_each_face(system: System, page: Page) -> None:
    user = system.outputs.users[1]
    page.get_by_label("User name").fill(user.username)
    page.get_by_label("Password").fill(user.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Drop photos here.")).to_be_visible(timeout=_PATIENCE_MS)

    page.evaluate(_DROP, base64.b64encode(group_of(3, 1)).decode())

    expect(page.locator("figure i")).to_have_count(3, timeout=_PATIENCE_MS)
    picture = page.locator("figure img")
    assert picture.evaluate("async image => (await image.decode(), image.naturalWidth)") > 0
    for box in page.locator("figure i").all():
        assert (inside := box.bounding_box())
        assert 0 < inside["width"] < 200
