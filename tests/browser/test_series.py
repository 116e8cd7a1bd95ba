"""Series in the browser: the form that shows its next dates, the question for which ones, pages that follow others."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.support.accessibility import violations
from tests.support.cast import a_document
from tests.support.signed_in import OpenAs, open_as
from tests.support.sockets import Arrive, arrive
from webapp.domain.event_input import as_form
from webapp.domain.series import instance_document
from webapp.models import Person
from webapp.operations.events import create_event

__all__ = ["arrive", "open_as"]

LOOKS_UP = re.compile("/events/repeats")
THIRD = "2126-04-16T09:00"


def standup(**changes: object) -> dict[str, object]:
    """A stand-up on ten Tuesdays, a hundred years from now."""
    when = {"start": "2126-04-02T09:00", "end": "2126-04-02T09:30"}
    return a_document(title="Stand-up", rrule="FREQ=WEEKLY;COUNT=10;BYDAY=TU", **when, **changes)


@pytest.fixture
def series(team: int, alice: Person) -> int:
    return create_event(team, standup(), by=alice).event_id


def test_the_form_hides_what_does_not_apply_and_shows_the_next_dates(
    open_as: OpenAs, bob: Person, team: int
) -> None:
    page = open_as(bob)
    page.goto("/events/new?date=2126-04-02")
    expect(page.locator("#f-rrule")).to_be_hidden()
    page.select_option("#f-repeat", "weekly")
    expect(page.locator("#repeats-next")).to_contain_text("Every week on Tuesday")
    page.get_by_role("checkbox", name="Thursday").check()
    expect(page.locator(".next__dates li").first).to_have_text("Tue 2 April 2126")
    expect(page.locator(".next__dates li").nth(1)).to_have_text("Thu 4 April 2126")
    expect(page.locator(".next__dates li")).to_have_count(5)
    page.select_option("#f-repeat", "monthly")
    expect(page.locator("#f-repeat_on")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Thursday")).to_be_hidden()
    assert violations(page) == []


def test_the_days_of_the_month_follow_the_start_and_keep_what_is_chosen(
    open_as: OpenAs, bob: Person, team: int
) -> None:
    page = open_as(bob)
    page.goto("/events/new?date=2126-04-02")
    page.select_option("#f-repeat", "monthly")
    page.select_option("#f-repeat_on", "1TU")
    page.fill("[name=start_date]", "2126-04-25")
    expect(page.locator("#f-repeat_on option[value='4TH']")).to_have_count(1)
    expect(page.locator("#f-repeat_on")).to_have_value("1TU")


def test_what_is_chosen_while_an_answer_is_on_its_way_is_looked_up_as_well(
    open_as: OpenAs, bob: Person, team: int
) -> None:
    page = open_as(bob)
    page.goto("/events/new?date=2126-04-02")
    held: list[Route] = []
    page.route(LOOKS_UP, lambda route: route.continue_() if held else held.append(route))
    with page.expect_request(LOOKS_UP):
        page.select_option("#f-repeat", "monthly")
    page.fill("[name=start_date]", "2126-04-25")
    held[0].continue_()  # comes before the form has looked once more, and takes the place of what was to look
    expect(page.locator("#f-repeat_on option[value='4TH']")).to_have_count(1)


def move(page: Page, event_id: int) -> None:
    page.goto(f"/events/{event_id}/edit?occurrence={THIRD}")
    page.fill("[name=start_time]", "10:00")
    page.fill("[name=end_time]", "10:30")
    page.get_by_role("button", name="Save changes").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_change_of_one_asks_for_which_ones_and_says_what_happens(
    open_as: OpenAs, bob: Person, series: int, scripts: bool
) -> None:
    page = open_as(bob, java_script_enabled=scripts)
    move(page, series)
    expect(page.locator("#scope")).to_contain_text("8 occurrences move, from Tue 16 April 2126 on")
    page.get_by_role("radio", name="This one").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"occurrence=2126-04-16"))
    expect(page.locator("#ev-when")).to_contain_text("10:00–10:30")
    page.get_by_role("link", name="The whole series").click()
    expect(page.locator("#ev-repeats")).to_contain_text("Changed alone")


def test_everything_typed_is_there_again_on_the_way_back(open_as: OpenAs, bob: Person, series: int) -> None:
    page = open_as(bob)
    move(page, series)
    assert violations(page) == []
    page.get_by_role("button", name="Back to the form").click()
    expect(page.locator("[name=start_time]")).to_have_value("10:00")


def test_one_date_is_taken_out_by_keyboard(open_as: OpenAs, bob: Person, series: int) -> None:
    page = open_as(bob)
    page.goto(f"/events/{series}?occurrence={THIRD}")
    page.get_by_role("link", name="Delete").focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="This one").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#ev-repeats")).to_contain_text("Left out")
    expect(page.locator("#toasts")).to_contain_text("Took out Tue 16 April 2126.")


def test_pages_of_instances_and_months_follow_what_others_change(
    open_as: OpenAs, arrive: Arrive, alice: Person, bob: Person, series: int
) -> None:
    instance, whole, month = open_as(alice), open_as(alice), open_as(alice)
    for page, path in ((instance, f"/events/{series}?occurrence={THIRD}"), (whole, f"/events/{series}")):
        page.goto(path)
        expect(page.locator("#live-state")).to_have_text("Live")
    month.goto("/month/2126/4")
    expect(month.locator("#live-state")).to_have_text("Live")
    mine = {**instance_document(standup(), THIRD), "rrule": standup()["rrule"]}
    form = {name: value for name, value in as_form(mine).items() if name not in ("overrides", "exdate")}
    form |= {"title": "Review", "occurrence": THIRD, "scope": "this", "base": "1"}
    assert (
        arrive(bob).post(f"/events/{series}", **{name: value for name, value in form.items() if value}) == 303
    )
    expect(instance.locator("#ev-title h1")).to_contain_text("Review")
    expect(whole.locator("#ev-repeats")).to_contain_text("Title Review")
    expect(month.locator("#day-2126-04-16")).to_contain_text("Review")
    expect(month.locator("#day-2126-04-09")).to_contain_text("Stand-up")


def test_a_series_is_accessible(open_as: OpenAs, bob: Person, series: int) -> None:
    page = open_as(bob)
    for path in ("", f"?occurrence={THIRD}", "/edit", f"/deletion?occurrence={THIRD}"):
        page.goto(f"/events/{series}{path}")
        assert violations(page) == [], path


def test_repeats_is_changed_in_place(open_as: OpenAs, bob: Person, series: int) -> None:
    page = open_as(bob)
    page.goto(f"/events/{series}")
    page.locator("#ev-repeats").hover()
    page.get_by_role("link", name="Edit Repeats").click()
    page.get_by_role("checkbox", name="Thursday").check()
    expect(page.locator("#repeats-next")).to_contain_text("Every week on Tuesday and Thursday")
    page.locator("#form-repeats").get_by_role("button", name="Save").click()
    expect(page.locator("#ev-repeats")).to_contain_text("Every week on Tuesday and Thursday, 10 times")
