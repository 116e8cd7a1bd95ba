"""What the history of a calendar can be filtered by: everybody and every way, found without reading all versions."""

import pytest
from sqlalchemy import delete, text

from tests.operations.test_calendar_history import FILE
from tests.support.cast import a_document
from webapp.models import Calendar, Person
from webapp.operations.calendars import change_calendar, create_calendar
from webapp.operations.events import edit_event
from webapp.operations.history_choices import _CHOICES, choices
from webapp.operations.importing import import_calendar
from webapp.operations.undoing import undo_version


@pytest.fixture
def busy(session, team, retreat, alice, bob):
    """Alice made the retreat, Bob edited it, took that back and imported a file."""
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)
    undo_version(retreat, 2, by=bob)
    import_calendar(team, FILE, by=bob)
    return session.get(Calendar, team)


def test_everybody_and_every_way_are_offered(busy, alice, bob):
    found = choices(busy)
    assert found.people == [(alice.id, "Alice Adler"), (bob.id, "Bob Brook")]
    assert found.ways == ["import", "undo", "web"]


def test_who_has_no_account_any_more_is_offered_as_one(session, busy, alice, bob):
    session.execute(delete(Person).where(Person.id == bob.id))
    session.commit()
    found = choices(busy)
    assert found.people == [(0, ""), (alice.id, "Alice Adler")]
    assert found.ways == ["import", "undo", "web"]


def test_who_changed_the_calendar_alone_is_offered_too(session, cast):
    own = create_calendar("Studio", "rose", "Asia/Tokyo", by=cast.vera)
    assert choices(session.get(Calendar, own)).people == []

    change_calendar(own, "Crew", "rose", "Asia/Tokyo", by=cast.vera)
    found = choices(session.get(Calendar, own))
    assert (found.people, found.ways) == ([(cast.vera.id, "Vera Voss")], ["web"])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_each_step_looks_into_the_index_alone(session, busy):
    asked = str(
        _CHOICES.params(of=busy.id).compile(session.connection(), compile_kwargs={"literal_binds": True})
    )
    plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]

    steps = [line for line in plan if "event_version" in line]
    index = (
        "SEARCH event_version USING COVERING INDEX ix_event_version_calendar_id_actor_id_via (calendar_id=?"
    )
    moves = [line for line in steps if "ix_event_version_came_from_id_came_from_seq (came_from_id=?)" in line]
    assert len(moves) == 1, plan  # of what left the calendar, which no step leads to
    steps.remove(moves[0])
    assert len(steps) >= 4 and all(line.startswith(index) for line in steps), plan
