"""axe-core on every page, light and dark, on a desktop and on a phone."""

from typing import Literal

import pytest
from playwright.sync_api import expect
from rekognition_tests.photos import astronaut, group_of, truncated

from tests.browser.axe import violations
from tests.browser.conftest import Opening
from tests.browser.screen import DESKTOP, PHONE, Screen, payload
from tests.support.system.people import Person

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def any_screen(request: pytest.FixtureRequest, open_screen: Opening) -> Screen:
    return open_screen(viewport=request.param)


def test_every_page_passes_axe(any_screen: Screen, ana: Person, axe_source: str) -> None:
    screen, page = any_screen, any_screen.page
    found: list[str] = []

    def check(name: str) -> None:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            html = page.locator("html")
            expect(html).to_have_attribute("data-mantine-color-scheme", scheme)
            found.extend(f"{name}, {scheme}: {each}" for each in violations(page, axe_source))

    page.goto(screen.url)
    page.get_by_role("button", name="Sign in").wait_for()
    check("sign-in")
    screen.sign_in(ana)
    screen.be_live()
    page.get_by_role("heading", name="Drop photos or folders here").wait_for()
    check("no images")
    screen.add_files(
        [
            payload("group.jpg", group_of(3, 2)),
            payload("one.jpg", astronaut()),
            payload("broken.jpg", truncated(astronaut())),
            payload("notes.txt", b"no image"),
        ]
    )
    expect(screen.uploads.get_by_role("status")).to_have_text("4 files done")
    expect(screen.tiles).to_have_count(3)
    check("images and uploads")
    page.get_by_role("button", name="Clear the uploads").click()
    page.get_by_role("button", name=ana.name).click()
    page.get_by_role("menu").wait_for()
    check("menu")
    page.keyboard.press("Escape")
    screen.open("group.jpg")
    page.get_by_role("group", name="Faces in the picture").wait_for()
    check("image")
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").wait_for()
    check("dialog")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Back to the images").click()
    screen.open("broken.jpg")
    page.get_by_role("alert").wait_for()
    check("rejected image")
    page.goto(f"{screen.url}/no/such/page")
    page.get_by_role("heading", name="There is no such page").wait_for()
    check("no such page")

    assert not found, "\n".join(found)


def test_colour_scheme_follows_the_system_until_the_user_chooses(
    open_screen: Opening, ana: Person
) -> None:
    screen = open_screen(color_scheme="dark")
    screen.sign_in(ana)
    html = screen.page.locator("html")
    expect(html).to_have_attribute("data-mantine-color-scheme", "dark")

    screen.page.get_by_role("button", name="Change to light").click()
    expect(html).to_have_attribute("data-mantine-color-scheme", "light")
    screen.page.reload()
    expect(html).to_have_attribute("data-mantine-color-scheme", "light")


def test_keyboard_focus_is_visible_and_moves_in_order(screen: Screen, ana: Person) -> None:
    screen.sign_in(ana)
    screen.be_live()
    page = screen.page
    names: list[str] = []

    page.evaluate("document.activeElement.blur()")
    for _ in range(7):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                """() => {
                  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
                  const seen = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
                  const { ariaLabel, textContent, labels } = document.activeElement;
                  return `${ariaLabel ?? (textContent || labels?.[0]?.textContent)} ${seen}`;
                }"""
            )
        )

    assert names == [
        "Skip to the content true",
        "Facegraph, to your images true",
        "Change to dark true",
        f"{ana.name} true",
        "Add photos true",
        "Add a folder true",
        "All true",
    ]
