"""An event that moved to another calendar goes back, and several people move and edit at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from tests.support.cast import a_document
from tests.support.chains import misfits
from tests.support.stored import now, versions
from webapp.domain.attendance import attendee
from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import Event, Person
from webapp.operations.access import open_event
from webapp.operations.calendars import create_calendar
from webapp.operations.errors import Refused, RoleTooLow
from webapp.operations.events import (
    EditConflict,
    create_event,
    edit_event,
    restore_version,
)
from webapp.operations.members import Target
from webapp.operations.relocating import Typed, move_event_to
from webapp.operations.sharing import share_calendar, stop_sharing
from webapp.operations.undoing import undo_version
from webapp.operations.undoing_sets import undo_change_set


@pytest.mark.parametrize("way", ["version", "set"])
def test_undo_puts_it_back_and_undoing_that_moves_it_again(session, bob, team, retreat, rooms, way):
    def undo(saved):
        if way == "version":
            return undo_version(retreat, saved.version, by=bob).change_set
        return undo_change_set(saved.change_set, by=bob).change_set

    saved = move_event_to(retreat, rooms, by=bob, based_on=1)
    undone = undo(saved)
    assert undone and now(session, retreat).calendar_id == team
    last = versions(session, retreat)[-1]
    assert (last.via, last.came_from_id) == ("undo", rooms)
    assert last.said == [["event.undone", {"version": 2}], ["event.moved", {"old": rooms, "new": team}]]

    undo_change_set(undone, by=bob)
    assert now(session, retreat).calendar_id == rooms
    assert misfits() == []


@pytest.mark.parametrize("way", ["version", "set"])
def test_undo_takes_the_rights_on_both(session, cast, team, retreat, rooms, way):
    saved = move_event_to(retreat, rooms, by=cast.bob, based_on=1)

    def undo(by):
        if way == "version":
            return undo_version(retreat, saved.version, by=by).changed
        return bool(undo_change_set(saved.change_set, by=by).change_set)

    stop_sharing(Target(team), cast.bob.id, by=cast.alice)
    with pytest.raises(Refused, match="a calendar that you do not see"):
        undo(cast.bob)
    share_calendar(team, cast.bob.id, Role.VIEWER, by=cast.alice)
    with pytest.raises(RoleTooLow):
        undo(cast.bob)
    assert now(session, retreat).calendar_id == rooms
    assert undo(cast.alice) and now(session, retreat).calendar_id == team


@pytest.mark.parametrize("way", ["version", "set"])
def test_who_was_invited_meanwhile_keeps_seeing_it(cast, team, retreat, rooms, way):
    share_calendar(rooms, cast.charlie.id, Role.VIEWER, by=cast.alice)
    saved = move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    guests = {f"person:{cast.charlie.id}": attendee(cast.charlie.name)}
    edit_event(retreat, a_document(attendees=guests), based_on=2, by=cast.bob)
    if way == "version":
        undo_version(retreat, saved.version, by=cast.bob)
    else:
        undo_change_set(saved.change_set, by=cast.bob)

    assert open_event(cast.charlie, retreat).role is Role.VIEWER


def test_undo_keeps_what_was_changed_since(session, cast, team, retreat, rooms):
    move_event_to(retreat, rooms, by=cast.bob, based_on=1, typed=Typed(a_document(title="Summit")))
    edit_event(retreat, a_document(title="Summit", location="Attic"), based_on=2, by=cast.alice)
    undo_version(retreat, 2, by=cast.bob)

    assert now(session, retreat).document == a_document(location="Attic")
    assert now(session, retreat).calendar_id == team


def test_an_older_version_comes_back_without_a_move(session, cast, team, retreat, rooms):
    edit_event(retreat, a_document(title="Summit"), based_on=1, by=cast.alice)
    move_event_to(retreat, rooms, by=cast.bob, based_on=2)
    restore_version(retreat, 1, by=cast.bob)
    undo_version(retreat, 4, by=cast.bob)
    undo_version(retreat, 2, by=cast.bob)

    assert now(session, retreat).calendar_id == rooms
    assert now(session, retreat).title == "Retreat"


def test_what_has_moved_on_is_not_fetched_back(session, cast, team, retreat, rooms):
    attic = create_calendar("Attic", "sky", "Europe/Berlin", by=cast.bob)
    saved = move_event_to(retreat, rooms, by=cast.bob, based_on=1)
    move_event_to(retreat, attic, by=cast.bob, based_on=2)
    with pytest.raises(Refused, match="yet another calendar"):
        undo_version(retreat, 2, by=cast.bob)
    assert not undo_change_set(saved.change_set, by=cast.bob).change_set

    undo_version(retreat, 3, by=cast.bob)
    undo_version(retreat, 2, by=cast.bob)
    assert now(session, retreat).calendar_id == team


# -- at once


def test_opposite_moves_and_edits_at_once_all_come_to_pass(app, session, cast, team, rooms):
    """Nobody waits in a circle, and who waited for an event that moved meanwhile finds it where it is."""
    here = create_event(team, a_document(title="Here"), by=cast.alice).event_id
    there = create_event(rooms, a_document(title="There"), by=cast.alice).event_id
    bob_id, each = cast.bob.id, 6
    session.rollback()

    def there_and_back(event_id, places):
        def turn(n, by):
            number = db.session.get_one(Event, event_id).version
            move_event_to(event_id, places[n % 2], by, based_on=number)

        return turn

    def edits(event_id, unit):
        return lambda n, by: edit_event(event_id, {unit: f"{unit} {n}"}, 1, by=by)

    def run(turn):
        with app.app_context():
            by = db.session.get_one(Person, bob_id)
            for n in range(each):
                with suppress(EditConflict):
                    turn(n, by)
            db.session.remove()

    turns = [there_and_back(here, [rooms, team]), there_and_back(there, [team, rooms])]
    turns += [edits(event_id, unit) for event_id in (here, there) for unit in ("location", "title")]
    with ThreadPoolExecutor(len(turns)) as pool:
        list(pool.map(run, turns))

    session.rollback()
    for event_id, home in ((here, team), (there, rooms)):
        found = versions(session, event_id)
        assert [one.version for one in found] == list(range(1, len(found) + 1))
        assert len([one for one in found if one.came_from_id]) == each
        assert found[-1].calendar_id == home == now(session, event_id).calendar_id
        assert len(found) > each + 1
    assert misfits() == []
