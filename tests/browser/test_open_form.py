"""Others save while somebody has the whole form open: a field nobody touched follows, a field in hand is left alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.support.accessibility import violations
from tests.support.browsers import Complaints
from tests.support.editing import badge, edit, forgive_being_away, notes, save, saved, watch
from tests.support.signed_in import OpenAs
from tests.support.sockets import Arrive, Visitor
from webapp.models import Person


@pytest.fixture
def page(open_as: OpenAs, alice: Person, retreat: int) -> Page:
    """Alice has the form open, and it is live."""
    return watch(open_as(alice), f"/events/{retreat}/edit")


def test_a_field_that_nobody_touched_follows_and_says_so(
    page: Page, editor: Visitor, session: Session, retreat: int
) -> None:
    page.fill("[name=title]", "Summit")
    edit(editor, retreat, "location", location="Studio Nord")
    expect(page.locator("[name=location]")).to_have_value("Studio Nord")
    expect(notes(page, "location")).to_contain_text("Bob changed Where, just now. You had not touched it")
    expect(page.locator(".control[data-unit=location]")).not_to_have_attribute("data-dirty", "")
    expect(page.locator("#status")).to_contain_text("Bob ")
    save(page, retreat)
    assert (saved(session, retreat)["title"], saved(session, retreat)["location"]) == (
        "Summit",
        "Studio Nord",
    )


def test_what_followed_can_be_put_back(page: Page, editor: Visitor, session: Session, retreat: int) -> None:
    edit(editor, retreat, "location", location="Studio Nord")
    page.get_by_role("button", name="Put “Harbour room” back").click()
    expect(page.locator("[name=location]")).to_have_value("Harbour room")
    expect(page.locator("[name=location]")).to_be_focused()
    save(page, retreat)
    assert saved(session, retreat)["location"] == "Harbour room"


def test_times_and_status_follow_too(page: Page, editor: Visitor, session: Session, retreat: int) -> None:
    when = {"start_date": "2026-03-26", "start_time": "11:00", "end_date": "2026-03-26", "end_time": "12:00"}
    edit(editor, retreat, "when", zone="Europe/Lisbon", **when)
    edit(editor, retreat, "status", base=2, status="tentative")
    expect(page.locator("[name=start_date]")).to_have_value("2026-03-26")
    expect(page.locator("[name=zone]")).to_have_value("Europe/Lisbon")
    expect(page.locator("[name=status][value=tentative]")).to_be_checked()
    expect(notes(page, "status").get_by_role("button")).to_have_text("Put “Confirmed” back")
    page.get_by_role("button", name="Put the earlier time back").click()
    save(page, retreat)
    assert (saved(session, retreat)["start"], saved(session, retreat)["zone"]) == (
        "2026-03-24T09:00",
        "Europe/Berlin",
    )
    assert saved(session, retreat)["status"] == "tentative"


@pytest.mark.parametrize(("button", "kept"), [("Take theirs", "Studio Nord"), ("Keep mine", "Attic")])
def test_a_field_in_hand_keeps_its_text_and_asks(
    page: Page, editor: Visitor, session: Session, retreat: int, button: str, kept: str
) -> None:
    page.fill("[name=location]", "Attic")
    edit(editor, retreat, "location", location="Studio Nord")
    badge = notes(page, "location").locator(".badge")
    expect(badge).to_contain_text("Bob changed Where to “Studio Nord” just now.")
    expect(page.locator("[name=location]")).to_have_value("Attic")
    assert violations(page) == []
    badge.get_by_role("button", name=button).click()
    expect(page.locator("[name=location]")).to_have_value(kept)
    expect(page.locator("[name=location]")).to_be_focused()
    expect(badge).to_have_count(0)
    save(page, retreat)
    assert saved(session, retreat)["location"] == kept


def test_a_change_after_the_choice_asks_again(page: Page, editor: Visitor, retreat: int) -> None:
    page.fill("[name=location]", "Attic")
    edit(editor, retreat, "location", location="Studio Nord")
    page.get_by_role("button", name="Keep mine").click()
    edit(editor, retreat, "location", base=2, location="Barn")
    expect(notes(page, "location").locator(".badge")).to_contain_text("Barn")
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("both changed Where")).to_be_visible()


def test_a_badge_that_nobody_answers_leads_to_the_conflict_page(
    page: Page, editor: Visitor, retreat: int
) -> None:
    page.fill("[name=location]", "Attic")
    edit(editor, retreat, "location", location="Studio Nord")
    expect(notes(page, "location").locator(".badge")).to_be_visible()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text("both changed Where")).to_be_visible()


@pytest.mark.parametrize("edits", [20, pytest.param(100, marks=pytest.mark.soak)])
def test_many_edits_elsewhere_leave_text_caret_and_selection_alone(
    page: Page, editor: Visitor, retreat: int, edits: int
) -> None:
    count = edits // 10  # so that the typing lasts about as long as the edits
    box = page.locator("[name=description]")
    box.fill("Start. End.")
    box.evaluate("box => { box.setSelectionRange(7, 7); window.there = scrollY; }")
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(
            lambda: [
                edit(editor, retreat, "location", base=number, location=f"Room {number}")
                for number in range(1, edits + 1)
            ]
        )
        page.keyboard.type("abcdefghij" * count, delay=40)
        done.result()
    expect(page.locator("[name=location]")).to_have_value(f"Room {edits}")
    expect(box).to_have_value("Start. " + "abcdefghij" * count + "End.")
    assert box.evaluate("box => [box.selectionStart, box.selectionEnd]") == [7 + 10 * count] * 2
    box.evaluate("box => box.setSelectionRange(3, 9, 'backward')")
    edit(editor, retreat, "description", base=edits + 1, description="Bring two books.")
    expect(notes(page, "description").locator(".badge")).to_be_visible()
    expect(box).to_be_focused()
    assert box.evaluate("box => [box.selectionStart, box.selectionEnd, box.selectionDirection]") == [
        3,
        9,
        "backward",
    ]


def test_a_deleted_event_is_told_and_what_was_typed_stays(page: Page, editor: Visitor, retreat: int) -> None:
    page.fill("[name=location]", "Attic")
    editor.post(f"/events/{retreat}/deletions")
    expect(page.locator("#banner-live")).to_contain_text("Bob has deleted this event.")
    expect(page.locator("[name=location]")).to_have_value("Attic")
    editor.post(f"/events/{retreat}/recoveries")
    expect(page.locator("#banner-live")).to_be_empty()


def test_a_deleted_event_is_brought_back_from_the_form_and_saved(
    page: Page, editor: Visitor, session: Session, retreat: int
) -> None:
    page.fill("[name=location]", "Attic")
    editor.post(f"/events/{retreat}/deletions")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#banner-live")).to_be_empty()
    save(page, retreat)
    assert saved(session, retreat)["location"] == "Attic"


def test_the_form_of_an_event_that_is_deleted_already_says_so(
    page: Page, editor: Visitor, retreat: int
) -> None:
    editor.post(f"/events/{retreat}/deletions")
    watch(page, f"/events/{retreat}/edit")
    expect(page.locator("#banner-live")).to_contain_text("Bob has deleted this event.")


def test_the_heading_the_bar_and_the_tab_follow_another_title(
    page: Page, editor: Visitor, retreat: int
) -> None:
    page.fill("[name=title]", "Offsite")
    edit(editor, retreat, "title", title="Edit, then rest")
    expect(page.get_by_role("heading", level=1)).to_have_text("Edit Edit, then rest")
    expect(page).to_have_title("Edit Edit, then rest · Daybook")
    expect(page.locator(".crumbs")).to_contain_text("Edit, then rest")
    expect(page.locator("[name=title]")).to_have_value("Offsite")
    expect(badge(page, "title")).to_be_visible()


def test_a_higher_role_loses_no_change_that_came_with_it(
    open_as: OpenAs,
    arrive: Arrive,
    alice: Person,
    bob: Person,
    retreat: int,
    team: int,
    complaints: Complaints,
) -> None:
    page, owner = open_as(bob), arrive(alice)
    page.goto(f"/events/{retreat}/edit")
    expect(page.locator("#live-state")).to_have_text("Live")
    page.fill("[name=title]", "Summit")
    page.context.set_offline(True)
    owner.post(f"/calendars/{team}/shares/{bob.id}", role="owner", **{f"role-{bob.id}": "owner"})
    edit(owner, retreat, "location", location="Studio Nord")
    edit(owner, retreat, "title", base=2, title="Offsite")
    page.context.set_offline(False)
    expect(page.locator("[name=location]")).to_have_value("Studio Nord")
    expect(page.locator("[name=title]")).to_have_value("Summit")
    expect(notes(page, "title").locator(".badge")).to_contain_text("changed Title")
    forgive_being_away(complaints)
