"""Overlaps while one types: the note, the free times, and the row of an event page that follows."""

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import violations
from tests.support.editing import edit, watch
from tests.support.overlap_scenes import DAY, invited, make_room, mind, planned
from webapp.operations.events import create_event

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_a_free_time_goes_into_the_form_and_saves(open_as, alice, complaints):
    room = make_room(alice)
    create_event(room, planned(title="Stand-up"), by=alice)
    page = open_as(alice)
    page.goto(f"/events/new?date={DAY}&time=12:00&calendar={room}&title=Talk")
    page.get_by_label("Start time").fill("09:00")
    note = page.locator("#overlaps")
    expect(note).to_contain_text("Overlaps with “Stand-up”")
    assert violations(page) == []
    note.get_by_role("button", name="10:00").first.click()
    expect(page.get_by_label("Start time")).to_have_value("10:00")
    expect(note).not_to_contain_text("Overlaps")
    page.get_by_role("textbox", name="Title").press("Enter")
    expect(page.get_by_role("heading", name="Talk")).to_be_visible()
    expect(page.locator("#ev-overlaps")).to_be_hidden()


def test_the_row_of_an_event_page_follows_the_event(open_as, alice, team, arrive, live_server, complaints):
    create_event(team, planned(title="Stand-up"), by=alice)
    mine = create_event(team, planned("12:00", "13:00", title="Talk"), by=alice).event_id
    page = open_as(alice)
    watch(page, f"/events/{mine}")
    row = page.locator("#ev-overlaps")
    expect(row).to_be_hidden()
    when = {"start_date": DAY, "start_time": "09:30", "end_date": DAY, "end_time": "10:30"}
    edit(arrive(alice, live_server), mine, "when", zone="Europe/Berlin", **when)
    expect(row).to_contain_text("Stand-up")
    assert violations(page) == []


def test_marks_and_the_row_follow_what_else_of_ones_own_moves(
    open_as, alice, team, arrive, live_server, complaints
):
    other = create_event(team, planned("12:00", "13:00", title="Stand-up"), by=alice).event_id
    mine = create_event(team, planned(title="Talk"), by=alice).event_id
    week, page = open_as(alice), open_as(alice)
    watch(week, f"/week/{DAY}")
    watch(page, f"/events/{mine}")
    mark = week.locator(f'.ev > a[href="/events/{mine}"] .own')
    expect(mark).to_have_count(0)
    when = {"start_date": DAY, "start_time": "09:30", "end_date": DAY, "end_time": "10:30"}
    edit(arrive(alice, live_server), other, "when", zone="Europe/Berlin", **when)
    expect(page.locator("#ev-overlaps")).to_contain_text("Stand-up")
    expect(mark).to_have_attribute("title", "Overlaps with “Stand-up” 09:30–10:30")
    expect(week.locator(f'.ev > a[href="/events/{other}"] .own')).to_have_count(1)
    week.reload()
    expect(mark).to_have_count(1)
    assert violations(week) == []


def test_a_refused_answer_is_said_beside_its_buttons(open_as, alice, vera, team, complaints):
    create_event(team, planned(title="Stand-up", **invited(vera)), by=alice)
    talk = create_event(team, planned(title="Talk", **invited(vera, answer="declined")), by=alice).event_id
    mind(team, alice)
    page = open_as(vera)
    watch(page, f"/events/{talk}")
    going = page.locator("#ev-going")
    going.get_by_role("button", name="Yes").click()
    expect(going.get_by_role("alert")).to_contain_text("takes no overlaps")
    expect(going.get_by_role("button", name="No", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("heading", name="Talk")).to_be_visible()
    assert violations(page) == []
    complaints.texts.clear()  # Chromium notes the 422
