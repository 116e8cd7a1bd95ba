"""The door, the profile and administration in a real browser: forms, themes, accessibility, without scripts, too."""

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import turn, violations
from tests.support.cast import PASSWORD, make_person
from tests.support.doors import enter
from tests.support.editing import done
from tests.support.programs import personal_token, signed_in_program
from webapp.operations.administration import disable_person

pytestmark = pytest.mark.browser


def sign_in(page, login="alice", password=PASSWORD):
    page.goto("/sign-in")
    page.get_by_label("Username or e-mail").fill(login)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_stranger_makes_an_account_and_finds_an_own_calendar(app, page):
    page.goto("/")
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Your name").fill("Emi Tanaka")
    page.get_by_label("Username").fill("emi")
    page.get_by_label("E-mail").fill("emi@lantern.example")
    page.get_by_label("Password").fill("seven herons at dawn")
    page.get_by_role("button", name="Make the account").click()

    expect(page.get_by_text("Emi, private").first).to_be_visible()
    page.goto("/profile")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")


def test_a_failed_sign_in_keeps_the_name_and_puts_the_cursor_at_the_password(page, alice):
    sign_in(page, password="wrong")

    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page.get_by_label("Username or e-mail")).to_have_value("alice")
    expect(page.get_by_label("Password")).to_be_focused()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/month**")


def test_the_cookie_is_out_of_reach_of_scripts(page, alice):
    sign_in(page)
    page.wait_for_url("**/month**")

    assert page.evaluate("document.cookie") == ""
    assert [cookie["httpOnly"] for cookie in page.context.cookies() if "session" in cookie["name"]] == [True]


def test_everything_works_without_scripts(open_context, live_server, alice):
    page = open_context(base_url=live_server.url, java_script_enabled=False).new_page()
    sign_in(page)
    page.goto("/profile")
    page.get_by_label("Name", exact=True).fill("Alice Ahlberg")
    page.get_by_text("Dark", exact=True).click()
    page.get_by_role("button", name="Save", exact=True).click()

    expect(done(page)).to_contain_text("Saved your profile.")
    expect(page.locator("html")).to_have_class("theme-dark")
    page.get_by_role("region", name="Elsewhere").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Good to see you")).to_be_visible()


def test_a_refused_password_is_said_at_its_field_and_the_profile_stays(open_as, alice):
    page = open_as(alice)
    page.goto("/profile")
    form = page.locator("#password")
    form.get_by_label("Present password").fill("wrong")
    form.get_by_label("New password").fill("seven herons at dawn")
    form.get_by_role("button").click()

    expect(page.get_by_text("That is not your present password.")).to_be_visible()
    expect(page.locator("#f-present-password")).to_be_focused()
    expect(page.locator("#f-present-email")).not_to_have_attribute("aria-invalid", "true")


def test_an_admin_disables_somebody_whose_open_page_then_leads_to_the_door(open_as, alice, root):
    theirs = open_as(alice)
    theirs.goto("/profile")
    page = open_as(root)
    page.goto("/admin/people")
    page.get_by_role("link", name="Look after Alice Adler").click()
    page.get_by_role("button", name="Disable").click()

    expect(done(page)).to_contain_text("Disabled Alice Adler and ended 1 session.")
    theirs.reload()
    expect(theirs.get_by_role("heading", name="Good to see you")).to_be_visible()


PLACES = [
    "/profile",
    "/profile/tokens",
    "/admin/people",
    "/admin/people/1",
    "/admin/calendars",
    "/admin/calendars/1",
    "/admin/audit",
]


def test_no_page_breaks_a_rule_of_accessibility_or_scrolls_sideways(open_as, alice, root):
    make_person("longest", "Wolfeschlegelsteinhausenbergerdorff " * 2)
    disable_person(alice.id, by=root)
    signed_in_program(root)
    personal_token(root, "admin", name="Wolfeschlegelsteinhausenbergerdorff " * 2)
    page = open_as(root)
    for place in PLACES:
        page.goto(place)
        for width, scheme in ((390, "light"), (1280, "dark")):
            turn(page, width, scheme)
            assert (place, violations(page)) == (place, [])
            assert (place, page.evaluate("document.documentElement.scrollWidth")) == (place, width)


def test_the_door_breaks_no_rule_of_accessibility(page, alice):
    sign_in(page, password="wrong")
    assert in_both_lights(page) == []
    page.goto("/sign-up")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_text("Username is empty.")).to_be_visible()
    assert in_both_lights(page) == []


def in_both_lights(page):
    found = violations(page)
    turn(page, 1280, "dark")
    found += violations(page)
    turn(page, 1280)
    return found


def test_a_token_is_made_copied_and_revoked_without_and_with_scripts(open_context, live_server, alice):
    plain = open_context(base_url=live_server.url, java_script_enabled=False).new_page()
    sign_in(plain)
    plain.goto("/profile")
    plain.get_by_role("link", name="Your tokens").click()
    make_token(plain, "Backup")
    backup = plain.get_by_label("The token").input_value()

    page = open_context(base_url=live_server.url, viewport={"width": 390, "height": 800}).new_page()
    enter(page, "alice")
    page.goto("/profile/tokens")
    make_token(page, "Phone")
    phone = page.get_by_label("The token")
    expect(phone).to_be_focused()
    page.wait_for_function("token => getSelection().toString() === token", arg=phone.input_value())
    assert phone.input_value() != backup
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    plain.get_by_role("button", name="Revoke Backup").click()
    expect(done(plain)).to_contain_text("Revoked Backup.")
    expect(plain.get_by_text("No program has a token of yours.")).to_have_count(0)
    expect(plain.get_by_role("button", name="Revoke Phone")).to_be_visible()


def make_token(page, name):
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Write").check()
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Make the token").click()
