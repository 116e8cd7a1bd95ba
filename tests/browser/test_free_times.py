"""Finding a time in the browser: people are added by a button, a time leads to a new event, the form says what it is."""

from playwright.sync_api import expect

from tests.support.accessibility import violations
from tests.support.signed_in import OpenAs, open_as
from webapp.models import Person

__all__ = ["open_as"]


def test_people_are_added_with_what_was_chosen_and_a_time_leads_to_a_new_event(
    open_as: OpenAs, team: int, alice: Person
) -> None:
    page = open_as(alice)
    page.goto("/events/new?date=2099-03-24")
    page.get_by_role("link", name="Find a time for several people").click()
    page.get_by_label("Length").select_option("90")
    page.get_by_role("button", name="Bob Brook").press("Enter")
    expect(page.get_by_label("Who has to be there")).to_have_value("alice, bob")
    expect(page.get_by_label("Length")).to_have_value("90")

    first = page.locator(".ft__list a").first
    expect(first).to_have_text("Tue 24 March, 08:00–09:30, both free")
    page.locator(".ft__row--found a").first.click()
    expect(page.get_by_label("Start time")).to_have_value("08:00")
    expect(page.get_by_label("End time")).to_have_value("09:30")


def test_the_form_says_what_clocks_and_zones_make_of_a_time_while_one_types(
    open_as: OpenAs, team: int, alice: Person
) -> None:
    page = open_as(alice)
    page.goto("/events/new?date=2026-03-29&time=00:30")
    said = page.locator("#when-said")
    expect(said).to_have_text("")
    page.get_by_label("Start time").fill("02:30")
    page.get_by_label("Title").focus()
    expect(said).to_contain_text("Clocks in Berlin skip 02:30 on Sun 29 March, so it starts at 03:30.")
    page.locator("select[name=zone]").select_option("Asia/Tokyo")
    expect(said).to_have_text("Your time: Sat 28 March 2026, 18:30–19:30.")


def test_a_time_that_clocks_show_twice_is_asked_about_while_one_types_and_drawn_where_it_is(
    open_as: OpenAs, team: int, alice: Person
) -> None:
    page = open_as(alice)
    page.goto("/events/new?date=2026-10-25&time=00:30")
    page.get_by_label("Title").fill("Night watch")
    expect(page.get_by_role("group", name="Clocks in Berlin show")).to_have_count(0)
    page.get_by_label("Start time").fill("02:30")
    page.get_by_label("Title").focus()
    asked = page.get_by_role(
        "group", name="Clocks in Berlin show 02:30 twice on Sun 25 October. It starts at:"
    )
    expect(asked.get_by_label("The first, CEST (UTC+2)")).to_be_checked()
    asked.get_by_label("The second, CET (UTC+1)").check(force=True)
    page.get_by_label("End time").fill("03:15")
    page.get_by_label("Title").focus()
    expect(
        asked.get_by_label("The second, CET (UTC+1)")
    ).to_be_checked()  # also in the question that came anew
    assert violations(page) == []
    page.get_by_role("button", name="Save event").click()
    expect(page.locator("#ev-when")).to_contain_text("02:30 CET–03:15")
    page.goto("/week/2026-10-25")
    expect(page.locator(".wk__col .ev", has_text="Night watch")).to_contain_text("02:30 CET")
