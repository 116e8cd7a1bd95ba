"""What comes out of several rows comes in one order on every database, whichever order the rows were written in."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tests.support.cast import a_document, make_person
from webapp.domain.roles import Role
from webapp.models import Calendar
from webapp.operations import beyond
from webapp.operations.access import open_calendars, open_events
from webapp.operations.beyond import beyond_horizon_of, beyond_horizon_of_people
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event
from webapp.operations.members import members_of_calendar
from webapp.operations.schedule import item_of
from webapp.operations.sharing import share_calendar

FAR, DAY = datetime(2036, 3, 24, tzinfo=UTC), timedelta(days=1)


def test_events_and_calendars_that_are_opened_together_are_in_the_order_of_their_numbers(team, alice):
    rooms = [create_calendar(f"Room {n}", "sky", "Europe/Berlin", by=alice) for n in range(4)]
    events = [create_event(team, a_document(title=f"Fair {n}"), by=alice).event_id for n in range(4)]

    assert [*open_events(alice, [*reversed(events)])] == events
    assert [*open_calendars(alice, [*reversed(rooms)])] == rooms


def test_members_of_one_name_and_role_are_in_the_order_of_their_accounts(session, team, alice):
    people = [make_person(f"dora{n}", "Dora Dahl") for n in range(4)]
    for n in (2, 0, 3, 1):
        share_calendar(team, people[n].id, Role.VIEWER, by=alice)

    found = members_of_calendar(session.get_one(Calendar, team))
    assert [one.person.id for one in found if one.person.name == "Dora Dahl"] == [one.id for one in people]


def test_what_a_limit_leaves_out_of_what_lies_far_ahead_are_the_newest_events(team, alice, monkeypatch):
    events = [create_event(team, a_document(rrule="FREQ=DAILY"), by=alice).event_id for _ in range(4)]
    monkeypatch.setattr(beyond, "MOST", 2)

    assert [row.id for row in beyond_horizon_of([team], [], FAR, FAR + DAY)] == events[:2]
    ahead = beyond_horizon_of_people([team], [], FAR, FAR + DAY)
    assert [event.id for event, _, _ in ahead.series] == events[:2]


def test_dates_of_one_series_at_one_time_are_in_the_order_of_their_names(team, alice):
    create_event(team, a_document(rrule="FREQ=DAILY"), by=alice)
    row = beyond_horizon_of([team], [], FAR, FAR + DAY)[0]
    items = [
        item_of(replace(row, recurrence_id=f"2036-03-{day}T09:00"), "sky", "Europe/Berlin")
        for day in random.Random(7).sample(range(10, 30), 12)
    ]
    in_order = sorted(items, key=lambda item: item.sort_key)
    assert all(one.recurrence_id < other.recurrence_id for one, other in pairwise(in_order))
