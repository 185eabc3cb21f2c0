import re

import pytest
from PIL import Image
from playwright.sync_api import Route, expect
from rekognition_tests.photos import astronaut, coffee, jpeg, truncated

from tests.browser.conftest import Opening
from tests.browser.screen import PHONE, Screen, payload
from tests.browser.waiting import finished
from tests.support.system.people import Person
from tests.support.system.system import System

_PAGE_SIZE = 50
_POLL_MS = 20
# Elements with a fixed position do not make the page wider.
_REACH = """
(panel) => Math.max(
  ...[panel, ...panel.querySelectorAll("ul, li")].map(
    (part) => part.getBoundingClientRect().left + part.scrollWidth,
  ),
)
"""


def test_image_that_was_uploaded_elsewhere_appears_by_itself_newest_first(
    screen: Screen, system: System, ana: Person
) -> None:
    screen.sign_in(ana)
    screen.be_live()
    expect(screen.page.get_by_role("heading", name="Drop photos or folders here")).to_be_visible()

    system.put(ana, "first.jpg", coffee())
    expect(screen.tile("first.jpg")).to_be_visible()
    screen.page.wait_for_timeout(1000)  # the store keeps an image's time in whole seconds
    system.put(ana, "second.jpg", astronaut())
    expect(screen.tile("second.jpg")).to_have_accessible_name("second.jpg 1 face")

    expect(screen.tiles.first.get_by_role("link")).to_have_accessible_name("second.jpg 1 face")
    expect(screen.tile("second.jpg").locator("img")).to_have_js_property("naturalWidth", 512)


def test_image_that_is_deleted_elsewhere_disappears_by_itself(
    screen: Screen, system: System, ana: Person
) -> None:
    screen.sign_in(ana)
    screen.be_live()
    upload = system.put(ana, "photo.jpg", coffee())
    expect(screen.tile("photo.jpg")).to_be_visible()

    system.delete(upload.key)

    expect(screen.tile("photo.jpg")).to_have_count(0)


def test_filter_is_kept_in_the_address_and_removed_by_the_back_button(
    screen: Screen, ana: Person
) -> None:
    screen.sign_in(ana)
    screen.be_live()
    screen.uploaded(good=coffee(), bad=truncated(coffee()))
    screen.page.get_by_role("button", name="Clear the uploads").click()

    screen.page.get_by_text("Rejected", exact=True).click()
    expect(screen.page).to_have_url(re.compile(r"/\?status=REJECTED$"))
    expect(screen.tiles).to_have_count(1)
    expect(screen.tile("bad.jpg")).to_be_visible()

    screen.page.reload()
    expect(screen.tiles).to_have_count(1)
    screen.open("bad.jpg")
    screen.page.get_by_role("link", name="Back to the images").click()
    expect(screen.page).to_have_url(re.compile(r"/\?status=REJECTED$"))
    screen.page.go_back()
    screen.page.go_back()
    screen.page.go_back()
    expect(screen.tiles).to_have_count(2)


@pytest.mark.timeout(120)  # it scrolls until it has seen every image
def test_long_list_is_read_page_by_page_to_its_end(
    screen: Screen, system: System, ana: Person
) -> None:
    photo = jpeg(Image.new("RGB", (40, 40)))  # too small for the engine, which is not called
    names = [f"{number:03}.jpg" for number in range(_PAGE_SIZE * 2 + 5)]
    for name in names:
        system.put(ana, name, photo)
    finished(system.ingest.until_idle())
    screen.sign_in(ana)
    screen.be_live()
    page = screen.page
    expect(page.get_by_test_id("count")).to_have_text(f"{_PAGE_SIZE}+ images")

    seen: dict[int, str] = {}
    while len(seen) < len(names):
        seen |= _places_on(screen, moving_on=True)

    expect(page.get_by_test_id("count")).to_have_text(f"{len(names)} images")
    assert sorted(seen.values()) == names
    assert screen.tiles.count() < len(names)


def test_scroll_position_stays_when_older_images_load(
    screen: Screen, system: System, ana: Person
) -> None:
    photo = jpeg(Image.new("RGB", (40, 40)))
    for number in range(_PAGE_SIZE * 2):
        system.put(ana, f"{number:03}.jpg", photo)
    finished(system.ingest.until_idle())
    page = screen.page
    held: list[Route] = []
    page.route(
        lambda url: url == system.outputs.graphql_url,
        lambda route: held.append(route) if _asks_for_older(route) else route.continue_(),
    )
    screen.sign_in(ana)
    screen.be_live()

    expect(page.get_by_test_id("count")).to_have_text(f"{_PAGE_SIZE}+ images")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    while not held:
        page.wait_for_timeout(_POLL_MS)
    expect(page.get_by_role("status", name="Loading more")).to_be_in_viewport()
    before = page.evaluate("scrollY")
    held.pop().continue_()
    expect(page.locator(f'[data-place="{_PAGE_SIZE}"]')).to_be_attached()

    assert page.evaluate("scrollY") == before


def _asks_for_older(route: Route) -> bool:
    asked = route.request.post_data_json or {}
    return bool(asked.get("variables", {}).get("nextToken"))


def _places_on(screen: Screen, *, moving_on: bool = False) -> dict[int, str]:
    """The names of the rendered tiles, by their place in the list. `moving_on` scrolls to the last
    tile in the same step, so that none is left out, however slow the page is."""
    tiles: list[tuple[str, str]] = screen.tiles.evaluate_all(
        """(tiles, movingOn) => {
          if (movingOn) tiles.at(-1)?.scrollIntoView();
          return tiles.map((tile) => [
            tile.dataset.place, tile.querySelector("[class*=name]").textContent,
          ]);
        }""",
        moving_on,
    )
    return {int(place): name for place, name in tiles}


