"""Two people: one moves an event to another calendar, the other has it open."""

from playwright.sync_api import Page, expect

from tests.support.accessibility import violations
from tests.support.editing import is_the_same, watch
from tests.support.signed_in import OpenAs
from webapp.models import Person


def test_an_event_moves_from_one_open_month_to_another_and_comes_back(
    open_as: OpenAs, bob: Person, vera: Person, retreat: int, rooms: int
) -> None:
    month = watch(open_as(vera), "/month/2026/3")
    here: Page = open_as(vera)
    watch(here, f"/events/{retreat}")
    page = open_as(bob)
    page.goto(f"/events/{retreat}/edit")
    field = page.get_by_label("Calendar", exact=True)
    expect(page.get_by_text("people who see it only through Team will no longer see it")).to_be_visible()
    assert violations(page) == []
    field.select_option("Rooms")
    page.get_by_role("button", name="Save changes").click()
    done = page.get_by_role("region", name="What you just did")
    expect(done).to_contain_text("Moved it to Rooms.")
    expect(month.locator(f"a[href^='/events/{retreat}']")).to_have_count(0)
    expect(here.locator("#main")).to_contain_text("Bob moved it to a calendar that you do not see.")
    done.get_by_role("button", name="Undo").click()
    expect(done).to_contain_text("Took it back: 1 event changed back.")
    expect(month.locator(f"a[href^='/events/{retreat}']").first).to_be_visible()
    assert is_the_same(month)
