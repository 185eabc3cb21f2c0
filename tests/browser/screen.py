"""The console, operated as a user operates it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit

from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from laptop.outputs import Outputs
from laptop.users import PASSWORD
from tests.browser.watch import Watch
from tests.support.system.people import Person

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
_PATIENCE_MS = 30_000
_COPY = 1  # of the drag operations that Chromium knows


class Options(TypedDict, total=False):
    viewport: Mapping[str, int]
    color_scheme: str


@dataclass(frozen=True, slots=True)
class Screen:
    page: Page
    url: str
    watch: Watch

    def sign_in(self, person: Person, path: str = "/", password: str = PASSWORD) -> None:
        self.page.goto(self.url + path)
        self.fill_in(person, password)

    def fill_in(self, person: Person, password: str = PASSWORD) -> None:
        self.page.get_by_label("User name or e-mail").fill(person.name)
        self.page.get_by_role("textbox", name="Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def be_live(self) -> None:
        """Returns once the subscription receives events."""
        expect(self.connection).to_have_text("Live")

    @property
    def connection(self) -> Locator:
        return self.page.get_by_role("banner").get_by_role("status")

    @property
    def tiles(self) -> Locator:
        return self.page.get_by_role("list", name="Images").get_by_role("listitem")

    @property
    def uploads(self) -> Locator:
        return self.page.get_by_role("region", name="Uploads")

    def tile(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=re.compile(rf"^{re.escape(name)} "))

    def upload_row(self, name: str) -> Locator:
        return self.uploads.get_by_role("listitem").filter(has_text=name)

    def add_photos(self, **photos: bytes) -> None:
        """Adds photos with the button; `name=content` stands for `name.jpg`."""
        files = [payload(f"{name}.jpg", content) for name, content in photos.items()]
        self.add_files(files)

    def add_files(self, files: Sequence[FilePayload]) -> None:
        self.page.get_by_test_id("photos").set_input_files(files)

    def drag_in(self, *paths: Path) -> None:
        """Drops files and folders of this machine, as its file manager does."""
        self._drag("dragEnter", paths)
        self._drag("dragOver", paths)

    def let_go(self, *paths: Path) -> None:
        self._drag("drop", paths)

    def _drag(self, kind: str, paths: Sequence[Path]) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.send(
            "Input.dispatchDragEvent",
            {
                "type": kind,
                "x": 200,
                "y": 300,
                "data": {
                    "items": [],
                    "files": [str(path) for path in paths],
                    "dragOperationsMask": _COPY,
                },
            },
        )

    def uploaded(self, **photos: bytes) -> None:
        """Adds photos and returns once every photo is analysed."""
        self.add_photos(**photos)
        expect(self.uploads.get_by_role("status")).to_have_text(re.compile("done$"))

    def open(self, name: str) -> None:
        self.tile(name).click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(name)


def payload(name: str, content: bytes, mime_type: str = "image/jpeg") -> FilePayload:
    return {"name": name, "mimeType": mime_type, "buffer": content}


def opened(browser: Browser, outputs: Outputs, **options: object) -> Screen:
    assert outputs.console_url
    endpoints = (outputs.console_url, outputs.aws_endpoint, outputs.graphql_url)
    watch = Watch(frozenset(urlsplit(endpoint).netloc for endpoint in endpoints))
    context = browser.new_context(**({"viewport": DESKTOP} | options))  # type: ignore[arg-type]
    context.set_default_timeout(_PATIENCE_MS)
    expect.set_options(timeout=_PATIENCE_MS)
    page = context.new_page()
    watch.over(page)
    return Screen(page, outputs.console_url, watch)