def test_scroll_position_is_restored_when_the_user_goes_back(
    screen: Screen, system: System, ana: Person
) -> None:
    for number in range(40):
        system.put(ana, f"{number:03}.jpg", coffee())
    screen.sign_in(ana)
    screen.be_live()
    screen.page.get_by_text("40 images").wait_for()
    screen.page.evaluate("scrollTo(0, 700)")
    tile = screen.tiles.nth(10)
    tile.scroll_into_view_if_needed()  # otherwise the click would scroll
    screen.page.wait_for_timeout(200)
    before = screen.page.evaluate("scrollY")

    tile.get_by_role("link").click()
    screen.page.get_by_role("link", name="Back to the images").click()
    expect(screen.page.get_by_role("list", name="Images")).to_be_visible()

    assert before > 100
    assert abs(screen.page.evaluate("scrollY") - before) < 5


def test_new_images_wait_above_when_the_user_has_scrolled_down(
    screen: Screen, system: System, ana: Person
) -> None:
    for number in range(40):
        system.put(ana, f"{number:03}.jpg", coffee())
    finished(system.ingest.until_idle())
    screen.sign_in(ana)
    screen.be_live()
    screen.page.get_by_text("40 images").wait_for()
    screen.page.mouse.wheel(0, 600)
    screen.page.wait_for_function("() => scrollY > 500")
    before = _places_on(screen)

    system.put(ana, "new.jpg", astronaut())
    arrivals = screen.page.get_by_role("button", name="1 new image")
    expect(arrivals).to_be_visible()
    assert _places_on(screen) == before

    arrivals.click()
    expect(screen.tiles.first.get_by_role("link")).to_have_accessible_name("new.jpg 1 face")
    expect(arrivals).to_have_count(0)


def test_arrow_keys_move_through_the_grid_and_enter_opens_an_image(
    screen: Screen, system: System, ana: Person
) -> None:
    for number in range(12):
        system.put(ana, f"{number:03}.jpg", coffee())
    screen.sign_in(ana)
    screen.be_live()
    screen.page.get_by_text("12 images").wait_for()
    links = screen.tiles.get_by_role("link")
    press = screen.page.keyboard.press

    links.first.focus()
    press("ArrowRight")
    expect(links.nth(1)).to_be_focused()
    press("End")
    expect(links.last).to_be_focused()
    press("Home")
    expect(links.first).to_be_focused()
    press("Enter")
    expect(screen.page).to_have_url(re.compile("/images/"))


def test_admin_sees_the_images_of_the_owner_in_the_address(
    open_screen: Opening, system: System, ana: Person, admin: Person
) -> None:
    upload = system.put(ana, "of-ana.jpg", astronaut())
    screen = open_screen()

    screen.sign_in(admin, path=f"/?owner={ana.sub}")
    expect(screen.page.get_by_role("heading", name="Images of another owner")).to_be_visible()
    screen.be_live()
    expect(screen.tile("of-ana.jpg")).to_be_visible()
    system.put(ana, "second.jpg", coffee())
    expect(screen.tile("second.jpg")).to_be_visible()

    screen.page.goto(f"{screen.url}/images/{upload.id}")
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("of-ana.jpg")
    expect(screen.page).to_have_url(re.compile(f"owner={ana.sub}"))
    screen.page.get_by_role("link", name="Back to the images").click()
    screen.page.get_by_role("button", name="Back to your images").click()
    expect(screen.page.get_by_role("heading", name="Your images")).to_be_visible()


def test_user_who_is_no_admin_may_not_name_an_owner(
    screen: Screen, ana: Person, admin: Person
) -> None:
    screen.sign_in(ana, path=f"/?owner={admin.sub}")

    expect(screen.page.get_by_role("alert")).to_contain_text("could not be read")
    expect(screen.page.get_by_role("textbox", name="Owner")).to_have_count(0)


def test_page_fits_the_width_of_a_phone(open_screen: Opening, system: System, ana: Person) -> None:
    name = "a-name-that-is-much-longer-than-a-phone-is-wide"
    analysed = system.put(ana, f"{name}.jpg", astronaut())
    rejected = system.put(ana, f"{name}-and-damaged.jpg", truncated(astronaut()))
    finished(system.ingest.until_idle())
    screen = open_screen(viewport=PHONE)
    page, widths = screen.page, dict[str, int]()

    def measure(what: str) -> None:
        widths[what] = page.evaluate("document.documentElement.scrollWidth")

    page.goto(screen.url)
    page.get_by_role("button", name="Sign in").wait_for()
    measure("sign-in")
    screen.sign_in(ana)
    screen.be_live()
    for what, path in {
        "analysed image": f"/images/{analysed.id}",
        "rejected image": f"/images/{rejected.id}",
        "images": "/",
    }.items():
        page.goto(screen.url + path)
        page.get_by_role("heading", level=1).wait_for()
        measure(what)
    screen.be_live()
    screen.add_files(
        [payload(f"{name}-{number}.jpg", content) for number, content in enumerate([b"", coffee()])]
    )
    expect(screen.uploads.get_by_role("status")).to_have_text("2 files done")
    measure("images and uploads")
    widths["uploads"] = screen.uploads.evaluate(_REACH)

    assert {what: width for what, width in widths.items() if width > PHONE["width"]} == {}
