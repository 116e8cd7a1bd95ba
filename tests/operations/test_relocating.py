"""An event moves to another calendar: who may, what it takes along, what each calendar tells, and the way back."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.chains import misfits
from tests.support.overlap_scenes import YEAR, planned
from tests.support.stored import now, versions
from webapp.domain.attendance import attendee
from webapp.domain.roles import Role
from webapp.models import CalendarLog, Event, Occurrence, Share
from webapp.operations.access import open_event
from webapp.operations.calendars import change_calendar, create_calendar
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    create_event,
    delete_event,
    edit_event,
)
from webapp.operations.overlaps import Overlapping
from webapp.operations.relocating import ThereAlready, Typed, move_event_to
from webapp.operations.sharing import share_calendar, share_event


def lines(session, calendar_id):
    wanted = select(CalendarLog).where(CalendarLog.calendar_id == calendar_id, CalendarLog.kind == "event")
    return [(one.ref_id, one.version) for one in session.scalars(wanted.order_by(CalendarLog.seq))]


def test_it_is_the_same_event_in_another_calendar(session, bob, team, retreat, rooms):
    uid, document = now(session, retreat).uid, now(session, retreat).document
    saved = move_event_to(retreat, rooms, by=bob, based_on=1)

    event = now(session, retreat)
    assert (saved.version, saved.changed) == (2, True)
    assert (event.calendar_id, event.uid, event.document, event.version) == (rooms, uid, document, 2)
    assert session.scalars(select(Occurrence.calendar_id)).all() == [rooms]


def test_the_version_says_where_it_came_from_and_both_calendars_log_it(session, bob, team, retreat, rooms):
    move_event_to(retreat, rooms, by=bob, based_on=1)

    first, second = versions(session, retreat)
    assert (first.calendar_id, first.came_from_id, first.until) == (team, None, second.at)
    assert (second.calendar_id, second.came_from_id, second.changed) == (rooms, team, [])
    assert second.said == [["event.moved", {"old": team, "new": rooms}]]
    assert lines(session, team) == [(retreat, 1), (retreat, 2)]
    assert lines(session, rooms) == [(retreat, 2)]


def test_the_chains_of_both_calendars_hold(bob, alice, team, retreat, rooms):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    move_event_to(retreat, rooms, by=bob, based_on=2)
    edit_event(retreat, a_document(title="Retreat again"), based_on=3, by=alice)
    move_event_to(retreat, team, by=bob, based_on=4)

    assert misfits() == []


def test_an_edit_and_a_move_are_one_version(session, bob, retreat, rooms):
    typed = Typed(a_document(title="Summit"))
    move_event_to(retreat, rooms, by=bob, based_on=1, typed=typed, why="Too many people")

    last = versions(session, retreat)[-1]
    assert (last.version, last.changed, last.summary) == (2, ["title"], "Too many people")
    assert [name for name, _ in last.said] == ["event.moved", "title.renamed"]


def test_what_others_changed_meanwhile_is_merged_or_asked_about(session, alice, bob, retreat, rooms):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=alice)
    with pytest.raises(EditConflict):
        move_event_to(retreat, rooms, by=bob, based_on=1, typed=Typed(a_document(title="Away")))
    saved = move_event_to(retreat, rooms, by=bob, based_on=1, typed=Typed(a_document(location="Attic")))

    assert now(session, retreat).document == a_document(title="Summit", location="Attic")
    assert saved.merged_with == ["Alice Adler"]


def test_where_it_is_already_there_is_no_version(session, bob, team, retreat):
    assert not move_event_to(retreat, team, by=bob, based_on=1).changed
    assert len(versions(session, retreat)) == 1


def test_a_retry_moves_it_once(session, bob, alice, team, retreat, rooms):
    first = move_event_to(retreat, rooms, by=bob, based_on=1, key="k")
    move_event_to(retreat, team, by=alice, based_on=2)

    assert move_event_to(retreat, rooms, by=bob, based_on=1, key="k") == first
    assert now(session, retreat).calendar_id == team


# -- who may


def test_it_takes_an_editor_of_both_calendars(session, cast, team, retreat, rooms):
    share_calendar(rooms, cast.vera.id, Role.EDITOR, by=cast.alice)
    with pytest.raises(RoleTooLow):  # may only look where it is
        move_event_to(retreat, rooms, by=cast.vera, based_on=1)
    with pytest.raises(NotThere):
        move_event_to(retreat, rooms, by=cast.charlie, based_on=1)
    private = create_calendar("Private", "sky", "Europe/Berlin", by=cast.charlie)
    with pytest.raises(NotThere):
        move_event_to(retreat, private, by=cast.bob, based_on=1)
    share_calendar(private, cast.bob.id, Role.VIEWER, by=cast.charlie)
    with pytest.raises(RoleTooLow):
        move_event_to(retreat, private, by=cast.bob, based_on=1)
    assert now(session, retreat).calendar_id == team

    share_calendar(private, cast.bob.id, Role.EDITOR, by=cast.charlie)
    assert move_event_to(retreat, private, by=cast.bob, based_on=1).changed


def test_a_role_on_the_event_alone_does_not_take_it_out_of_its_calendar(cast, team, retreat):
    mine = create_calendar("Mine", "sky", "Europe/Berlin", by=cast.charlie)
    share_event(retreat, cast.charlie.id, Role.OWNER, by=cast.alice)
    with pytest.raises(RoleTooLow):
        move_event_to(retreat, mine, by=cast.charlie, based_on=1)

    share_calendar(team, cast.charlie.id, Role.EDITOR, by=cast.alice)
    assert move_event_to(retreat, mine, by=cast.charlie, based_on=1).changed


def test_who_saw_it_through_the_old_calendar_alone_sees_it_no_more(cast, team, retreat, rooms):
    share_event(retreat, cast.charlie.id, Role.VIEWER, by=cast.alice)
    assert open_event(cast.vera, retreat)
    move_event_to(retreat, rooms, by=cast.bob, based_on=1)

    with pytest.raises(NotThere):
        open_event(cast.vera, retreat)
    assert open_event(cast.charlie, retreat).role is Role.VIEWER


def test_who_is_invited_keeps_seeing_it(session, cast, team, rooms):
    guests = {f"person:{cast.vera.id}": attendee(cast.vera.name)}
    meeting = create_event(team, a_document(attendees=guests), by=cast.alice).event_id
    assert session.scalars(select(Share).where(Share.event_id == meeting)).all() == []
    move_event_to(meeting, rooms, by=cast.bob, based_on=1)

    assert open_event(cast.vera, meeting).role is Role.VIEWER
    assert misfits() == []


def test_a_deleted_event_has_to_be_restored_first(bob, retreat, rooms):
    delete_event(retreat, by=bob)
    with pytest.raises(EventDeleted, match="Restore it first"):
        move_event_to(retreat, rooms, by=bob, based_on=2)


def test_a_calendar_that_holds_it_already_refuses_it(session, cast, team, retreat, rooms):
    twin = create_event(rooms, a_document(), by=cast.alice).event_id
    session.get_one(Event, twin).uid = now(session, retreat).uid
    session.commit()
    with pytest.raises(ThereAlready, match="Rooms holds “Retreat” already"):
        move_event_to(retreat, rooms, by=cast.bob, based_on=1)

    assert now(session, retreat).calendar_id == team


# -- overlaps


def test_a_calendar_that_holds_one_at_a_time_warns_or_refuses(session, cast, team, retreat, rooms):
    def rooms_are(policy):
        change_calendar(
            rooms, "Rooms", "leaf", "Europe/Berlin", cast.alice, one_at_a_time=True, conflict_policy=policy
        )

    create_event(rooms, a_document(title="Repair"), by=cast.alice)
    rooms_are("warn")
    warned = move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    assert [one["title"] for one in warned.overlaps] == ["Repair"]
    move_event_to(retreat, team, by=cast.bob, based_on=2)
    rooms_are("refuse")
    with pytest.raises(Overlapping, match="Rooms"):
        move_event_to(retreat, rooms, by=cast.bob, based_on=3)
    assert now(session, retreat).calendar_id == team


# -- a series


def test_a_series_moves_whole(session, bob, alice, team, rooms):
    own = {f"{YEAR}-03-31T09:00": {"title": "Outing"}}
    series = create_event(team, planned(rrule="FREQ=WEEKLY;COUNT=4", overrides=own), by=alice).event_id
    move_event_to(series, rooms, by=bob, based_on=1)

    places = session.execute(select(Occurrence.calendar_id, Occurrence.title)).all()
    assert [one.calendar_id for one in places] == [rooms] * 4
    assert [one.title for one in places if one.title] == ["Outing"]
