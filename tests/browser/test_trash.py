"""The trash and the keys of taking back, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.cast import a_document
from tests.support.editing import open_field, watch
from webapp.operations.events import create_event, delete_event

pytestmark = pytest.mark.browser


@pytest.fixture
def deleted(team, alice):
    """Five deleted events; the trash has the last one on top."""
    made = [create_event(team, a_document(title=f"Fair {n}"), by=alice).event_id for n in range(5)]
    for event_id in made:
        delete_event(event_id, by=alice)
    return made


def boxes(page: Page):
    return page.locator("#trash-rows input")


def ticked(page: Page) -> list[bool]:
    return [box.is_checked() for box in boxes(page).all()]


def test_a_range_is_ticked_by_keys_alone_and_z_takes_the_restoring_back(open_as, bob, team, deleted):
    page = watch(open_as(bob), f"/calendars/{team}/trash")
    boxes(page).nth(1).focus()
    page.keyboard.press("Space")
    boxes(page).nth(3).focus()
    page.keyboard.press("Shift+Space")
    assert ticked(page) == [False, True, True, True, False]
    boxes(page).nth(2).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Restore 2 events").press("Enter")

    expect(page.locator("#toasts")).to_contain_text("2 events are back.")
    expect(boxes(page)).to_have_count(3)
    page.keyboard.press("z")
    expect(page.locator("#toasts")).to_contain_text("Took it back: 2 events deleted.")


def test_all_are_ticked_at_once_and_the_page_follows_what_others_do(
    open_as, arrive, live_server, bob, alice, team, deleted
):
    page = watch(open_as(bob), f"/calendars/{team}/trash")
    every = page.get_by_role("checkbox", name="Select all")
    every.check()
    assert ticked(page) == [True] * 5
    boxes(page).nth(0).click()
    boxes(page).nth(2).click(modifiers=["Shift"])
    assert ticked(page) == [False, False, False, True, True]
    assert every.evaluate("box => box.indeterminate")

    # The last row, which is ticked.
    assert arrive(alice, live_server).post(f"/events/{deleted[0]}/recoveries") == 303
    expect(boxes(page)).to_have_count(4)
    expect(page.get_by_role("button", name="Restore 1 event")).to_be_visible()
    assert ticked(page) == [False, False, False, True]


def test_the_keys_take_back_what_was_done_last_also_when_its_message_has_gone(open_as, bob, retreat):
    page = watch(open_as(bob), f"/events/{retreat}")
    where, shown = page.locator("#ev-location"), page.locator("#toasts")
    form = open_field(page, "Where").get_by_label("Where")
    form.fill("Barn")
    form.press("z")  # while one types it is a letter
    form.press("Enter")
    expect(where).to_contain_text("Barnz")
    shown.get_by_role("button", name="Close").click()
    expect(shown.locator("[data-toast]")).to_have_count(0)

    page.keyboard.press("Control+z")
    expect(shown.get_by_role("button", name="Undo")).to_be_focused()
    expect(where).to_contain_text("Barnz")
    page.keyboard.press("Control+z")
    expect(where).to_contain_text("Harbour room")
    expect(shown).to_contain_text("Took it back")


def test_keys_that_are_switched_off_take_nothing_back(open_as, bob, retreat):
    page = watch(open_as(bob), f"/events/{retreat}")
    page.evaluate("localStorage.setItem('daybook:keys', 'off')")
    form = open_field(page, "Where").get_by_label("Where")
    form.fill("Barn")
    form.press("Enter")
    undo = page.locator("#toasts").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    page.keyboard.press("z")
    page.keyboard.press("Control+z")
    page.evaluate("localStorage.removeItem('daybook:keys')")
    page.keyboard.press("?")  # these are heard in their order
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ev-location")).to_contain_text("Barn")
    page.keyboard.press("z")
    expect(page.locator("#ev-location")).to_contain_text("Harbour room")
