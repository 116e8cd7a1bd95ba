"""Many events in a browser: ranges by mouse and keyboard, all at once, a preview, one Undo; nothing for axe to find."""

from playwright.sync_api import expect

from tests.support.accessibility import violations
from tests.support.cast import a_document
from tests.support.editing import done
from webapp.models import Event
from webapp.operations.events import create_event


def test_a_range_is_moved_and_taken_back(open_as, alice, team, session, complaints):
    ids = [
        create_event(team, a_document(title=f"Talk {n}", start=f"2026-03-24T{9 + n:02}:00",
                                      end=f"2026-03-24T{10 + n:02}:00"), by=alice).event_id
        for n in range(5)
    ]  # fmt: skip
    page = open_as(alice)
    page.goto("/agenda/2026-03-24")
    page.get_by_role("link", name="Select events").click()
    page.get_by_label("Select all").wait_for()  # the script is there
    boxes = page.locator('input[name="event"]')
    boxes.nth(0).click()
    boxes.nth(3).focus()
    page.keyboard.press("Shift+Space")
    page.get_by_text("4 selected").wait_for()
    boxes.nth(1).click()
    page.get_by_text("3 selected").wait_for()
    page.get_by_label("Select all").check()
    page.get_by_text("5 selected").wait_for()
    boxes.nth(4).click()
    page.get_by_label("Tags to add").fill("talks")
    assert page.get_by_label("Add tags").is_checked()
    page.get_by_label("By how much").fill("3")
    assert page.get_by_label("Move in time").is_checked()
    assert violations(page) == []
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("heading", name="Move 4 events 3 days later").wait_for()
    assert violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Move 4 events").click()
    expect(done(page)).to_contain_text("Moved 4 events 3 days later.")
    assert [_start(session, one) for one in ids] == ["2026-03-27"] * 4 + ["2026-03-24"]
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Redo").wait_for()
    assert [_start(session, one) for one in ids] == ["2026-03-24"] * 5
    assert complaints.texts == []


def _start(session, event_id):
    session.rollback()
    return session.get_one(Event, event_id).document["start"][:10]
