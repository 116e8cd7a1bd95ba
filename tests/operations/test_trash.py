"""The trash of a calendar: some of it or all comes back as one change set, or nothing does."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from webapp.domain.roles import Role
from webapp.models import Calendar, ChangeSet, Event, EventVersion, Occurrence
from webapp.operations.calendars import create_calendar
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import create_event, delete_event, undelete_event
from webapp.operations.overlaps import Overlapping
from webapp.operations.purging import purge_event
from webapp.operations.sharing import share_event
from webapp.operations.trash import deleted_events, restore_events
from webapp.operations.undoing_sets import undo_change_set

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def deleted(team, alice, bob):
    """Three events that Bob made and Alice deleted, one after the other."""
    made = [
        create_event(team, a_document(title=title), by=bob).event_id for title in ("Fair", "Camp", "Fest")
    ]
    for event_id in made:
        delete_event(event_id, by=alice)
    return made


def there(session, calendar_id):
    session.expire_all()
    wanted = select(Event.id).where(Event.calendar_id == calendar_id, Event.deleted.is_(False))
    return list(session.scalars(wanted.order_by(Event.id)))


def trash(session, team, **wanted):
    session.expire_all()
    return deleted_events(session.get(Calendar, team), wanted.pop("limit", 50), **wanted)


def test_what_was_deleted_is_in_it_the_last_one_first_page_by_page(session, team, retreat, deleted):
    first = trash(session, team, limit=2)
    second = trash(session, team, limit=2, after=first.rows[-1].place)

    assert [row.title for row in [*first.rows, *second.rows]] == ["Fest", "Camp", "Fair"]
    assert (first.more, second.more, first.total) == (True, False, 3)
    assert first.rows[0].author.name == "Alice Adler" and first.rows[0].document["title"] == "Fest"
    assert [row.title for row in trash(session, team, title="f").rows] == ["Fest", "Fair"]
    assert trash(session, team, title="%").rows == []


def test_some_come_back_in_one_change_set_which_is_taken_back_at_once(session, team, bob, deleted):
    brought = restore_events(team, deleted[:2], by=bob)

    assert there(session, team) == deleted[:2] and brought.events == 2
    said = session.execute(
        select(EventVersion.event_id, EventVersion.said, EventVersion.via, EventVersion.actor_label)
        .where(EventVersion.change_set_id == brought.change_set)
        .order_by(EventVersion.event_id)
    ).all()
    assert [tuple(row) for row in said] == [
        (event_id, [["event.restored", {}]], "restore", "Bob Brook") for event_id in deleted[:2]
    ]
    assert session.get(ChangeSet, brought.change_set).kind == "restore"
    assert len(session.scalars(select(Occurrence.event_id)).all()) == 2

    assert undo_change_set(brought.change_set, by=bob).deleted == 2
    assert there(session, team) == []


def test_all_of_it_comes_back_or_all_that_has_a_title(session, team, bob, deleted):
    assert restore_events(team, None, by=bob, title="f").events == 2
    assert there(session, team) == [deleted[0], deleted[2]]
    assert restore_events(team, None, by=bob).event_id == deleted[1]
    assert restore_events(team, None, by=bob).change_set == 0


@on_sqlite
def test_a_retry_is_told_what_the_first_one_did(session, team, bob, deleted):
    first = restore_events(team, deleted, by=bob, key="once")
    versions = session.scalars(select(EventVersion.id)).all()
    assert restore_events(team, deleted, by=bob, key="once") == first
    session.expire_all()
    assert session.scalars(select(EventVersion.id)).all() == versions


@on_sqlite
def test_what_is_back_already_stays_as_it_is(session, team, bob, deleted):
    undelete_event(deleted[0], by=bob)
    assert restore_events(team, deleted[:2], by=bob).events == 1
    assert session.get(Event, deleted[0], populate_existing=True).version == 3


@on_sqlite
@pytest.mark.parametrize(
    ("who", "refusal"),
    [("alice", None), ("bob", None), ("vera", RoleTooLow), ("charlie", NotThere), ("root", NotThere)],
)
def test_editors_restore_and_nobody_else(session, cast, team, deleted, who, refusal):
    share_event(deleted[0], cast.charlie.id, Role.EDITOR, by=cast.alice)
    if refusal is None:
        assert restore_events(team, deleted[:1], by=getattr(cast, who)).events == 1
    else:
        with pytest.raises(refusal):
            restore_events(team, deleted[:1], by=getattr(cast, who))
        assert there(session, team) == []


@on_sqlite
def test_one_of_another_calendar_and_nothing_comes_back(session, cast, team, deleted):
    other = create_calendar("Other", "rose", "Europe/Berlin", by=cast.bob)
    elsewhere = create_event(other, a_document(), by=cast.bob).event_id
    delete_event(elsewhere, by=cast.bob)
    assert restore_events(other, [elsewhere], by=cast.bob).events == 1
    delete_event(elsewhere, by=cast.bob)

    with pytest.raises(NotThere):
        restore_events(team, [*deleted, elsewhere], by=cast.bob)
    assert there(session, team) == [] and there(session, other) == []


@on_sqlite
def test_one_that_is_gone_for_good_and_nothing_comes_back(session, cast, team, deleted):
    purge_event(deleted[1], "Court order 12", by=cast.root)
    with pytest.raises(Refused, match="deleted for good meanwhile"):
        restore_events(team, deleted, by=cast.bob)
    assert there(session, team) == []
    assert [row.title for row in trash(session, team).rows] == ["Fest", "Fair"]
    assert restore_events(team, None, by=cast.bob).events == 2


@on_sqlite
def test_with_nothing_chosen_it_says_what_to_do(team, bob, deleted):
    with pytest.raises(Refused, match="Choose at least one event"):
        restore_events(team, [], by=bob)


def soon(hour):
    day = datetime.now(UTC).date() + timedelta(days=3)
    return {"start": f"{day}T{hour:02}:00", "end": f"{day}T{hour + 1:02}:00"}


@pytest.mark.parametrize("policy", ["warn", "refuse"])
def test_a_calendar_that_takes_no_overlaps_takes_none_from_its_trash(session, cast, policy):
    room = create_calendar("Room", "sky", "Europe/Berlin", cast.alice, None, True, policy)
    gone = [create_event(room, a_document(**soon(hour)), by=cast.alice).event_id for hour in (9, 11)]
    for event_id in gone:
        delete_event(event_id, by=cast.alice)
    create_event(room, a_document(**soon(9), title="Repair"), by=cast.alice)
    taken = there(session, room)

    if policy == "refuse":
        with pytest.raises(Overlapping):
            restore_events(room, gone, by=cast.alice)
        assert there(session, room) == taken
        assert restore_events(room, gone[1:], by=cast.alice).overlap_count == 0
    else:
        assert restore_events(room, gone, by=cast.alice).overlap_count == 1
