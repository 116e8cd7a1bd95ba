"""Migrations keep what is there, also where SQLite can only copy a table."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, text

from tests.support.cast import a_document
from webapp.domain.attendance import attendee
from webapp.models import EventVersion, FieldOrigin, HeldValue, Occurrence
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.purging import purge_event


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_history_of_events_survives_that_their_table_is_copied(session, retreat):
    def counts():
        found = [
            session.scalar(select(func.count()).select_from(one))
            for one in (EventVersion, FieldOrigin, Occurrence)
        ]
        session.rollback()
        return found

    def sizes():
        found = session.execute(select(EventVersion.id, EventVersion.size)).all()
        session.rollback()
        return found

    before, measured = counts(), sizes()
    assert all(before)
    downgrade(revision="0002")
    upgrade()

    assert counts() == before
    assert sizes() == measured and all(size for _, size in measured)
    assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_what_events_said_before_the_migration_is_found_after_it(session, cast, team):
    """Rows that saving wrote are equal to those that the migration makes of the versions."""
    first = a_document(description="Café.\n\nBring a lantern.\n" + "A sentence of a long line. " * 30)
    long = create_event(team, first, by=cast.alice).event_id
    guests = {"mailto:ann@lantern.example": attendee("Ann Åberg")}
    for number, changes in enumerate(
        (
            {"location": "Room 4", "tags": ["planning", "Budget"]},
            {"rrule": "FREQ=DAILY;COUNT=5", "attendees": guests},
            {"overrides": {"2026-03-25T09:00": {"location": "Studio Nord", "description": "One.\nTwo."}}},
            {"location": "Harbour room", "description": "Bring a lantern.\nAnd a friend."},
        ),
        start=1,
    ):
        first |= changes
        edit_event(long, first, number, by=cast.bob)
    delete_event(long, by=cast.bob)
    purge_event(create_event(team, a_document(), by=cast.alice).event_id, "A reason", by=cast.root)
    create_event(team, a_document(location=""), by=cast.bob)

    saved = held(session)
    assert {unit for _, unit, *_ in saved} == {
        "title",
        "location",
        "description",
        "tags",
        "attendees",
        "overrides",
        "description+",
        "overrides+",
    }
    assert len([row for row in saved if row[3] is None]) < len(saved)
    downgrade(revision="0009")
    upgrade()

    assert held(session) == saved


def held(session):
    columns = ("event_id", "unit", "first_version", "last_version", "value", "folded")
    found = session.execute(select(*(getattr(HeldValue, name) for name in columns))).all()
    session.rollback()
    return sorted(map(tuple, found), key=str)
