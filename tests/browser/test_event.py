"""An event in the browser: made from a day, edited in place, asked about a collision, deleted and brought back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.cast import a_document
from tests.support.editing import done
from webapp.models import Event
from webapp.operations.events import create_event, edit_event


@pytest.fixture
def event_page(open_as, bob, retreat) -> Page:
    page = open_as(bob)
    page.goto(f"/events/{retreat}")
    return page


def edit(page: Page, label: str) -> None:
    page.get_by_role("link", name=f"Edit {label}").click()


def test_a_click_on_the_empty_part_of_a_day_starts_an_event_there(open_as, bob, team):
    page = open_as(bob)
    page.goto("/month/2026/3")
    page.locator("#day-2026-03-11").click(position={"x": 60, "y": 90})

    expect(page.get_by_label("First day")).to_have_value("2026-03-11")
    page.get_by_role("textbox", name="Title").fill("Kick-off")
    page.get_by_role("button", name="Save event").click()
    expect(page.get_by_role("heading", name="Kick-off")).to_be_visible()


def test_one_field_is_edited_where_it_stands(event_page, session, retreat):
    edit(event_page, "Where")
    event_page.get_by_role("textbox", name="Where").fill("Studio Nord")
    event_page.get_by_role("textbox", name="Where").press("Enter")

    expect(event_page.locator("#ev-location")).to_contain_text("Studio Nord")
    expect(event_page.locator("#ev-title")).to_contain_text("Version 2")
    session.rollback()
    assert session.get(Event, retreat).location == "Studio Nord"


def test_cancel_puts_the_field_back(event_page):
    edit(event_page, "Where")
    event_page.get_by_role("textbox", name="Where").fill("Studio Nord")
    event_page.get_by_role("link", name="Cancel").click()

    expect(event_page.locator("#ev-location")).to_contain_text("Harbour room")


def test_the_title_is_renamed_where_it_stands(event_page):
    edit(event_page, "Title")
    event_page.get_by_role("textbox", name="Title").fill("Summit")
    event_page.get_by_role("button", name="Save").click()

    expect(event_page.get_by_role("heading", name=re.compile("^Summit"))).to_be_visible()
    expect(event_page.get_by_role("link", name="History")).to_be_visible()


def test_a_wrong_value_in_place_says_so_and_keeps_it(event_page):
    edit(event_page, "When")
    event_page.get_by_label("End time").fill("08:00")
    event_page.get_by_role("button", name="Save").click()

    expect(event_page.locator("#form-when")).to_contain_text("ends before it starts")
    expect(event_page.get_by_label("End time")).to_have_value("08:00")


def test_a_collision_in_place_asks_and_keeps_what_was_typed(event_page, alice, retreat):
    edit(event_page, "Where")
    event_page.get_by_role("textbox", name="Where").fill(
        "Studio Nord"
    )  # waits for the form, and so for its base
    edit_event(retreat, a_document(location="Garden"), based_on=1, by=alice)
    event_page.get_by_role("button", name="Save").click()

    expect(event_page.get_by_role("heading", name="You and Alice both changed Where")).to_be_visible()
    event_page.get_by_role("button", name="Keep mine").click()
    expect(event_page.locator("#ev-location")).to_contain_text("Studio Nord")


def test_delete_offers_the_way_back(event_page):
    event_page.get_by_role("button", name="Delete").click()
    expect(done(event_page)).to_contain_text("Deleted Retreat.")

    event_page.get_by_role("button", name="Undo").click()
    expect(done(event_page)).to_contain_text("It is back, as it was.")
    expect(event_page.locator("#ev-location")).to_contain_text("Harbour room")


def test_without_scripts_an_event_is_made_edited_and_deleted(open_context, live_server, bob, team):
    page = sign_in(open_context(base_url=live_server.url, java_script_enabled=False).new_page())
    page.goto("/events/new?date=2026-03-11")
    page.get_by_role("textbox", name="Title").fill("Kick-off")
    page.get_by_label("Calendar", exact=True).select_option(label="Team")
    page.get_by_role("button", name="Save event").click()
    edit(page, "Where")
    page.get_by_role("textbox", name="Where").fill("Studio Nord")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("#ev-location")).to_contain_text("Studio Nord")

    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Kick-off")).to_be_visible()


def sign_in(page: Page) -> Page:
    page.goto("/sign-in")
    page.get_by_label("Username or e-mail").fill("bob")
    page.get_by_label("Password").fill("a lantern in the fog")
    page.get_by_role("button", name="Sign in").click()
    return page


MARKS = "lines => lines.map(line => getComputedStyle(line, '::before').content)"


def test_numbered_lists_of_a_description_have_numbers_and_the_others_dashes(open_as, team, bob):
    listed = a_document(description="1. Welcome\n2. Figures\n   - of spring\n3. Close")
    page = open_as(bob)
    page.goto(f"/events/{create_event(team, listed, by=bob).event_id}")

    number, dash = 'counter(list-item) "."', '"–"'
    assert page.locator(".md li").evaluate_all(MARKS) == [number, number, dash, number]
