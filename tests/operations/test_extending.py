"""The rolling horizon: rows of series go on ahead of today, nobody notices, and nothing else is touched."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.support.cast import a_document
from webapp.models import Calendar, EventVersion, Occurrence
from webapp.operations import placing
from webapp.operations.announcements import announced
from webapp.operations.calendars import calendars_of, create_calendar
from webapp.operations.events import create_event, delete_event
from webapp.operations.extending import extend_horizon
from webapp.operations.placing import AHEAD, BEHIND
from webapp.operations.schedule import items_between

YEAR, HOUR = timedelta(days=365), timedelta(hours=1)


def series(calendar_id, by, rrule, **values):
    return create_event(calendar_id, a_document(rrule=rrule, **values), by=by).event_id


def rows_of(session, event_id):
    session.rollback()
    starts = session.scalars(select(Occurrence.start_utc).where(Occurrence.event_id == event_id))
    return sorted(starts)


@pytest.fixture
def weekly(team, alice):
    return series(team, alice, "FREQ=WEEKLY")


def test_a_series_is_placed_ahead_again_when_half_of_its_horizon_is_over(session, weekly):
    now = datetime.now(UTC)
    before = rows_of(session, weekly)
    assert extend_horizon(now + AHEAD / 2 - timedelta(days=1)) == 0
    assert rows_of(session, weekly) == before

    later = now + AHEAD / 2 + timedelta(days=1)
    assert extend_horizon(later) == 1

    after = rows_of(session, weekly)
    assert after[-1] - before[-1] > AHEAD / 2 - timedelta(days=7)
    assert after[0] + HOUR >= later - BEHIND  # one that began before and goes on then is still there
    assert extend_horizon(later) == 0


def test_what_has_nothing_to_come_stays_as_it_is(session, team, alice, retreat, weekly):
    ended = series(team, alice, "FREQ=WEEKLY;COUNT=5")
    deleted = series(team, alice, "FREQ=DAILY")
    delete_event(deleted, by=alice)
    before = rows_of(session, ended), rows_of(session, retreat)

    assert extend_horizon(datetime.now(UTC) + YEAR * 2) == 1  # the one that goes on

    assert (rows_of(session, ended), rows_of(session, retreat)) == before
    assert rows_of(session, deleted) == []


def test_pages_show_the_same_before_and_after_and_nobody_is_told(app, session, cast, team, weekly):
    later = datetime.now(UTC) + AHEAD + YEAR
    month = later.date(), later.date() + timedelta(days=31)

    def shown():
        session.rollback()
        found = items_between(cast.alice, calendars_of(cast.alice), *month, "Europe/Berlin")
        return [one.sort_key for one in found]

    def written():
        session.rollback()
        return session.scalar(select(func.count(EventVersion.id))), session.get(Calendar, team).seq

    before, versions, told = shown(), written(), []
    with announced.connected_to(lambda sent: told.append(sent)):
        assert extend_horizon(later) == 1
    assert before and shown() == before
    assert written() == versions
    assert told == []


@pytest.mark.parametrize("years", [-4, 4])
def test_a_date_moved_to_before_the_first_is_found_however_far_from_today(session, alice, team, years):
    first = (datetime.now(UTC) + years * YEAR).date()
    there = first - timedelta(days=40)
    moved = {"title": "Early", "start": f"{there}T09:00", "end": f"{there}T10:00"}
    own = {f"{first + timedelta(days=7)}T09:00": moved}
    when = {"start": f"{first}T09:00", "end": f"{first}T10:00"}
    weekly = series(team, alice, "FREQ=WEEKLY", **when, overrides=own)

    def titles(day):
        found = items_between(alice, calendars_of(alice), day, day + timedelta(days=7), "Europe/Berlin")
        return [one.title for one in found]

    assert titles(there) == ["Early"]
    assert titles(first) == ["Retreat"], "and not on its own day"
    extend_horizon(datetime.now(UTC) + AHEAD)
    assert titles(there) == ["Early"] and weekly


def test_more_than_fit_into_a_transaction_are_all_placed_each_once(session, team, alice, monkeypatch):
    monkeypatch.setattr(placing, "MOST_PLACES", 10)  # so that they end soon however far they are placed
    other = create_calendar("Studio", "sky", "Europe/Berlin", by=alice)
    made = [series(calendar, alice, "FREQ=DAILY") for calendar in (team, team, team, other)]
    assert extend_horizon(datetime.now(UTC) + YEAR, at_once=2) == len(made)
    assert {len(rows_of(session, one)) for one in made} == {10}
