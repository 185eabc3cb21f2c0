from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.photos import coffee
from tests.stack.people import Person
from tests.stack.system import System


def test_lost_connection_is_shown_and_what_was_missed_is_fetched_when_it_is_back(
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


def test_upload_whose_result_was_missed_is_told_when_the_connection_is_back(
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
