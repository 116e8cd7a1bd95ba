"""Open pages change by themselves, and leave alone what somebody is looking at or typing."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.support.browsers import Complaints
from tests.support.editing import AWAY, edit, is_the_same, watch
from tests.support.live_server import LiveServer
from tests.support.signed_in import OpenAs
from tests.support.sockets import Arrive, Visitor
from tests.support.time_zones import where_it_is_noon
from webapp.domain.roles import Role
from webapp.models import Person
from webapp.operations.sharing import share_calendar

MONTH = "/month/2026/3"


def test_an_edit_appears_on_the_event_page_and_moves_neither_focus_nor_scroll(
    owners: Page, editor: Visitor, retreat: int
) -> None:
    owners.set_viewport_size({"width": 900, "height": 300})
    page = watch(owners, f"/events/{retreat}")
    page.locator("#ev-location a").first.focus()
    page.evaluate("document.querySelector('#ev-description').scrollIntoView(); window.there = scrollY")
    focused = page.evaluate("document.activeElement.outerHTML")
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#ev-title h1")).to_have_text("Summit")
    expect(page.locator("#ev-title")).to_have_class(re.compile("fresh"))
    expect(page.locator(".crumbs [aria-current]")).to_have_text("Summit")
    expect(page).to_have_title("Summit · Daybook")
    expect(page.locator("#status")).to_contain_text("Bob renamed")
    assert page.evaluate("document.activeElement.outerHTML") == focused
    assert page.evaluate("scrollY === window.there") and is_the_same(page)
    expect(page.locator("#ev-title")).not_to_have_class(re.compile("fresh"))


def test_the_focused_link_keeps_the_focus_when_its_own_piece_changes(
    owners: Page, editor: Visitor, retreat: int
) -> None:
    page = watch(owners, f"/events/{retreat}")
    page.locator("#ev-location .fld__edit").focus()
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#ev-location")).to_contain_text("Attic")
    assert page.evaluate("document.activeElement.matches('#ev-location .fld__edit')")


def test_an_edit_appears_in_the_month(owners: Page, editor: Visitor, retreat: int) -> None:
    page = watch(owners, MONTH)
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#day-2026-03-24 .chip")).to_contain_text("Summit")
    when = {"start_date": "2026-03-26", "start_time": "09:00", "end_date": "2026-03-26", "end_time": "10:00"}
    edit(editor, retreat, "when", base=2, zone="Europe/Berlin", **when)
    expect(page.locator("#day-2026-03-26 .chip")).to_contain_text("Summit")
    expect(page.locator("#day-2026-03-24 .chip")).to_have_count(0)
    assert is_the_same(page)
    assert page.locator(".month__week > .day").count() == 42


def test_the_chosen_day_of_a_phone_follows(
    open_as: OpenAs, alice: Person, editor: Visitor, retreat: int
) -> None:
    page = watch(open_as(alice, viewport={"width": 390, "height": 800}), f"{MONTH}?day=2026-03-24")
    expect(page.locator("#dayview")).to_contain_text("Retreat")
    edit(editor, retreat, "title", title="Summit")
    expect(page.locator("#dayview")).to_contain_text("Summit")


def test_an_edit_appears_in_the_agenda(owners: Page, editor: Visitor, retreat: int) -> None:
    page = watch(owners, "/agenda/2026-03-20")
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#cal")).to_contain_text("Attic")
    expect(page.locator("#day-2026-03-24")).to_have_class(re.compile("fresh"))
    assert is_the_same(page)


def test_a_new_version_appears_on_top_of_the_history_and_choices_stay(
    owners: Page, editor: Visitor, retreat: int
) -> None:
    edit(editor, retreat, "title", title="Summit")
    edit(editor, retreat, "title", base=2, title="Summit 2")
    page = watch(owners, f"/events/{retreat}/history")
    page.check("#v-1 input[name=a]")
    page.locator("#v-1 input[name=a]").focus()
    edit(editor, retreat, "location", base=3, location="Attic")
    expect(page.locator("#history-rows .v").first).to_have_id("v-4")
    expect(page.locator("#v-1 input[name=a]")).to_be_checked()
    expect(page.locator("#v-1 input[name=a]")).to_be_focused()
    assert is_the_same(page)


def test_a_new_person_appears_on_the_share_page(
    owners: Page, arrive: Arrive, alice: Person, charlie: Person, team: int
) -> None:
    page = watch(owners, f"/calendars/{team}/sharing")
    page.fill("#f-q", "Ver")
    elsewhere = arrive(alice)
    elsewhere.post(f"/calendars/{team}/shares", person=charlie.id, q="Charlie Chan", role="viewer")
    expect(page.locator("#shares")).to_contain_text("Charlie Chan")
    expect(page.locator("#f-q")).to_have_value("Ver")
    expect(page.locator("#f-q")).to_be_focused()
    assert is_the_same(page)


def test_a_field_that_is_being_edited_is_left_alone(owners: Page, editor: Visitor, retreat: int) -> None:
    page = watch(owners, f"/events/{retreat}")
    page.locator("#ev-location .fld__edit").click()
    page.fill("#form-location [name=location]", "My attic")
    edit(editor, retreat, "location", location="Their barn")
    edit(editor, retreat, "title", base=2, title="Summit")
    expect(page.locator("#ev-title h1")).to_have_text("Summit")
    expect(page.locator("#form-location [name=location]")).to_have_value("My attic")
    expect(page.locator("#form-location [name=location]")).to_be_focused()


def test_a_field_that_is_being_edited_outlives_a_page_that_fetches_itself(
    owners: Page, arrive: Arrive, alice: Person, retreat: int, team: int
) -> None:
    page = watch(owners, f"/events/{retreat}")
    page.locator("#ev-location .fld__edit").click()
    page.fill("#form-location [name=location]", "My attic")
    arrive(alice).post(f"/calendars/{team}/settings", name="Crew", hue="rose", zone="Europe/Berlin")
    expect(page.locator(".crumbs")).to_contain_text("Crew")
    expect(page.locator("#side-calendars")).to_contain_text("Crew")
    expect(page.locator("#form-location [name=location]")).to_have_value("My attic")
    expect(page.locator("#form-location [name=location]")).to_be_focused()
    assert is_the_same(page)


def test_a_higher_role_brings_its_buttons_and_a_lower_one_hands_back_what_was_typed(
    open_as: OpenAs, vera: Person, alice: Person, arrive: Arrive, retreat: int, team: int
) -> None:
    page = watch(open_as(vera), f"/events/{retreat}")
    expect(page.locator("#ev-location .fld__edit")).to_have_count(0)
    owner = arrive(alice)
    owner.post(f"/calendars/{team}/shares/{vera.id}", role="editor", **{f"role-{vera.id}": "editor"})
    page.locator("#ev-location .fld__edit").click()
    page.fill("#form-location [name=location]", "My attic")
    owner.post(f"/calendars/{team}/shares/{vera.id}", role="viewer", **{f"role-{vera.id}": "viewer"})
    expect(page.get_by_label("What you had typed")).to_have_value(re.compile("My attic"))
    expect(page.locator("#form-location")).to_have_count(0)
    assert is_the_same(page)


def test_who_loses_access_sees_nothing_more_and_gets_back_what_was_typed(
    open_as: OpenAs, bob: Person, alice: Person, arrive: Arrive, retreat: int, team: int
) -> None:
    page = watch(open_as(bob), f"/events/{retreat}")
    page.locator("#ev-location .fld__edit").click()
    page.fill("#form-location [name=location]", "My attic")
    arrive(alice).post(f"/calendars/{team}/shares/{bob.id}", remove="1")
    expect(page.get_by_role("heading", name="We cannot find that page")).to_be_visible()
    expect(page.locator("#banner-live")).to_contain_text("Alice took back your access.")
    expect(page.get_by_label("What you had typed")).to_have_value(re.compile("My attic"))
    expect(page.locator("#side-calendars")).not_to_contain_text("Team")
    assert "Retreat" not in page.locator("body").inner_text()
    expect(page.locator("#live-state")).to_have_text("Offline")


def test_a_calendar_that_was_taken_away_leaves_the_month(
    open_as: OpenAs, vera: Person, alice: Person, arrive: Arrive, retreat: int, team: int
) -> None:
    page = watch(open_as(vera), MONTH)
    expect(page.locator("#day-2026-03-24 .chip")).to_have_count(1)
    arrive(alice).post(f"/calendars/{team}/shares/{vera.id}", remove="1")
    expect(page.locator("#day-2026-03-24 .chip")).to_have_count(0)
    expect(page.locator("#side-calendars")).not_to_contain_text("Team")
    assert is_the_same(page)


def test_signing_out_elsewhere_says_so_and_keeps_what_was_typed(
    owners: Page, retreat: int, alice: Person
) -> None:
    page = watch(owners, f"/events/{retreat}")
    page.locator("#ev-location .fld__edit").click()
    page.fill("#form-location [name=location]", "My attic")
    other = page.context.new_page()
    other.goto("/agenda")
    other.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in again")).to_be_visible()
    expect(page.locator("#form-location [name=location]")).to_have_value("My attic")


def test_an_open_page_catches_up_after_the_server_was_killed(
    owners: Page, editor: Visitor, retreat: int, live_server: LiveServer, complaints: Complaints
) -> None:
    page = watch(owners, f"/events/{retreat}")
    live_server.kill()
    expect(page.locator("#live-state")).to_have_text("Reconnecting")
    live_server.start()
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#ev-location")).to_contain_text("Attic")
    expect(page.locator("#live-state")).to_have_text("Live")
    assert is_the_same(page)
    complaints.texts[:] = [text for text in complaints.texts if not AWAY.search(text)]


def test_a_page_without_a_connection_says_what_still_works(
    owners: Page, editor: Visitor, retreat: int, complaints: Complaints
) -> None:
    page = watch(owners, f"/events/{retreat}")
    page.context.set_offline(True)
    expect(page.locator("#live-state")).to_have_text("Offline")
    expect(page.locator("#banner-live")).to_contain_text("You can go on reading")
    edit(editor, retreat, "location", location="Attic")
    page.context.set_offline(False)
    expect(page.locator("#ev-location")).to_contain_text("Attic")
    expect(page.locator("#banner-live")).to_be_empty()
    complaints.texts[:] = [text for text in complaints.texts if not AWAY.search(text)]


def test_a_page_that_comes_back_from_the_cache_of_the_browser_is_live(
    owners: Page, editor: Visitor, retreat: int
) -> None:
    page = watch(owners, f"/events/{retreat}")
    page.goto("/agenda/2026-03-20")
    page.go_back()
    expect(page.locator("#live-state")).to_have_text("Live")
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#ev-location")).to_contain_text("Attic")


def test_a_page_without_scripts_is_simply_still(open_as: OpenAs, alice: Person, retreat: int) -> None:
    page = open_as(alice, java_script_enabled=False)
    page.goto(f"/events/{retreat}")
    expect(page.locator("#ev-title h1")).to_have_text("Retreat")
    expect(page.locator("#live-state")).to_be_hidden()


def test_times_are_told_as_time_that_has_passed(owners: Page, editor: Visitor, retreat: int) -> None:
    page = watch(owners, f"/events/{retreat}")
    when: Any = page.locator("#ev-title time[data-ago]")
    expect(when).to_have_text("now")
    page.evaluate(
        "const t = document.querySelector('#ev-title time'); t.dateTime = new Date(Date.now() - 5 * 60000).toISOString()"
    )
    edit(editor, retreat, "location", location="Attic")
    expect(page.locator("#ev-location time[data-ago]")).to_have_text("now")


def test_days_and_times_are_those_of_the_persons_zone_wherever_the_browser_is(
    open_as: OpenAs, alice: Person, retreat: int, session: Session
) -> None:
    session.get_one(Person, alice.id).zone = zone = (
        where_it_is_noon()
    )  # a day ends while it is told, elsewhere
    session.commit()
    page = open_as(alice, timezone_id="Pacific/Honolulu")
    page.clock.install()
    page.goto(f"/events/{retreat}")
    when = page.locator("#ev-title time[data-ago]")
    expect(when).to_have_text("now")
    early = datetime.now(ZoneInfo(zone)).replace(hour=9, minute=5) - timedelta(days=1)
    when.evaluate("(element, at) => { element.dateTime = at }", early.isoformat())
    page.clock.fast_forward("00:31")
    expect(when).to_have_text("yesterday, 09:05")


def test_someone_who_is_let_in_sees_the_calendar_come(
    open_as: OpenAs, charlie: Person, alice: Person, arrive: Arrive, retreat: int, team: int
) -> None:
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    page = watch(open_as(charlie), MONTH)
    expect(page.locator("#day-2026-03-24 .chip")).to_contain_text("Retreat")
