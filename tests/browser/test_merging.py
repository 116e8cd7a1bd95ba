"""Two people in one description: the page says whose change it was merged with, and shows both on demand."""

import re

from playwright.sync_api import expect

from tests.support.cast import a_document
from webapp.operations.events import edit_event


def test_a_description_saved_in_place_is_merged_and_says_with_whose(open_as, alice, bob, retreat):
    page = open_as(bob)
    page.goto(f"/events/{retreat}")
    page.get_by_role("link", name="Edit Description").click()
    expect(page.get_by_role("textbox", name="Description")).to_have_value("Bring a book.")
    edit_event(retreat, a_document(description="Lunch at noon.\n\nBring a book."), based_on=1, by=alice)
    page.get_by_role("textbox", name="Description").fill("Bring a book.\n\nAnd a lamp.")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#toasts")).to_contain_text("Merged with Alice’s change to Description.")
    expect(page.locator("#ev-description")).to_contain_text("Lunch at noon.")
    expect(page.locator("#ev-description")).to_contain_text("And a lamp.")
    page.get_by_role("link", name="See both").click()
    expect(page).to_have_url(re.compile(f"/events/{retreat}/compare/1/3$"))
