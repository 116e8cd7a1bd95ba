"""Pages of the past of an event that has moved since: it is where it was, by the names that the reader may know today."""

from datetime import UTC, datetime

import pytest

from tests.support.statements import count_statements
from webapp.domain.past_moment import write_moment
from webapp.domain.roles import Role
from webapp.operations.calendars import change_calendar, show_calendar
from webapp.operations.relocating import Typed, move_event_to
from webapp.operations.sharing import share_calendar, share_event

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
GRIDS = ("/month/2026/3", "/week/2026-03-24", "/days/2026-03-24?n=2", "/day/2026-03-24", "/agenda/2026-03-20")


def moment():
    """This moment, as the beginning of an address."""
    return f"/then/{write_moment(datetime.now(UTC), 'UTC')}"


@pytest.fixture
def then(retreat, rooms, alice, bob):
    """A moment at which the retreat was in Team; now it is the Summit, in Rooms."""
    at = moment()
    move_event_to(retreat, rooms, by=bob, based_on=1, typed=Typed({"title": "Summit"}))
    return at


def main_of(page):
    """The content of a page with the way to it, without the list of calendars beside."""
    return (
        page[page.index("<main") : page.index("</main>")]
        + page.split('class="crumbs"')[-1].split("</nav>")[0]
    )


@pytest.mark.parametrize("path", GRIDS)
def test_the_grid_of_the_old_calendar_has_it_then_and_that_of_the_new_one_has_not(
    visit, bob, team, rooms, then, path
):
    client = visit(bob)
    show_calendar(rooms, False, by=bob)
    assert "Retreat" in client.get(then + path).text
    assert "Summit" not in client.get(moment() + path).text
    show_calendar(rooms, True, by=bob)
    show_calendar(team, False, by=bob)
    assert "Retreat" not in client.get(then + path).text
    assert "Summit" in client.get(moment() + path).text


def test_the_agenda_names_the_calendar_of_then(visit, bob, then):
    client = visit(bob)
    assert "Harbour room · Team" in client.get(f"{then}/agenda/2026-03-20").text
    assert "Harbour room · Rooms" in client.get(f"{moment()}/agenda/2026-03-20").text


def test_the_event_is_in_the_calendar_of_then_with_its_name_and_people_of_then(
    visit, alice, bob, vera, team, rooms, retreat, then
):
    share_calendar(rooms, vera.id, Role.VIEWER, by=alice)
    change_calendar(team, "Crew", "rose", "Europe/Berlin", alice)
    page = visit(bob).get(f"{then}/events/{retreat}").text
    assert "In “Team” then, in “Rooms” now" in page
    crumbs = page.split('class="crumbs"')[1].split("</nav>")[0]
    assert ">Team</span>" in crumbs and "Rooms" not in crumbs and "Crew" not in crumbs
    shared = page.split("Shared then with")[1].split("</section>")[0]
    assert "Team" in shared and "Vera Voss" in shared and "Rooms" not in shared
    later = visit(bob).get(f"{moment()}/events/{retreat}").text
    assert (
        ">Rooms</span>" in later.split('class="crumbs"')[1].split("</nav>")[0] and " now</span>" not in later
    )


def test_of_a_calendar_that_one_does_not_see_neither_name_nor_people_are_told(
    visit, alice, charlie, team, rooms, retreat, then
):
    client = visit(charlie)
    assert client.get(f"{then}/events/{retreat}").status_code == 404
    share_calendar(rooms, charlie.id, Role.VIEWER, by=alice)
    page = client.get(f"{then}/events/{retreat}").text
    assert "Retreat" in page and "In another calendar then, in “Rooms” now" in page
    assert "Another calendar" in main_of(page)
    assert "Team" not in page and "Bob" not in main_of(page) and "None of these calendars" not in page
    assert all("Retreat" not in client.get(then + path).text for path in GRIDS)


def test_who_was_given_it_alone_reads_that_it_has_moved(visit, alice, vera, charlie, retreat, then):
    for person in (vera, charlie):
        share_event(retreat, person.id, Role.VIEWER, by=alice)
    alone = visit(charlie).get(f"{then}/events/{retreat}").text
    assert "Shared with you" in main_of(alone) and "In another calendar then" in alone
    assert "Team" not in alone and "Rooms" not in alone
    hers = visit(vera).get(f"{then}/events/{retreat}").text
    assert "In “Team” then, in another calendar now" in hers and "Rooms" not in hers


def test_what_changed_names_both_calendars_to_who_sees_them(visit, bob, charlie, alice, rooms, retreat, then):
    share_calendar(rooms, charlie.id, Role.VIEWER, by=alice)
    page = visit(bob).get(f"{then}/changes").text
    assert "Moved it from the calendar “Team” to “Rooms”" in page
    theirs = visit(charlie).get(f"{then}/changes").text
    assert "Moved it from another calendar to “Rooms”" in theirs and "Team" not in theirs


def test_the_page_of_an_event_that_moved_costs_no_statement_more(visit, bob, retreat, then):
    client = visit(bob)
    assert count_statements(client, f"{then}/events/{retreat}") <= count_statements(
        client, f"{moment()}/events/{retreat}"
    )
