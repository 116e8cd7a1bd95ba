"""Moves between calendars in histories: found by the field that they change, on both sides, and by who moved what away."""

from tests.support.cast import a_document
from webapp.domain.many_input import MOVE, Wish
from webapp.domain.roles import Role
from webapp.models import Calendar
from webapp.operations import history
from webapp.operations.calendar_history import happened
from webapp.operations.departures import LeftRow
from webapp.operations.events import create_event, edit_event
from webapp.operations.history_choices import choices
from webapp.operations.history_filters import MOVES, Filters
from webapp.operations.many import do_to_many
from webapp.operations.relocating import Typed, move_event_to
from webapp.operations.sharing import share_calendar


def rows(session, calendar_id, **filters):
    return happened(session.get_one(Calendar, calendar_id), Filters(**filters), 50).rows


def test_both_calendars_find_it_by_the_field_calendar(session, cast, team, retreat, rooms):
    edit_event(retreat, a_document(location="Attic"), based_on=1, by=cast.alice)
    saved = move_event_to(retreat, rooms, by=cast.bob, based_on=2)
    edit_event(retreat, a_document(title="Summit"), based_on=3, by=cast.alice)
    (left,), (came,) = (rows(session, one, units=(MOVES,)) for one in (team, rooms))
    assert isinstance(left, LeftRow) and left.id == came.id == saved.change_set
    assert came.moved and not any(row.moved for row in rows(session, rooms, units=("title",)))
    assert [row.number for row in history.versions(retreat, Filters(units=(MOVES,)), 50).rows] == [3]
    fields = [(MOVES, "location"), ("location",)]
    both, one = (
        {row.number for row in history.versions(retreat, Filters(units=units), 50).rows} for units in fields
    )
    assert both - one == {3} and 2 in one
    assert len(rows(session, team, units=fields[0])) == len(rows(session, team, units=fields[1])) + 1


def test_the_other_filters_hold_beside_it(session, cast, team, retreat, rooms):
    move_event_to(retreat, rooms, by=cast.bob, based_on=1, via="api")
    for calendar_id in (team, rooms):
        assert rows(session, calendar_id, units=(MOVES,), who=cast.bob.id, via="api")
        assert rows(session, calendar_id, units=(MOVES,), who=cast.alice.id) == []
        assert rows(session, calendar_id, units=(MOVES,), via="web") == []
        assert not any(row.via == "api" for row in rows(session, calendar_id, units=("location",)))


def test_what_else_was_changed_with_it_is_no_field_of_the_old_calendar(session, cast, team, retreat, rooms):
    move_event_to(retreat, rooms, by=cast.bob, based_on=1, typed=Typed(a_document(title="Secret summit")))
    assert len(rows(session, rooms, units=("title",))) == 1
    assert not any(isinstance(row, LeftRow) for row in rows(session, team, units=("title",)))
    assert any(isinstance(row, LeftRow) for row in rows(session, team, units=("title", MOVES)))


def test_who_only_took_something_away_can_be_chosen(session, cast, team, retreat, rooms):
    share_calendar(rooms, cast.vera.id, Role.EDITOR, by=cast.alice)
    share_calendar(team, cast.vera.id, Role.EDITOR, by=cast.alice)
    assert "Vera Voss" not in [name for _, name in choices(session.get_one(Calendar, team)).people]
    move_event_to(retreat, rooms, by=cast.vera, based_on=1, via="api")
    found = choices(session.get_one(Calendar, team))
    assert (cast.vera.id, "Vera Voss") in found.people and "api" in found.ways
    assert [row.id for row in rows(session, team, who=cast.vera.id)] != []


def test_a_set_that_moved_some_of_its_many_events_is_marked(session, cast, team, rooms):
    events = [create_event(team, a_document(title=f"Event {n}"), by=cast.alice).event_id for n in range(5)]
    do_to_many(events, Wish(MOVE, calendar_id=rooms), None, by=cast.bob, key=None)
    (row,) = [one for one in rows(session, rooms) if getattr(one, "events", 0) == 5]
    assert row.moved and len(row.lines) == 3
    (left,) = rows(session, team, units=(MOVES,))
    assert left.events == 5
