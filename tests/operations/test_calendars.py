"""Making, changing, deleting, restoring and hiding calendars."""

import pytest
from sqlalchemy import select

from webapp.domain.roles import Role
from webapp.models import Calendar, CalendarLog
from webapp.operations.access import open_calendar, open_event
from webapp.operations.calendars import (
    calendars_of,
    change_calendar,
    contents,
    create_calendar,
    delete_calendar,
    deleted_calendars_of,
    show_calendar,
    undelete_calendar,
)
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import delete_event

WRITES = {
    "change": lambda team, by: change_calendar(team, "Crew", "rose", "Asia/Tokyo", by=by),
    "delete": lambda team, by: delete_calendar(team, by=by),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize(
    ("who", "refusal"),
    [("alice", None), ("bob", RoleTooLow), ("vera", RoleTooLow), ("charlie", NotThere), ("root", NotThere)],
)
def test_only_owners_change_and_delete_a_calendar(cast, team, write, who, refusal):
    if refusal is None:
        write(team, getattr(cast, who))
    else:
        with pytest.raises(refusal):
            write(team, getattr(cast, who))


def test_a_deleted_calendar_is_gone_for_everybody_and_comes_back_as_it_was(session, cast, team, retreat):
    delete_calendar(team, by=cast.alice)
    for person in (cast.alice, cast.bob, cast.vera):
        assert team not in [row.id for row in calendars_of(person)]
        with pytest.raises(NotThere):
            open_event(person, retreat)

    undelete_calendar(team, by=cast.alice)
    roles = {
        person.username: open_event(person, retreat).role for person in (cast.alice, cast.bob, cast.vera)
    }
    assert roles == {"alice": Role.OWNER, "bob": Role.EDITOR, "vera": Role.VIEWER}


@pytest.mark.parametrize("who", ["bob", "vera", "charlie", "root"])
def test_only_owners_bring_a_calendar_back(cast, team, who):
    delete_calendar(team, by=cast.alice)

    with pytest.raises(NotThere):
        undelete_calendar(team, by=getattr(cast, who))
    assert [calendar.id for calendar in deleted_calendars_of(cast.alice)] == [team]
    assert deleted_calendars_of(getattr(cast, who)) == []


def test_deleting_and_restoring_again_write_nothing(session, cast, team):
    seqs = []
    for write in (delete_calendar, delete_calendar, undelete_calendar, undelete_calendar):
        write(team, by=cast.alice)
        seqs.append(session.get(Calendar, team).seq)
    assert seqs == [seqs[0], seqs[0], seqs[0] + 1, seqs[0] + 1]


def test_what_does_not_change_a_calendar_is_not_logged(session, cast, team):
    change_calendar(team, "Crew", "rose", "Asia/Tokyo", by=cast.alice)
    change_calendar(team, "Crew", "rose", "Asia/Tokyo", by=cast.alice)

    kinds = session.scalars(select(CalendarLog.kind).where(CalendarLog.calendar_id == team)).all()
    assert kinds.count("calendar") == 2  # made, changed once


def test_a_retry_makes_one_calendar(cast):
    made = {create_calendar("Studio", "rose", "Asia/Tokyo", by=cast.alice, key="k1") for _ in range(2)}
    assert len(made) == 1
    assert [row.name for row in calendars_of(cast.alice)].count("Studio") == 1


def test_hiding_a_calendar_is_ones_own_affair(cast, team):
    show_calendar(team, shown=False, by=cast.bob)
    show_calendar(team, shown=False, by=cast.bob)
    assert [row.hidden for row in calendars_of(cast.bob) if row.id == team] == [True]
    assert [row.hidden for row in calendars_of(cast.alice) if row.id == team] == [False]

    show_calendar(team, shown=True, by=cast.bob)
    assert [row.hidden for row in calendars_of(cast.bob) if row.id == team] == [False]
    with pytest.raises(NotThere):
        show_calendar(team, shown=False, by=cast.charlie)


def test_deleted_events_are_not_counted(cast, team, retreat):
    calendar = open_calendar(cast.alice, team).calendar
    assert contents(calendar) == (1, 3)
    delete_event(retreat, by=cast.bob)
    assert contents(calendar) == (0, 3)


def test_a_list_says_whose_a_calendar_is_and_how_many_see_it(cast, team):
    (row,) = [row for row in calendars_of(cast.vera) if row.id == team]
    assert (row.role, row.owner_name, row.members, row.private) == (Role.VIEWER, "Alice Adler", 3, False)
    (own,) = [row for row in calendars_of(cast.vera) if row.id != team]
    assert (own.role, own.members, own.private) == (Role.OWNER, 1, True)
