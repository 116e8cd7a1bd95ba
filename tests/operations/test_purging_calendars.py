"""A whole calendar purged: nothing of it is left in any table, nobody has a role in it, and all chains fit."""

import pytest
from sqlalchemy import func, select

from tests.operations.test_purging import SECRET, WHY, holding, soon
from tests.support.cast import a_document
from tests.support.chains import alter, misfits
from webapp.domain import chain_checks as says
from webapp.domain.roles import Role
from webapp.models import AuditEntry, Calendar, Event, EventVersion, Share, ShareChange
from webapp.models.base import Base
from webapp.operations.announcements import AccessChanged, announced
from webapp.operations.calendars import change_calendar, create_calendar, show_calendar, undelete_calendar
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import create_event, edit_event
from webapp.operations.looks import look_at_calendar
from webapp.operations.purging import purge_event
from webapp.operations.purging_calendars import (
    BY_EVENT,
    DELETED,
    EMPTIED,
    KEPT,
    purge_calendar,
    purgeable_calendar,
)
from webapp.operations.sharing import share_calendar, share_event
from webapp.operations.verifying import verify

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def secret(alice, bob, vera, charlie):
    """A calendar about something that nobody is to know any more, with events, roles, looks and settings."""
    made = create_calendar(SECRET, "teal", "Europe/Berlin", by=alice, key="made")
    share_calendar(made, bob.id, Role.EDITOR, by=alice)
    share_calendar(made, vera.id, Role.VIEWER, by=alice)
    series = a_document(**soon(), title=SECRET, rrule="FREQ=DAILY;COUNT=5", tags=[SECRET.lower()])
    first = create_event(made, series, by=alice, key="first").event_id
    edit_event(first, {**series, "location": SECRET}, 1, by=bob, why=f"because of {SECRET}", key="edited")
    second = create_event(made, a_document(**soon(), description=SECRET), by=bob).event_id
    share_event(second, charlie.id, Role.VIEWER, by=alice)
    show_calendar(made, False, by=vera)
    look_at_calendar(made, 3, bob)
    return made


def test_nothing_of_it_is_left_in_any_table_and_the_chains_fit(session, cast, team, retreat, secret):
    assert {"calendar", "event", "event_version", "change_set"} <= set(holding(session))
    kept = {found.chain: {found.head.position: found.head.link} for found in verify({})}
    emptied = purge_calendar(secret, WHY, by=cast.root, address="10.0.0.1")

    assert (emptied.events, emptied.versions) == (2, 3)
    assert holding(session) == []
    assert misfits(kept) == []
    calendar = session.get_one(Calendar, secret)
    assert (calendar.name, calendar.hue, calendar.purged_at) == (
        "Purged calendar",
        "sky",
        calendar.deleted_at,
    )
    for model in DELETED:
        assert session.scalar(select(func.count()).where(model.calendar_id == secret)) == 0
    events = select(Event.id).where(Event.calendar_id == secret)
    assert session.scalar(select(func.count()).where(Share.event_id.in_(events))) == 0
    assert {event.purged for event in session.scalars(select(Event).filter_by(calendar_id=secret))} == {True}
    assert session.get_one(Event, retreat).title == "Retreat"


def test_what_is_left_says_who_when_and_why(session, cast, secret):
    purge_calendar(secret, WHY, by=cast.root, address="10.0.0.1")

    line = session.scalars(select(AuditEntry).where(AuditEntry.action == "calendar-purged")).one()
    assert (line.actor_label, line.target_label, line.address) == (
        "Root Rowan",
        f"calendar {secret}",
        "10.0.0.1",
    )
    assert line.details | {"fingerprint": ""} == {"why": WHY, "events": 2, "versions": 3, "fingerprint": ""}
    assert len(line.details["fingerprint"]) == 64
    lasts = session.scalars(select(EventVersion).where(EventVersion.via == "purge")).all()
    assert [(one.actor_label, one.summary) for one in lasts] == [("Root Rowan", WHY)] * 2
    assert len({one.change_set_id for one in lasts}) == 1
    shares = session.scalars(select(ShareChange).where(ShareChange.calendar_id == secret)).all()
    assert {(one.actor_label, one.person_label, one.new_role) for one in shares} == {
        ("Alice Adler", "", None)
    }


