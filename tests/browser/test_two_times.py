"""An hour that clocks show twice, dragged and chosen in a browser."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.test_drag import drag, toast
from tests.support.accessibility import violations
from tests.support.browsers import Complaints
from tests.support.cast import a_document
from tests.support.editing import saved, watch
from tests.support.fingers import middle
from tests.support.overlap_scenes import make_room
from tests.support.signed_in import OpenAs
from webapp.models import Person
from webapp.operations.events import create_event

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

DAY = "2099-10-25"  # clocks go back in Berlin


def times(session: Session, event: int) -> tuple[str, str]:
    document = saved(session, event)
    return document["start"][11:], document["end"][11:]


def test_what_is_dragged_within_the_second_hour_stays_there_and_move_to_asks(
    open_as: OpenAs, session: Session, alice: Person, team: int, complaints: Complaints
) -> None:
    document = a_document(title="Watch", start=f"{DAY}T02:15 later", end=f"{DAY}T02:45 later")
    event = create_event(team, document, by=alice).event_id
    page: Page = open_as(alice)
    watch(page, f"/day/{DAY}")
    block = page.locator(".ev")
    block.scroll_into_view_if_needed()
    x, y = middle(block)
    drag(page, (x, y), (x, y - 15))
    expect(toast(page)).to_have_text("Moved Watch to Sun 25 October 2099, 02:00 CET–02:30 CET.")
    expect(block).to_have_class(re.compile("from-2 past-0 for-0 and-30"))
    assert times(session, event) == ("02:00 later", "02:30 later")

    block.locator("a").focus()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("The second, CET (UTC+1)")).to_be_checked()
    assert violations(page) == []
    dialog.get_by_text("The first, CEST (UTC+2)").click()
    dialog.get_by_role("button", name="Move").click()
    expect(toast(page)).to_have_text("Moved Watch to Sun 25 October 2099, 02:00 CEST–02:30 CEST.")
    assert times(session, event) == ("02:00", "02:30")


def test_what_ends_in_the_second_hour_is_not_over_in_the_first(
    open_as: OpenAs, alice: Person, team: int
) -> None:
    document = a_document(title="Watch", start=f"{DAY}T02:05", end=f"{DAY}T02:05 later")
    create_event(team, document, by=alice)
    page: Page = open_as(alice)
    page.clock.install(time=f"{DAY}T02:09:00+02:00")
    page.goto(f"/day/{DAY}")
    block = page.locator(".ev")
    page.clock.run_for(2 * 60_000)
    expect(block).not_to_have_class(re.compile("ev--past"))
    page.clock.run_for(60 * 60_000)
    expect(block).to_have_class(re.compile("ev--past"))


def test_a_free_time_in_the_second_hour_goes_into_the_form_and_is_saved(
    open_as: OpenAs, session: Session, alice: Person, complaints: Complaints
) -> None:
    room = make_room(alice)
    create_event(room, a_document(start=f"{DAY}T02:00", end=f"{DAY}T02:45"), by=alice)
    page: Page = open_as(alice)
    page.goto(f"/events/new?date={DAY}&time=12:00&end_time=12:10&calendar={room}&title=Watch")
    page.get_by_label("Start time").fill("02:30")
    page.get_by_label("Start time").blur()
    slot = page.locator("#overlaps").get_by_role("button", name="02:30 CET–02:40 CET")
    slot.click()
    for side in ("start", "end"):
        expect(
            page.locator(f'#when-said input[type="radio"][name="{side}_which"][value="second"]')
        ).to_be_checked()
    expect(page.locator("#overlaps")).not_to_contain_text("Overlaps")
    assert violations(page) == []
    page.get_by_role("textbox", name="Title").press("Enter")
    expect(page.get_by_role("heading", name="Watch")).to_be_visible()
    expect(page.locator("#ev-when")).to_contain_text("02:30 CET–02:40 CET")
