import re

import pytest
from playwright.sync_api import Route, expect
from rekognition_tests.photos import group_of

from laptop.users import PASSWORD
from tests.browser.axe import violations
from tests.browser.screen import Screen, payload
from tests.support.system.people import Person
from tests.support.system.system import System

_SENT_AT_ONCE = 4
_POLL_MS = 20
_CHOSEN = "Chosen-by-ana-1"


def test_user_signs_in_stays_signed_in_after_a_reload_and_signs_out(
    screen: Screen, ana: Person
) -> None:
    screen.sign_in(ana)
    expect(screen.page.get_by_role("heading", name="Your images")).to_be_visible()

    screen.page.reload()
    expect(screen.page.get_by_role("heading", name="Your images")).to_be_visible()

    screen.page.get_by_role("button", name=ana.name).click()
    screen.page.get_by_role("menuitem", name="Sign out").click()
    expect(screen.page.get_by_role("button", name="Sign in")).to_be_visible()
    screen.page.reload()
    expect(screen.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_sign_out_during_uploads_asks_first_and_then_stops_the_uploads(
    screen: Screen, system: System, ana: Person, admin: Person, axe_source: str
) -> None:
    page, bucket = screen.page, system.outputs.bucket_name
    held: list[Route] = []
    ended: list[str] = []
    page.route(re.compile(rf"/{bucket}/?$"), lambda route: held.append(route))
    page.on("requestfailed", lambda request: ended.append(request.url))
    screen.sign_in(ana)
    screen.be_live()
    screen.add_files([payload(f"{number}.jpg", group_of(2, 1)) for number in range(6)])
    while len(held) < _SENT_AT_ONCE:
        page.wait_for_timeout(_POLL_MS)
    user, dialog = page.get_by_role("button", name=ana.name), page.get_by_role("dialog")

    user.click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(dialog).to_have_accessible_name("Stop the uploads and sign out?")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    assert violations(page, axe_source) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(user).to_be_focused()
    expect(screen.uploads.get_by_role("status")).to_have_text("Uploading 6 files of 6")

    user.click()
    page.get_by_role("menuitem", name="Sign out").click()
    dialog.get_by_role("button", name="Sign out").click()
    screen.fill_in(admin)  # no page is loaded in between
    screen.be_live()

    expect(screen.uploads).to_have_count(0)
    expect(page.get_by_role("heading", name="Drop photos or folders here")).to_be_visible()
    assert len([url for url in ended if bucket in url]) == _SENT_AT_ONCE
    assert len(held) == _SENT_AT_ONCE


def test_wrong_password_is_reported(screen: Screen, ana: Person) -> None:
    screen.watch.expects_failures = True

    screen.sign_in(ana, password="Wrong-password-1")

    expect(screen.page.get_by_role("alert")).to_have_text("The user name or the password is wrong.")


def test_user_made_by_an_administrator_chooses_a_password_first(
    screen: Screen, system: System, ana: Person
) -> None:
    client, pool = system.laptop.users.client, system.outputs.user_pool_id
    client.admin_set_user_password(
        UserPoolId=pool, Username=ana.name, Password=PASSWORD, Permanent=False
    )
    page = screen.page

    screen.sign_in(ana)
    page.get_by_role("textbox", name="New password").fill(_CHOSEN)
    page.get_by_role("textbox", name="Once more").fill(f"{_CHOSEN}2")
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("alert")).to_have_text("The two passwords differ.")
    page.get_by_role("textbox", name="Once more").fill(_CHOSEN)
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_role("heading", name="Your images")).to_be_visible()

    page.get_by_role("button", name=ana.name).click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    screen.sign_in(ana, password=_CHOSEN)
    expect(page.get_by_role("heading", name="Your images")).to_be_visible()


def test_token_is_renewed_when_it_has_expired(screen: Screen, ana: Person) -> None:
    screen.sign_in(ana)
    screen.be_live()
    page = screen.page
    renewals: list[str] = []
    page.on(
        "request",
        lambda request: (
            renewals.append(request.headers.get("x-amz-target", ""))
            if "GetTokensFromRefreshToken" in request.headers.get("x-amz-target", "")
            or "REFRESH_TOKEN" in (request.post_data or "")
            else None
        ),
    )

    page.clock.install()
    page.clock.fast_forward("01:30:00")
    page.get_by_text("Rejected", exact=True).click()

    expect(page.get_by_role("heading", name="No images are rejected")).to_be_visible()
    assert renewals


def test_requested_page_is_shown_after_signing_in(screen: Screen, ana: Person) -> None:
    screen.sign_in(ana, path="/?status=FAILED")

    expect(screen.page.get_by_role("radio", name="Failed")).to_be_checked()
    expect(screen.page).to_have_url(re.compile(r"\?status=FAILED$"))


@pytest.mark.parametrize("path", ["/images/nowhere", "/no/such/page"])
def test_unknown_address_is_reported(screen: Screen, ana: Person, path: str) -> None:
    screen.sign_in(ana, path=path)

    expect(screen.page.get_by_role("heading", name=re.compile("^There is no such"))).to_be_visible()
