"""The small month of the sidebar is kept between pages, and still says what is planned now, to each their own."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.support.cast import a_document
from tests.support.time_zones import where_it_is_noon
from webapp.domain.roles import Role
from webapp.models import Person
from webapp.operations.calendars import show_calendar
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.sharing import share_event

pytestmark = pytest.mark.usefixtures("no_csrf")


@pytest.fixture
def today(session, alice, charlie):
    """Noon of the tenth of this month, where the month does not end while the test runs: in everybody's zone."""
    for who in (alice, charlie):
        session.get(Person, who.id).zone = where_it_is_noon()
    session.commit()
    return datetime.now(ZoneInfo(where_it_is_noon())).replace(day=10, hour=12)


def busy(client):
    """The days that are marked, of any page that reads no events of its own."""
    page = client.get("/profile").text
    return {int(day) for day in re.findall(r'<td class="busy"><a href="/agenda/\d+-\d+-(\d+)"', page)}


def on(day, **changes):
    end = day + timedelta(hours=1)
    return a_document(
        start=f"{day:%Y-%m-%dT%H:%M}", end=f"{end:%Y-%m-%dT%H:%M}", zone=day.tzinfo.key, **changes
    )


def test_it_follows_what_others_plan_move_and_delete(visit, alice, bob, team, today):
    client = visit(alice)
    assert busy(client) == set()

    event_id = create_event(team, on(today), by=bob).event_id
    assert busy(client) == {10}
    edit_event(event_id, on(today + timedelta(days=2)), 1, by=bob)
    assert busy(client) == {12}
    delete_event(event_id, by=bob)
    assert busy(client) == set()


def test_it_follows_what_was_given_alone_and_what_is_switched_off(visit, alice, charlie, team, today):
    event_id = create_event(team, on(today), by=alice).event_id
    client, other = visit(alice), visit(charlie)
    assert (busy(client), busy(other)) == ({10}, set())

    share_event(event_id, charlie.id, Role.VIEWER, by=alice)
    show_calendar(team, False, by=alice)
    assert (busy(client), busy(other)) == (set(), {10})
    edit_event(event_id, on(today + timedelta(days=1)), 1, by=alice)
    assert busy(other) == {11}
