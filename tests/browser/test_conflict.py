"""Two people in the same lines, in a real browser: one click, writing by hand, and taking a merge back."""

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import violations
from tests.support.cast import a_document
from webapp.models import Event
from webapp.operations.events import edit_event

pytestmark = pytest.mark.browser

BASE = "Agenda\n\nBring a book.\n\nLunch is at noon."
THEIRS = "Agenda, new\n\nBring a pen.\n\nLunch is at one."


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def javascript(request):
    return request.param


def collide(page, event_id, other, mine, theirs=THEIRS):
    """The conflict page of somebody whose form was open while another one saved."""
    start = edit_event(event_id, a_document(description=BASE), based_on=1, by=other).version
    page.goto(f"/events/{event_id}/edit")
    page.get_by_role("textbox", name="Description").fill(mine)
    edit_event(event_id, a_document(description=theirs), based_on=start, by=other)
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("heading", name="You and Alice both changed Description")).to_be_visible()
    return page


def description(session, event_id):
    session.rollback()
    return session.get(Event, event_id).document["description"]


def test_one_click_answers_a_single_question(open_as, session, alice, bob, retreat, javascript):
    page = collide(open_as(bob, java_script_enabled=javascript), retreat, alice, BASE.replace("book", "lamp"))
    if javascript:
        assert violations(page) == []
    page.get_by_role("button", name="Keep mine").click()

    expect(page).to_have_title("Retreat · Daybook")
    assert description(session, retreat) == THEIRS.replace("pen", "lamp")


def test_several_parts_are_answered_one_by_one(open_as, session, alice, bob, retreat, javascript):
    mine = BASE.replace("book", "lamp").replace("noon", "two")
    page = collide(open_as(bob, java_script_enabled=javascript), retreat, alice, mine)
    first, second = (page.get_by_role("group", name=f"place {n} of 2") for n in (1, 2))
    first.locator("[value=theirs]").check()
    second.get_by_text("Finish it by hand").click()
    second.get_by_role("textbox", name="Written anew").fill("Lunch is at half past one.")
    if javascript:
        expect(second.get_by_role("radio", name="What is written here")).to_be_checked()
        assert violations(page) == []
    page.get_by_role("button", name="Save with my choices").click()

    expect(page).to_have_title("Retreat · Daybook")
    assert description(session, retreat) == "Agenda, new\n\nBring a pen.\n\nLunch is at half past one."


def test_who_chooses_a_side_after_writing_gets_the_side(open_as, session, alice, bob, retreat):
    mine = BASE.replace("book", "lamp").replace("noon", "two")
    page = collide(open_as(bob), retreat, alice, mine)
    first = page.get_by_role("group", name="place 1 of 2")
    first.get_by_text("Finish it by hand").click()
    first.get_by_role("textbox", name="Written anew").fill("Bring light.")
    first.locator("[value=theirs]").check()
    page.get_by_role("button", name="Save with my choices").click()

    expect(page).to_have_title("Retreat · Daybook")
    assert "Bring a pen." in description(session, retreat)


def test_enter_in_the_line_sends_what_is_written_in_it(open_as, session, alice, bob, retreat):
    page = open_as(bob)
    page.goto(f"/events/{retreat}/edit")
    page.get_by_role("textbox", name="Title").fill("Workshop")
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    page.get_by_role("button", name="Save changes").click()
    page.get_by_role("textbox", name="Or write it anew").fill("Harvest")
    page.keyboard.press("Enter")

    expect(page).to_have_title("Harvest · Daybook")


def test_a_merge_is_taken_back_and_done_again_from_its_message(
    open_as, session, alice, bob, retreat, javascript
):
    page = open_as(bob, java_script_enabled=javascript)
    page.goto(f"/events/{retreat}/edit")
    page.get_by_role("textbox", name="Where").fill("Studio Nord")
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    page.get_by_role("button", name="Save changes").click()
    said = page.locator("#toasts")
    expect(said.get_by_role("link", name="See both")).to_be_visible()
    said.get_by_role("button", name="Undo").click()
    expect(said).to_contain_text("Took back version 3.")
    expect(page.locator("#ev-location")).to_contain_text("Harbour room")

    said.get_by_role("button", name="Redo").click()
    expect(page.locator("#ev-location")).to_contain_text("Studio Nord")
    expect(page.locator("#ev-title")).to_contain_text("Summit")
