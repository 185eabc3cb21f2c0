import re

import pytest
from playwright.sync_api import expect

from local.users import PASSWORD
from tests.browser.screen import Screen
from tests.stack.people import Person
from tests.stack.system import System

_CHOSEN = "Chosen-by-ana-1"


def test_user_signs_in_stays_so_when_the_page_is_loaded_again_and_signs_out(
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


def test_wrong_password_is_said_to_be_wrong(screen: Screen, ana: Person) -> None:
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


def test_page_that_was_asked_for_is_shown_after_signing_in(screen: Screen, ana: Person) -> None:
    screen.sign_in(ana, path="/?status=FAILED")

    expect(screen.page.get_by_role("radio", name="Failed")).to_be_checked()
    expect(screen.page).to_have_url(re.compile(r"\?status=FAILED$"))


@pytest.mark.parametrize("path", ["/images/nowhere", "/no/such/page"])
def test_address_of_nothing_is_said_to_be_one(screen: Screen, ana: Person, path: str) -> None:
    screen.sign_in(ana, path=path)

    expect(screen.page.get_by_role("heading", name=re.compile("^There is no such"))).to_be_visible()
