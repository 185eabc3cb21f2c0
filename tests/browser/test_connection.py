from playwright.sync_api import Route, expect
from rekognition_tests.photos import coffee

from tests.browser.screen import Screen
from tests.support.system.people import Person
from tests.support.system.system import System

_POLL_MS = 20


def test_lost_connection_is_shown_and_missed_changes_are_fetched_when_it_is_back(
    screen: Screen, system: System, ana: Person
) -> None:
    screen.watch.expects_failures = True
    screen.sign_in(ana)
    screen.be_live()
    kept = system.put(ana, "kept.jpg", coffee())
    gone = system.put(ana, "gone.jpg", coffee())
    expect(screen.tile("kept.jpg")).to_be_visible()
    expect(screen.tile("gone.jpg")).to_be_visible()

    system.laptop.api.stop()
    try:
        expect(screen.connection).to_have_text("Connection lost")
        system.put(ana, "missed.jpg", coffee())
        system.delete(gone.key)
        system.delete(gone.key, gone.version_id)
    finally:
        system.laptop.api.start()

    screen.be_live()
    expect(screen.tile("missed.jpg")).to_be_visible()
    expect(screen.tile("gone.jpg")).to_have_count(0)
    expect(screen.tile("kept.jpg")).to_be_visible()
    assert kept.id != gone.id


def test_missed_changes_are_requested_until_the_api_answers(
    screen: Screen, system: System, ana: Person
) -> None:
    screen.watch.expects_failures = True
    screen.sign_in(ana)
    screen.be_live()
    gone = system.put(ana, "gone.jpg", coffee())
    expect(screen.tile("gone.jpg")).to_be_visible()

    system.laptop.api.stop()
    try:
        expect(screen.connection).to_have_text("Connection lost")
        system.put(ana, "missed.jpg", coffee())
        system.delete(gone.key)
        asked = _refusals(screen, system)
    finally:
        system.laptop.api.start()
    expect(screen.page.get_by_role("alert")).to_contain_text("Not now.")
    screen.page.unroute_all()

    expect(screen.tile("missed.jpg")).to_be_visible()
    expect(screen.tile("gone.jpg")).to_have_count(0)
    expect(screen.page.get_by_role("alert")).to_have_count(0)
    assert "ListImages" in asked


def test_upload_whose_result_was_missed_shows_it_when_the_connection_is_back(
    screen: Screen, system: System, ana: Person
) -> None:
    screen.watch.expects_failures = True
    screen.sign_in(ana)
    screen.be_live()

    with system.engine.holding(lambda call: ana.sub in call["Image"]["S3Object"]["Name"]):
        screen.add_photos(slow=coffee())
        expect(screen.upload_row("slow.jpg")).to_contain_text("being analysed")
        system.laptop.api.stop()
        expect(screen.connection).to_have_text("Connection lost")
    system.laptop.api.start()

    screen.be_live()
    expect(screen.upload_row("slow.jpg")).to_contain_text("0 faces")


def test_result_of_an_upload_and_the_shown_image_are_requested_until_the_api_answers(
    screen: Screen, system: System, ana: Person
) -> None:
    screen.watch.expects_failures = True
    screen.sign_in(ana)
    screen.be_live()
    gone = system.put(ana, "gone.jpg", coffee())
    expect(screen.tile("gone.jpg")).to_have_accessible_name("gone.jpg 0 faces")

    with system.engine.holding(lambda call: ana.sub in call["Image"]["S3Object"]["Name"]):
        screen.add_photos(slow=coffee())
        expect(screen.upload_row("slow.jpg")).to_contain_text("being analysed")
        screen.open("gone.jpg")
        system.laptop.api.stop()
        expect(screen.connection).to_have_text("Connection lost")
    system.delete(gone.key)
    asked = _refusals(screen, system)
    system.laptop.api.start()
    while not {"GetImage", "ImagesById"} <= set(asked):
        screen.page.wait_for_timeout(_POLL_MS)
    screen.page.unroute_all()

    expect(screen.page.get_by_role("heading", name="There is no such image")).to_be_visible()
    expect(screen.uploads.get_by_role("status")).to_have_text("1 file done")


def _refusals(screen: Screen, system: System) -> list[str]:
    """The names of the operations that the page requests, and that are refused, from now on."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append((route.request.post_data_json or {}).get("operationName", ""))
        route.fulfill(json={"errors": [{"message": "Not now.", "errorType": "InternalError"}]})

    screen.page.route(lambda url: url == system.outputs.graphql_url, refuse)
    return asked
