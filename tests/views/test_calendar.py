"""Month and agenda: what they (and week and day) show to whom, in which zone, and that more events cost no more statements."""

import pytest

from tests.support.cast import a_document
from tests.views.test_days import DAY, DAYS, WEEK
from webapp.domain.roles import Role
from webapp.operations.calendars import show_calendar
from webapp.operations.events import create_event, delete_event
from webapp.operations.sharing import share_event

pytestmark = pytest.mark.usefixtures("no_csrf")

MONTH, AGENDA = "/month/2026/3", "/agenda/2026-03-20"


@pytest.fixture(params=[MONTH, AGENDA], ids=["month", "agenda"])
def address(request):
    return request.param


@pytest.mark.parametrize("place", [MONTH, AGENDA, WEEK, DAYS, DAY])
def test_members_see_the_events_of_their_calendars_and_strangers_do_not(visit, cast, retreat, place):
    for who in (cast.alice, cast.bob, cast.vera):
        assert "Retreat" in visit(who).get(place).text
    for who in (cast.charlie, cast.root):
        assert "Retreat" not in visit(who).get(place).text


def test_a_calendar_that_is_switched_off_is_left_out(visit, alice, team, retreat, address):
    show_calendar(team, False, by=alice)
    assert ">Retreat<" not in visit(alice).get(address).text

    show_calendar(team, True, by=alice)
    assert ">Retreat<" in visit(alice).get(address).text


@pytest.mark.parametrize("place", [MONTH, AGENDA, WEEK, DAYS, DAY])
def test_an_event_that_was_shared_alone_is_shown_without_its_calendar(
    visit, alice, charlie, team, retreat, place
):
    create_event(team, a_document(title="Secret dinner"), by=alice)
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)

    page = visit(charlie).get(place).text
    assert "Retreat" in page
    assert "Secret dinner" not in page
    assert "Team" not in page


def test_a_deleted_event_is_gone(visit, alice, retreat, address):
    delete_event(retreat, by=alice)
    assert "Retreat" not in visit(alice).get(address).text


def test_times_are_those_of_the_person(visit, session, alice, retreat, address):
    assert "09:00" in visit(alice).get(address).text
    alice.zone = "America/New_York"
    alice.clock = 12
    session.commit()

    page = visit(alice).get(address).text
    assert "4:00" in page
    assert "09:00" not in page


def test_an_event_late_in_the_evening_is_on_the_next_day_further_east(visit, session, alice, team):
    create_event(team, a_document(title="Late", start="2026-03-24T23:00", end="2026-03-24T23:30"), by=alice)
    alice.zone = "Asia/Tokyo"
    session.commit()

    page = visit(alice).get(MONTH).text
    cell = page.split('id="day-2026-03-25"')[1].split('id="day-2026-03-26"')[0]
    assert "Late" in cell


def test_all_day_events_stay_on_their_days_in_every_zone(visit, session, alice, team):
    whole = a_document(title="Fair", all_day=True, start="2026-03-24", end="2026-03-26")
    create_event(team, whole, by=alice)

    for zone in ("Europe/Berlin", "Pacific/Auckland", "America/Los_Angeles"):
        alice.zone = zone
        session.commit()
        page = visit(alice).get(MONTH).text
        cell = page.split('id="day-2026-03-24"')[1].split('id="day-2026-03-25"')[0]
        assert 'class="d3"' in cell


@pytest.mark.parametrize(
    "path", ["/month/2026/13", "/month/1899/1", "/month/99999/1", "/agenda/2026-02-31", "/agenda/x"]
)
def test_days_and_months_that_are_none_are_404(visit, alice, path):
    assert visit(alice).get("/month/2026/12").status_code == 200
    assert visit(alice).get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/month/1900/1", "/month/2200/12", "/agenda/1900-01-01", "/agenda/2200-12-31"]
)
def test_the_first_and_last_days_have_pages(visit, alice, path):
    assert visit(alice).get(path).status_code == 200


def test_an_empty_fortnight_says_what_to_do_next(visit, alice):
    assert "Nothing is planned" in visit(alice).get("/agenda/2027-01-01").text
