"""Migrations keep what is there, also where SQLite can only copy a table."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, select, text

from webapp.models import EventVersion, FieldOrigin, Occurrence


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
