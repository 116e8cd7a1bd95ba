"""Nobody's typing is lost: drafts, refusals, the end that moves with the start, forms that are sent once."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.doors import enter

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def bobs(page: Page) -> Page:
    return enter(page, "bob")


def type_a_place(page: Page, event_id: int, text: str) -> None:
    page.goto(f"/events/{event_id}/edit")
    page.fill("[name=location]", text)
    expect(page.locator("[data-draft-note]")).to_contain_text("Draft kept on this device")


def leave(page: Page) -> None:
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/month")


def test_what_was_typed_is_offered_again_and_can_be_used(bobs: Page, retreat: int) -> None:
    type_a_place(bobs, retreat, "Studio Nord, room 4")
    leave(bobs)

    bobs.goto(f"/events/{retreat}/edit")
    bobs.get_by_role("button", name="Use it").click()

    expect(bobs.locator("[name=location]")).to_have_value("Studio Nord, room 4")
    expect(bobs.locator("[name=title]")).to_have_value("Retreat")


def test_a_draft_that_is_thrown_away_does_not_come_back(bobs: Page, retreat: int) -> None:
    type_a_place(bobs, retreat, "Studio Nord, room 4")
    leave(bobs)
    bobs.goto(f"/events/{retreat}/edit")

    bobs.get_by_role("button", name="Throw away").click()
    bobs.reload()

    expect(bobs.locator("[name=location]")).to_have_value("Harbour room")
    expect(bobs.get_by_role("button", name="Use it")).to_have_count(0)


def test_a_draft_is_gone_once_it_is_saved(bobs: Page, retreat: int) -> None:
    type_a_place(bobs, retreat, "Studio Nord, room 4")

    bobs.get_by_role("button", name="Save changes").click()
    expect(bobs.locator("#ev-location")).to_contain_text("Studio Nord, room 4")

    assert drafts(bobs) == []


def test_a_draft_outlives_being_signed_out_by_somebody_else(bobs: Page, retreat: int) -> None:
    type_a_place(bobs, retreat, "Studio Nord, room 4")
    bobs.context.clear_cookies()

    bobs.get_by_role("button", name="Save changes").click()
    enter(bobs, "bob")
    bobs.goto(f"/events/{retreat}/edit")

    expect(bobs.get_by_role("button", name="Use it")).to_be_visible()


def test_a_draft_is_offered_to_nobody_else_on_the_same_device(bobs: Page, retreat: int) -> None:
    type_a_place(bobs, retreat, "Studio Nord, room 4")
    bobs.context.clear_cookies()
    leave(bobs)

    enter(bobs, "alice").goto(f"/events/{retreat}/edit")

    expect(bobs.locator("[name=location]")).to_have_value("Harbour room")
    expect(bobs.get_by_role("button", name="Use it")).to_have_count(0)


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_field(bobs: Page, retreat: int) -> None:
    bobs.goto(f"/events/{retreat}/edit")
    bobs.fill("[name=title]", "")
    bobs.fill("[name=location]", "Studio Nord")

    bobs.get_by_role("button", name="Save changes").click()

    expect(bobs.locator("[name=title]")).to_be_focused()
    expect(bobs.locator("[name=location]")).to_have_value("Studio Nord")


def test_leaving_an_edited_form_asks_first(bobs: Page, retreat: int) -> None:
    asked: list[str] = []
    bobs.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    bobs.goto(f"/events/{retreat}/edit")
    bobs.goto("/month")
    assert asked == []

    type_a_place(bobs, retreat, "Studio Nord")
    bobs.goto("/month")

    assert asked == ["beforeunload"]


def test_moving_the_start_moves_the_end(bobs: Page, retreat: int) -> None:
    bobs.goto(f"/events/{retreat}/edit")

    bobs.fill("[name=start_time]", "23:30")
    bobs.press("[name=start_time]", "Tab")

    expect(bobs.locator("[name=end_time]")).to_have_value("00:30")
    expect(bobs.locator("[name=end_date]")).to_have_value("2026-03-25")


def test_an_all_day_event_hides_its_times_and_keeps_them(bobs: Page, retreat: int) -> None:
    bobs.goto(f"/events/{retreat}/edit")

    bobs.check("[name=all_day]")
    expect(bobs.locator("[name=start_time]")).to_be_hidden()
    bobs.uncheck("[name=all_day]")

    expect(bobs.locator("[name=start_time]")).to_have_value("09:00")


def is_save(request: Any) -> bool:
    """A page that is opened says by itself that one has looked."""
    return request.method == "POST" and "/events/" in request.url and not request.url.endswith("/looks")


def test_a_form_is_sent_once_however_often_one_clicks(bobs: Page, retreat: int) -> None:
    sent: list[Any] = []
    bobs.on("request", lambda request: sent.append(request) if is_save(request) else None)
    bobs.goto(f"/events/{retreat}/edit")
    bobs.fill("[name=location]", "Studio Nord")

    bobs.get_by_role("button", name="Save changes").dblclick()
    expect(bobs).to_have_url(re.compile(rf"/events/{retreat}$"))

    assert len(sent) == 1


def drafts(page: Page) -> list[str]:
    kept: list[str] = page.evaluate(
        "Object.keys(localStorage).filter(name => name.startsWith('daybook:draft:'))"
    )
    return kept
