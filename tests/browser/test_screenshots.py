"""The pictures in README and docs. `SCREENSHOTS=1` writes them there."""

import os
import re
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from rekognition_tests.photos import FACELESS, astronaut, group_of, jpeg, shipped, truncated

from infrastructure.bundle import ROOT
from tests.browser.conftest import Opening
from tests.browser.screen import PHONE, Screen, payload
from tests.browser.waiting import finished
from tests.support.system.people import Person
from tests.support.system.system import System

_WIDE = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if os.environ.get("SCREENSHOTS"):
        return ROOT / "docs" / "images"
    return tmp_path_factory.mktemp("images")


@pytest.fixture
def album(system: System) -> Person:
    """The laptop's own ana, with photos of several kinds."""
    outputs = system.outputs
    user = next(user for user in outputs.users if user.username == "ana")
    ana = Person(
        name=user.username,
        sub=user.sub,
        token=user.id_token,
        graphql_url=outputs.graphql_url,
        realtime_url=outputs.realtime_url,
    )
    for name in (*FACELESS, "camera"):
        system.put(ana, f"{name}.jpg", jpeg(shipped(name)))
    system.put(ana, "damaged.jpg", truncated(jpeg(shipped("chelsea"))))
    time.sleep(1.1)  # the store keeps whole seconds: these two images come first in the grid
    system.put(ana, "crew.jpg", group_of(4, 3))
    system.put(ana, "astronaut.jpg", astronaut())
    finished(system.ingest.until_idle())
    return ana


def test_pictures_of_the_console_are_taken(
    open_screen: Opening, album: Person, pictures: Path
) -> None:
    screens = {
        "light": open_screen(viewport=_WIDE, color_scheme="light"),
        "dark": open_screen(viewport=_WIDE, color_scheme="dark"),
        "phone": open_screen(viewport=PHONE, color_scheme="light"),
    }
    for name, screen in screens.items():
        _tour(screen, album, pictures, name)

    taken = {path.stem for path in pictures.glob("console-*.jpg")}
    assert taken >= {f"console-{page}-{name}" for page in ("images", "image") for name in screens}
    for path in pictures.glob("console-*.jpg"):
        with Image.open(path) as picture:
            assert len(set(picture.convert("L").resize((64, 64)).tobytes())) > 20, path.name


def _tour(screen: Screen, album: Person, pictures: Path, name: str) -> None:
    def take(page: str) -> None:
        path = pictures / f"console-{page}-{name}.jpg"
        screen.page.screenshot(path=path, type="jpeg", quality=85)

    screen.sign_in(album)
    screen.be_live()
    expect(screen.page.get_by_test_id("count")).to_have_text(re.compile(r"^1\d images$"))
    expect(screen.tiles.filter(has_text="Pending")).to_have_count(0)
    expect(screen.tiles.locator("img:not([data-loaded])")).to_have_count(0)
    screen.page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    take("images")
    screen.open("crew.jpg")
    screen.page.get_by_role("group", name="Faces in the picture").wait_for()
    take("image")
    screen.page.get_by_role("link", name="Back to the images").click()
    _upload_slowly(screen)
    take("uploads")
    screen.page.get_by_role("button", name="Cancel all uploads").click()


def _upload_slowly(screen: Screen) -> None:
    session = screen.page.context.new_cdp_session(screen.page)
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 150_000},
    )
    photos = [payload(f"holiday-{n}.jpg", group_of(5 + n, 6)) for n in range(4)]
    screen.add_files([*photos, payload("notes.txt", b"no image", "text/plain")])
    bar = screen.uploads.get_by_role("progressbar", name="All uploads")
    expect(bar).to_have_attribute("aria-valuenow", re.compile(r"^[1-9]\d"))
