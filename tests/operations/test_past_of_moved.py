"""Moments of the past of events that have moved since: where they were then, for who may see them and their calendar today."""

from datetime import UTC, date, datetime

import pytest

from webapp.domain.roles import Role
from webapp.models import EventVersion
from webapp.operations.calendars import calendars_of, show_calendar
from webapp.operations.events import edit_event
from webapp.operations.past import items_then, steps
from webapp.operations.past_changes import changes_between
from webapp.operations.relocating import move_event_to
from webapp.operations.sharing import share_event

DAYS = date(2026, 3, 1), date(2026, 3, 31)


def now():
    return datetime.now(UTC)


def places(person, at):
    """In which calendars somebody sees something planned at a moment, with those switched on that are."""
    rows = calendars_of(person)
    shown = [row for row in rows if not row.hidden]
    items = items_then(person, shown, [row.id for row in rows], DAYS, "Europe/Berlin", at)
    return [item.calendar_id for item in items]


@pytest.fixture
def there_and_here(retreat, rooms, cast):
    """A moment at which the retreat was in Team; then it moved to Rooms, and a moment after that."""
    there = now()
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    return there, now()


def test_it_is_switched_off_and_on_with_the_calendar_in_which_it_was(cast, team, rooms, there_and_here):
    there, here = there_and_here
    assert [places(cast.bob, at) for at in (there, here)] == [[team], [rooms]]
    show_calendar(rooms, False, by=cast.bob)
    assert [places(cast.bob, at) for at in (there, here)] == [[team], []]
    show_calendar(team, False, by=cast.bob)
    assert [places(cast.bob, at) for at in (there, here)] == [[], []]


def test_who_was_given_it_alone_sees_it_in_their_calendar_while_it_was_there(
    cast, team, rooms, retreat, there_and_here
):
    there, here = there_and_here
    assert [places(cast.vera, at) for at in (there, here)] == [[], []]
    share_event(retreat, cast.vera.id, Role.VIEWER, by=cast.alice)
    assert [places(cast.vera, at) for at in (there, here)] == [[team], [rooms]]
    show_calendar(team, False, by=cast.vera)
    assert [places(cast.vera, at) for at in (there, here)] == [[], [rooms]]


def test_of_a_calendar_that_one_does_not_see_only_what_is_given_alone_is_shown(
    cast, team, rooms, retreat, there_and_here
):
    _, in_rooms = there_and_here
    move_event_to(retreat, team, by=cast.bob, based_on=2)
    assert [places(cast.vera, at) for at in (in_rooms, now())] == [[], [team]]
    share_event(retreat, cast.vera.id, Role.VIEWER, by=cast.alice)
    assert [places(cast.vera, at) for at in (in_rooms, now())] == [[rooms], [team]]


def test_leaving_is_a_step_of_the_calendar_that_it_left(session, cast, team, rooms, retreat, there_and_here):
    there, here = there_and_here
    moved = session.query(EventVersion).filter_by(event_id=retreat, version=2).one().at
    edit_event(retreat, {"title": "Summit"}, based_on=2, by=cast.bob)
    for calendar_id in (team, rooms):
        assert steps(cast.bob, [calendar_id], there).later == moved
    assert steps(cast.bob, [team], here).later is None and steps(cast.bob, [rooms], here).later is not None
    assert steps(cast.charlie, [], there).later is None
    share_event(retreat, cast.charlie.id, Role.VIEWER, by=cast.alice)
    assert steps(cast.charlie, [], there).later == moved


def test_what_left_a_calendar_has_changed_it_for_who_sees_where_it_is(
    cast, team, rooms, retreat, there_and_here
):
    there, here = there_and_here
    show_calendar(rooms, False, by=cast.bob)
    (row,) = changes_between(cast.bob, [team], there, now()).rows
    assert (row.kind, row.calendar_id, row.said) == (
        "moved",
        rooms,
        [("event.moved", {"old": team, "new": rooms})],
    )
    assert changes_between(cast.bob, [team], here, now()).rows == []
    assert changes_between(cast.vera, [team], there, now()).rows == []
