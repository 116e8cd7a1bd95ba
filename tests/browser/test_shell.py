"""What surrounds every page: keys, the switches of calendars, messages, and all of it without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import OpenContext
from tests.support.doors import enter
from tests.support.live_server import LiveServer

pytestmark = pytest.mark.usefixtures("cast")
MONTH = "/month/2026/3"


@pytest.fixture
def alices(page: Page) -> Page:
    return enter(page, "alice")


def test_keys_go_where_the_list_of_keys_says(alices: Page) -> None:
    alices.goto(MONTH)
    alices.keyboard.press("?")
    expect(alices.get_by_role("dialog", name="Keys")).to_be_visible()
    alices.keyboard.press("Escape")

    for key, title in (("j", "April 2026"), ("ArrowLeft", "March 2026"), ("a", "Agenda"), ("n", "New event")):
        alices.keyboard.press(key)
        expect(alices).to_have_title(re.compile(title))
        alices.wait_for_load_state()  # keys are deaf until the page's script has run
    expect(alices.locator("#f-title")).to_be_focused()


def test_keys_are_letters_while_one_types(alices: Page) -> None:
    alices.goto("/events/new")

    alices.locator("#f-title").press_sequentially("jam?")

    expect(alices.locator("#f-title")).to_have_value("jam?")
    expect(alices.locator("#keys")).to_be_hidden()


def test_keys_can_be_switched_off_on_this_device(alices: Page) -> None:
    alices.goto(MONTH)
    alices.get_by_role("button", name="List of keys").click()
    alices.get_by_role("button", name="Switch the keys off").click()
    alices.keyboard.press("Escape")

    alices.keyboard.press("j")
    alices.reload()
    alices.keyboard.press("j")

    expect(alices).to_have_title("March 2026 · Daybook")


def test_a_switched_off_calendar_leaves_the_grid_without_a_new_page(alices: Page, retreat: int) -> None:
    alices.goto(MONTH)
    expect(alices.locator("#cal").get_by_text("Retreat")).to_be_visible()
    alices.evaluate("window.stayed = true")

    alices.locator("#side-calendars").get_by_role("checkbox", name="Team").uncheck()

    expect(alices.locator("#cal").get_by_text("Retreat")).to_have_count(0)
    assert alices.evaluate("window.stayed")


def test_a_message_waits_while_the_pointer_is_on_it(alices: Page, retreat: int) -> None:
    alices.goto(f"/events/{retreat}")
    alices.clock.install()
    alices.get_by_role("button", name="Delete").click()
    message = alices.locator(".toast")
    message.hover()

    alices.clock.run_for(60_000)
    expect(message).to_be_visible()
    alices.mouse.move(5, 5)
    alices.clock.run_for(60_000)

    expect(message).to_have_count(0)


def test_without_scripts_a_calendar_is_switched_by_its_button(
    open_context: OpenContext, live_server: LiveServer, retreat: int
) -> None:
    alices = enter(open_context(base_url=live_server.url, java_script_enabled=False).new_page(), "alice")
    alices.goto(MONTH)
    row = alices.locator("#side-calendars form").filter(has_text="Team")

    row.get_by_role("checkbox", name="Team").uncheck()
    row.get_by_role("button", name="Set").click()

    expect(alices).to_have_title("March 2026 · Daybook")
    expect(alices.locator("#cal").get_by_text("Retreat")).to_have_count(0)


def test_without_scripts_an_event_is_made_and_changed(
    open_context: OpenContext, live_server: LiveServer, team: int
) -> None:
    bobs = enter(open_context(base_url=live_server.url, java_script_enabled=False).new_page(), "bob")
    bobs.goto("/events/new")
    bobs.fill("[name=title]", "Boat trip")
    bobs.get_by_role("button", name="Save event").click()
    bobs.get_by_role("link", name="Edit", exact=True).click()

    bobs.fill("[name=location]", "Pier 3")
    bobs.get_by_role("button", name="Save changes").click()

    expect(bobs.locator("#ev-location")).to_contain_text("Pier 3")
