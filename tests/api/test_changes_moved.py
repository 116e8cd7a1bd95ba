"""GET /api/changes after an event has moved to another calendar: told where it is, and as deleted to those who do not see it there."""

import pytest

from tests.support.cast import a_document
from tests.support.syncing import Copy, seen_by
from webapp.domain.roles import Role
from webapp.operations.events import edit_event
from webapp.operations.relocating import move_event_to
from webapp.operations.sharing import (
    share_calendar,
    share_event,
    stop_sharing_calendar,
    stop_sharing_event,
)


def news(copy):
    """What one more sync tells of events: calendar, event, version, whether it is gone."""
    copy.told.clear()
    copy.sync()
    events = [one for one in copy.told if one["kind"] == "event"]
    return [(one["calendar_id"], one["event_id"], one["version"], one["deleted"]) for one in events]


@pytest.fixture
def copies(program, cast, team, retreat, rooms):
    """What Bob, who sees both calendars, Vera, who sees Team, and Charlie, who was given the retreat alone, have synced."""
    share_event(retreat, cast.charlie.id, Role.VIEWER, by=cast.alice)
    people = (cast.bob, cast.vera, cast.charlie)
    return [Copy(program(person), by_event=True).sync() for person in people]


def test_each_is_told_once_where_it_is_or_that_it_is_gone(cast, team, retreat, rooms, copies):
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    edit_event(retreat, a_document(title="Summit"), based_on=2, by=cast.bob)
    bob, vera, charlie = copies

    assert news(bob) == news(charlie) == [(rooms, retreat, 3, False)]
    assert news(vera) == [(team, retreat, 2, True)]  # how often it was changed there is not hers to know
    assert [news(copy) for copy in copies] == [[], [], []]

    move_event_to(retreat, team, by=cast.bob, based_on=3)
    assert [news(copy) for copy in copies] == [[(team, retreat, 4, False)]] * 3


def test_who_was_given_it_alone_hears_when_it_is_taken_after_the_move(cast, team, retreat, rooms, copies):
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    stop_sharing_event(retreat, cast.charlie.id, by=cast.alice)
    assert news(copies[2]) == [(team, retreat, 2, True)]
    assert news(copies[2]) == []


def test_who_loses_the_calendar_it_went_to_loses_it(cast, team, retreat, rooms, copies):
    bob = copies[0]
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    assert news(bob) == [(rooms, retreat, 2, False)]
    stop_sharing_calendar(rooms, cast.bob.id, by=cast.alice)
    assert news(bob) == [(rooms, retreat, 2, True)]


def test_who_loses_the_calendar_that_it_had_left_unheard_loses_it_all_the_same(
    cast, team, retreat, rooms, copies
):
    vera = copies[1]
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    stop_sharing_calendar(team, cast.vera.id, by=cast.alice)
    assert news(vera) == [(team, retreat, 2, True)]
    share_calendar(rooms, cast.vera.id, Role.VIEWER, by=cast.alice)
    assert news(vera) == [(rooms, retreat, 2, False)]
    assert vera.versions == seen_by(cast.vera)[1]


def test_what_came_after_a_calendar_was_lost_is_nobodys_business(cast, team, retreat, rooms, copies):
    vera = copies[1]
    share_calendar(rooms, cast.vera.id, Role.VIEWER, by=cast.alice)
    assert news(vera) == []
    stop_sharing_calendar(rooms, cast.vera.id, by=cast.alice)
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    assert news(vera) == [(team, retreat, 2, True)]
    move_event_to(retreat, team, by=cast.bob, based_on=2)
    stop_sharing_calendar(team, cast.vera.id, by=cast.alice)
    assert news(vera) == []  # it was told as gone, and that it came back she could not see any more
