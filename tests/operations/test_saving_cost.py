"""What a save asks of the database, and that what goes past the ORM is what the ORM would have done."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, event, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.support.cast import a_document
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import Answered, Calendar, Event, FieldOrigin, Person
from webapp.models.base import table_of
from webapp.operations.access import open_event
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import edit_event
from webapp.operations.members import Target
from webapp.operations.prepared import Prepared
from webapp.operations.sharing import change_role, stop_sharing
from webapp.operations.unit import unit_of_work

# Look it up, its change set; the head, the version before, this one; who gave the unit; the log, the head of the chain.
PLAIN = 8
# PostgreSQL holds the calendar and looks once more: SQLite's BEGIN IMMEDIATE holds everything.
HOLDING = {"sqlite": 0, "postgresql": 2}


def columns_of(thing):
    return {one.key: getattr(thing, one.key) for one in inspect(type(thing)).column_attrs}


def stored(event_id):
    """The head as a connection of its own reads it."""
    with db.engine.connect() as connection:
        heads = table_of(Event)
        return dict(connection.execute(select(heads).where(heads.c.id == event_id)).mappings().one())


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        # What is searched for: the line that was, and the one that is.
        ({"description": "Bring two books."}, 2),
        # The same; and whose time it is, as they are told.
        ({"title": "Summit"}, 3),
        ({"title": "Summit", "location": "Loft", "tags": []}, 3),
        # Whose time it is; and for overlaps what the calendar takes and who organizes it.
        ({"status": "tentative"}, 3),
        # These; its place in the month, anew; and what overlaps, of what is placed and what lies beyond.
        ({"start": "2026-03-24T08:00"}, 7),
    ],
)
def test_a_save_sends_no_more_statements_than_its_change_needs(
    retreat, bob, database, changes, more, statements
):
    statements.clear()

    assert edit_event(retreat, a_document(**changes), based_on=1, by=bob).changed

    assert len(statements) == PLAIN + more + HOLDING[database.kind], "\n".join(one[:90] for one in statements)


def test_a_save_that_changes_nothing_only_looks(retreat, bob, database, statements):
    statements.clear()

    assert not edit_event(retreat, a_document(), based_on=1, by=bob).changed

    assert len(statements) == 1 + HOLDING[database.kind]


@pytest.mark.parametrize("before", ["held", "forgotten"])
def test_whoever_holds_the_event_sees_what_is_stored(session, retreat, bob, before):
    held = session.get(Event, retreat) if before == "held" else None
    session.expunge_all() if before == "forgotten" else None

    for base, changes in enumerate(
        [{"title": "Summit"}, {"start": "2026-03-24T08:00", "rrule": "FREQ=DAILY"}], 1
    ):
        edit_event(retreat, a_document(**changes), based_on=base, by=session.get(Person, bob.id))

        assert columns_of(held or session.get(Event, retreat)) == stored(retreat)
        assert not session.dirty


@pytest.mark.parametrize("known", [True, False])
def test_opening_an_event_gives_the_objects_that_the_orm_would(session, team, retreat, bob, known):
    orm = session.get(Event, retreat), session.get(Calendar, team)
    wanted = [columns_of(one) for one in orm]
    for one in () if known else orm:
        session.expunge(one)

    found = open_event(bob, retreat)

    assert [columns_of(found.event), columns_of(found.calendar)] == wanted
    assert found.event in session
    assert found.calendar in session
    assert ((found.event, found.calendar) == orm) == known
    assert (found.role, found.through_calendar) == (Role.EDITOR, Role.EDITOR)
    assert not session.dirty


def test_opening_an_event_reads_past_what_was_read_before(session, retreat, bob):
    held = session.get(Event, retreat)
    session.commit()
    with db.engine.begin() as connection:
        connection.execute(update(Event).where(Event.id == retreat).values(title="Meanwhile"))

    assert open_event(bob, retreat).event is held
    assert held.title == "Meanwhile"


def test_opening_an_event_loses_nothing_that_is_to_be_written(session, retreat, bob):
    session.get(Event, retreat).title = "To be written"

    assert open_event(bob, retreat).event.title == "To be written"


def test_a_save_goes_by_the_rights_of_this_moment(app, session, retreat, team, alice, bob):
    assert open_event(bob, retreat).role is Role.EDITOR  # and this is what the session holds
    with app.app_context():
        change_role(Target(team), bob.id, Role.VIEWER, by=alice)
    with pytest.raises(RoleTooLow):
        edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)
    with app.app_context():
        stop_sharing(Target(team), bob.id, by=alice)
    with pytest.raises(NotThere):
        edit_event(retreat, a_document(title="Summit"), based_on=1, by=bob)

    assert stored(retreat)["title"] == "Retreat"
    assert edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice).changed


def test_a_moment_is_stored_as_the_orm_reads_it(session, retreat, bob):
    with unit_of_work(bob) as unit:
        unit.remember("a key", {"asked": 1}, {"told": [1, "é"]})
        now = unit.now

    kept = session.get(Answered, (bob.id, "a key"))
    assert (kept.at, kept.result) == (now, {"told": [1, "é"]})


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_both_moments_of_an_hour_that_comes_twice_are_stored(session, retreat, bob, zone):
    heads = table_of(Event)
    touch = Prepared(update(heads).where(heads.c.id == bindparam("of")))
    for fold in (0, 1):
        moment = datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=ZoneInfo(zone) if zone != "UTC" else UTC)
        with unit_of_work(bob) as unit:
            unit.run(touch, {"of": retreat, "updated_at": moment})

        assert stored(retreat)["updated_at"] == moment.astimezone(UTC)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_database_that_lets_nobody_begin_is_told_as_the_orm_tells_it(app, bob):
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        db.session.execute(text("PRAGMA busy_timeout=1"))
        with pytest.raises(OperationalError, match="locked"), unit_of_work(bob):
            """It does not come so far."""
        db.session.execute(text("PRAGMA busy_timeout=10000"))

    with unit_of_work(bob) as unit:
        assert unit.is_alone


ORIGIN = Prepared(insert(table_of(FieldOrigin)))


@pytest.mark.parametrize("heard", [True, False])
def test_what_the_database_refuses_is_told_as_the_orm_tells_it(app, retreat, bob, heard):
    def hear(*_args):
        """Somebody listens to what is sent."""

    if heard:
        event.listen(db.engine, "before_cursor_execute", hear)
    row = {"event_id": retreat, "unit": "title", "version": 1}
    with pytest.raises(IntegrityError) as refused, unit_of_work(bob) as unit:
        unit.run(ORIGIN, row)
    if heard:
        event.remove(db.engine, "before_cursor_execute", hear)

    assert "field_origin" in str(refused.value)
    with unit_of_work(bob) as unit:
        unit.run(ORIGIN, [row | {"unit": "one"}, row | {"unit": "two"}])
    assert db.session.get(FieldOrigin, (retreat, "two")).version == 1


def test_rows_are_read_with_their_types(session, team, retreat, alice):
    calendars = table_of(Calendar)
    wanted = session.execute(select(calendars).where(calendars.c.id == team)).all()

    with unit_of_work(alice) as unit:
        read = unit.read(
            Prepared(select(calendars).where(calendars.c.id == bindparam("wanted"))), {"wanted": team}
        )

    assert read == [tuple(row) for row in wanted]


def test_a_statement_says_what_is_its_own_and_its_rows_have_names(session, team, retreat):
    calendars = table_of(Calendar)
    wanted = calendars.c.id == bindparam("wanted")
    found = Prepared(select(calendars.c.id, (calendars.c.seq + 5).label("later")).where(wanted))
    named = Prepared(select(calendars.c.id).where(wanted, calendars.c.name == "No such name"))
    (row,) = found.named(session.connection(), {"wanted": team})

    assert (row.id, row.later) == (team, session.get(Calendar, team).seq + 5)
    assert named.named(session.connection(), {"wanted": team}) == []
    with pytest.raises(KeyError):
        found.named(session.connection(), {})
