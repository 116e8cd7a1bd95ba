"""Overlaps of a series: looked for some occurrences at a time, with indexes that fit what is asked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from tests.support.cast import a_document
from tests.support.overlap_scenes import DAY, YEAR, invited, make_room, planned
from webapp.domain.overlap_plans import Plan
from webapp.domain.overlaps import Span
from webapp.domain.windows import windows_of
from webapp.extensions import db
from webapp.operations import overlaps
from webapp.operations.beyond import beyond_horizon_of_people
from webapp.operations.events import create_event
from webapp.operations.occupied import calendars_of, occupied_at

DAILY = "FREQ=DAILY;COUNT=40"
NOW = datetime(YEAR, 3, 1, tzinfo=UTC)


@pytest.fixture
def busy(alice, bob, team):
    """A room that is taken each day, as Bob is elsewhere; what is planned there beside them, by Alice with Bob."""
    room = make_room(alice, "warn")
    create_event(room, planned("09:30", "11:00", rrule=DAILY), by=alice)
    create_event(team, planned("08:00", "09:15", rrule="FREQ=WEEKLY;COUNT=9", **invited(bob)), by=bob)
    create_event(team, a_document(start=DAY, end=f"{YEAR}-04-02", all_day=True, **invited(bob)), by=bob)
    plan = Plan(planned(rrule=DAILY, **invited(bob)), alice.id)
    return plan, overlaps.place_of(room)


def test_a_few_at_a_time_overlap_with_what_all_of_them_do(monkeypatch, busy, alice):
    plan, place = busy
    at_once = overlaps.overlaps_of(plan, place, alice.id, NOW)
    assert (at_once.count, len(at_once.found)) == (46, overlaps.TOLD)
    for few in (1, 7, 39):
        monkeypatch.setattr(overlaps, "AT_ONCE", few)
        assert overlaps.overlaps_of(plan, place, alice.id, NOW) == at_once
        assert overlaps.count_overlaps([plan], place, alice.id, NOW) == 46


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_when_there_are_more_than_are_counted_nothing_later_is_read(monkeypatch, busy, alice, statements):
    plan, place = busy
    monkeypatch.setattr(overlaps, "AT_ONCE", 8)

    def cost():
        statements.clear()
        found = overlaps.overlaps_of(plan, place, alice.id, NOW)
        return found.count, sum("json_each" in one for one in statements)

    assert cost() == (46, 5)
    monkeypatch.setattr(overlaps, "COUNTED", 12)
    assert cost() == (13, 2)


def explained(session, statement, parameters=()):
    """How the database would look for it, if it had so many rows that indexes pay."""
    if db.engine.dialect.name == "sqlite":
        found = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return " ".join(row.detail for row in found)
    session.execute(text("SET LOCAL enable_seqscan = off"))
    return " ".join(session.connection().exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars())


def sent(ask):
    """The statements that asking sends, as the driver gets them."""
    found = []
    listen = lambda connection, cursor, statement, parameters, *_: found.append((statement, parameters))  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    ask()
    event.remove(db.engine, "before_cursor_execute", listen)
    return found


def test_nothing_reads_a_year_of_a_calendar(session, busy, alice, bob):
    """An index of some rows serves only a statement that says so to the letter."""
    room, people = busy[1].id, [alice.id, bob.id]
    calendars = calendars_of(room, people)
    windows = windows_of(Span(NOW + timedelta(days=n), NOW + timedelta(days=n, hours=1)) for n in (0, 5))

    def plan_of(ask, word):
        return next(explained(session, *one) for one in sent(ask) if word in one[0])

    places = plan_of(lambda: occupied_at(room, people, windows, within=calendars), "json_")
    series = plan_of(
        lambda: beyond_horizon_of_people([room], people, NOW, NOW + timedelta(days=366), calendars),
        "placed_until",
    )
    assert "ix_occurrence_over_midnight" in places
    assert "ix_event_series" in series
