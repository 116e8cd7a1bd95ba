"""The demo team: there at once on an empty database, never on one that has people in it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from webapp.models import Calendar, Event, EventVersion, Person
from webapp.operations import demo
from webapp.operations.events import create_event
from webapp.operations.overlaps import Overlapping, overlaps_of, place_of, plan_of

SATURDAY = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_an_empty_database_gets_a_team_with_plans_and_a_history(session):
    assert demo.fill()

    authors = session.scalars(select(EventVersion.actor_label).distinct()).all()
    assert session.scalar(select(func.count()).select_from(Person)) == 5
    assert session.scalar(select(func.count()).select_from(Event)) >= 35
    assert {"Alice Adler", "Bob Brook"} <= set(authors)
    assert session.scalar(select(func.max(EventVersion.version))) == 8
    assert demo.demo_hint()["people"][0]["username"] == "alice"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("offset", [0, 1, 2, 4])
def test_the_demo_shows_invitations_an_overlap_and_a_room_that_refuses(session, offset):
    day = SATURDAY + timedelta(days=offset)
    demo.fill(day)

    events = {event.title: event for event in session.scalars(select(Event))}
    answers = {who["answer"] for event in events.values() for who in event.document["attendees"].values()}
    assert answers == {"accepted", "declined", "tentative", "needs-action"}
    room = session.scalar(select(Calendar).where(Calendar.one_at_a_time))
    assert (room.name, room.conflict_policy) == ("Harbour room", "refuse")
    alice = session.scalar(select(Person).where(Person.username == "alice"))
    planning = events["Quarterly planning"]
    found = overlaps_of(
        plan_of(planning, planning.document, None), place_of(planning.calendar_id), alice.id, day
    )
    assert [one["title"] for one in found.found] == ["Usability test, round 2"]
    with pytest.raises(Overlapping):
        taken = events["Piano tuning"].document | {"title": "Choir"}
        create_event(room.id, taken, by=alice)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_today_is_the_day_where_the_demo_team_is(session):
    demo.fill(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))  # half past midnight in Berlin
    planning = session.scalar(select(Event).where(Event.title == "Quarterly planning"))
    assert planning.document["start"].startswith("2027-01-01T")


def test_a_database_with_people_is_left_alone(session, charlie):
    assert not demo.fill()
    assert session.scalar(select(func.count()).select_from(Person)) == 1
    assert demo.demo_hint() is None


def test_versions_of_the_demo_lie_in_the_past_in_order(session):
    demo.fill(SATURDAY)

    for calendar in session.scalars(select(Calendar)):
        of_calendar = (
            select(EventVersion.at).where(EventVersion.calendar_id == calendar.id).order_by(EventVersion.seq)
        )
        times = list(session.scalars(of_calendar))
        assert times == sorted(times)
        assert not times or times[-1] < SATURDAY


@pytest.mark.parametrize("number", [-16, -1, 1, 4, 24])
@pytest.mark.parametrize("offset", range(7))
def test_working_days_of_the_demo_are_never_on_a_weekend(number, offset):
    today = SATURDAY.date() + timedelta(days=offset)
    day = demo._workday(today, number)

    assert day.weekday() < 5
    assert (day > today) == (number > 0) or today.weekday() >= 5
