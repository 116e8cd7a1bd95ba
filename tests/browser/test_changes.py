"""Taking changes back in a real browser: one click in the message, and the page that asks."""

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import violations
from tests.support.cast import a_document
from tests.support.editing import open_field, watch
from webapp.models import Event
from webapp.operations.events import edit_event

pytestmark = pytest.mark.browser


def test_what_was_saved_in_its_place_is_taken_back_with_one_click(open_as, session, bob, retreat):
    page = watch(open_as(bob), f"/events/{retreat}")
    where = open_field(page, "Where").get_by_label("Where")
    where.fill("Barn")
    where.press("Enter")
    expect(page.locator("#ev-location")).to_contain_text("Barn")
    page.locator("#toasts").get_by_role("button", name="Undo").click()

    expect(page.locator("#ev-location")).to_contain_text("Harbour room")
    expect(page.locator("#toasts")).to_contain_text("Took it back: 1 event changed back.")
    expect(page.locator("#live-state")).to_have_text("Live")


def test_the_page_of_a_change_and_the_page_that_asks_are_for_everybody(open_as, session, alice, bob, retreat):
    changed = a_document(title="Summit", description="One")
    change_set = edit_event(retreat, changed, 1, by=bob).change_set
    edit_event(retreat, {**changed, "title": "Fair"}, 2, by=alice)
    page = open_as(bob)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/changes/{change_set}")
    assert violations(page) == []
    page.get_by_role("main").get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("heading", name="Fair was changed since")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Take back with my choice").click()
    expect(page.locator("#toasts")).to_contain_text("Took it back")
    session.expire_all()
    document = session.get(Event, retreat).document
    assert (document["title"], document["description"]) == ("Fair", "Bring a book.")