@only_sqlite
def test_a_change_of_sharing_is_empty_only_where_a_purge_is_in_the_audit_log(session, cast, team, secret):
    empty = "UPDATE share_change SET salt = NULL, person_id = NULL, person_label = '', old_role = NULL, new_role = NULL"
    purge_calendar(secret, WHY, by=cast.root)
    assert misfits() == []
    alter(session, "UPDATE share_change SET person_label = 'Bob' WHERE calendar_id = :of", of=secret)
    assert [(one.calendar_id, one.what) for one in misfits()] == [(secret, says.CONTENT)]
    alter(session, "UPDATE share_change SET person_label = '' WHERE calendar_id = :of", of=secret)
    assert misfits() == []
    alter(session, f"{empty} WHERE calendar_id = :of", of=team)
    assert [(one.calendar_id, one.what) for one in misfits()] == [(team, says.EMPTY)]


@only_sqlite
def test_an_event_that_was_purged_before_keeps_its_own_tombstone(session, cast, secret):
    (first, _) = session.scalars(select(Event.id).filter_by(calendar_id=secret).order_by(Event.id)).all()
    purge_event(first, "An earlier reason", by=cast.root)

    assert purge_calendar(secret, WHY, by=cast.root).events == 1
    whys = select(EventVersion.summary).where(EventVersion.via == "purge").order_by(EventVersion.id)
    assert session.scalars(whys).all() == ["An earlier reason", WHY]
    assert misfits() == []


@only_sqlite
def test_it_is_nobodys_afterwards_and_cannot_be_brought_back(cast, secret, team):
    for who in (cast.alice, cast.charlie):
        with pytest.raises(RoleTooLow):
            purge_calendar(secret, WHY, by=who)
    assert change_calendar(secret, SECRET, "rose", "UTC", by=cast.alice).calendar.hue == "rose"
    heard = []
    with announced.connected_to(lambda sender, **_: heard.append(sender)):
        purge_calendar(secret, WHY, by=cast.root)
    told = {one.person_id for one in heard if isinstance(one, AccessChanged)}
    assert told == {one.id for one in (cast.alice, cast.bob, cast.vera, cast.charlie)}

    with pytest.raises(NotThere):
        undelete_calendar(secret, by=cast.alice)
    with pytest.raises(Refused, match="has been purged already"):
        purge_calendar(secret, WHY, by=cast.root)
    for nothing in (999, 2**31, 0):
        with pytest.raises(NotThere):
            purge_calendar(nothing, WHY, by=cast.root)


@only_sqlite
def test_an_admin_is_shown_how_much_it_is(cast, secret):
    found = purgeable_calendar(secret)
    assert (found.events, found.versions, found.people, found.owners) == (2, 3, 3, ["Alice Adler"])
    assert (found.changes_of_sharing, found.purged) == (4, False)

    purge_calendar(secret, WHY, by=cast.root)
    assert purgeable_calendar(secret).purged
    with pytest.raises(NotThere):
        purgeable_calendar(999)


def test_every_table_that_names_a_calendar_is_thought_of():
    named = {table.name for table in Base.metadata.sorted_tables if "calendar_id" in table.c}
    assert named == {model.__tablename__ for model in (*DELETED, *EMPTIED)} | set(BY_EVENT) | set(KEPT)


@only_sqlite
def test_many_events_take_a_bounded_number_of_statements(session, cast, secret, statements):
    def count(events):
        made = create_calendar(f"With {events}", "teal", "UTC", by=cast.alice)
        for n in range(events):
            create_event(made, a_document(title=f"Number {n}"), by=cast.alice)
        statements.clear()
        purge_calendar(made, WHY, by=cast.root)
        return len(statements)

    few = count(3)
    assert count(30) <= few
