"""A whole change set is taken back: all of it or nothing, and nothing that came after it is lost."""

import pytest
from sqlalchemy import select

from tests.domain.files import OURS
from tests.support.cast import a_document
from webapp.domain.roles import Role
from webapp.models import CalendarLog, ChangeSet, Event, EventVersion, Occurrence, Share
from webapp.operations.access import open_calendar
from webapp.operations.announcements import CalendarChanged, announced
from webapp.operations.attendance import answer
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import create_event, delete_event, edit_event, undelete_event
from webapp.operations.importing import import_calendar
from webapp.operations.overlaps import Overlapping
from webapp.operations.purging import purge_event
from webapp.operations.series import edit_instances, remove_instances
from webapp.operations.sharing import share_event, stop_sharing_calendar
from webapp.operations.undoing_sets import undo_change_set
from webapp.operations.unit import KeyReused, unit_of_work

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
WEEKLY = {"rrule": "FREQ=WEEKLY;COUNT=8;BYDAY=TU"}


def heads(session):
    """Every event that is there, with all that lists and overlaps read of it."""
    session.expire_all()
    events = session.scalars(select(Event).where(Event.deleted.is_(False)).order_by(Event.id))
    places = session.execute(
        select(*Occurrence.__table__.c).order_by(Occurrence.event_id, Occurrence.recurrence_id)
    )
    return [(one.id, one.title, one.document) for one in events], [tuple(row) for row in places]


def now(session, event_id):
    return session.get_one(Event, event_id, populate_existing=True)


def split(event_id, by, name="2026-04-14T09:00", **changes):
    event = a_document(**WEEKLY)
    mine = {**event, "start": name, "end": name.replace("T09", "T10"), **(changes or {"title": "Summit"})}
    return edit_instances(event_id, name, "following", mine, 1, by=by)


@pytest.fixture
def series(team, alice):
    return create_event(team, a_document(**WEEKLY), by=alice).event_id


def do(what, event_id, team, by):
    """One of the things that people do; the change set that it made."""
    document = a_document(**WEEKLY)
    mine = {**document, "start": "2026-04-07T09:00", "end": "2026-04-07T10:00"}
    done = {
        "made": lambda: create_event(team, a_document(title="Fair"), by=by),
        "edited": lambda: edit_event(event_id, {**document, "location": "Barn"}, 1, by=by),
        "deleted": lambda: delete_event(event_id, by=by),
        "one": lambda: edit_instances(
            event_id, "2026-04-07T09:00", "this", {**mine, "title": "Fair"}, 1, by=by
        ),
        "following": lambda: split(event_id, by),
        "all": lambda: edit_instances(
            event_id,
            "2026-04-07T09:00",
            "all",
            {**mine, "start": "2026-04-08T11:00", "end": "2026-04-08T12:00"},
            1,
            by=by,
        ),
        "left out": lambda: remove_instances(event_id, "2026-04-07T09:00", "this", by=by),
        "ended": lambda: remove_instances(event_id, "2026-04-07T09:00", "following", by=by),
        "imported": lambda: import_calendar(team, OURS, by=by),
    }
    return done[what]().change_set


@pytest.mark.parametrize(
    "what", ["made", "edited", "deleted", "one", "following", "all", "left out", "ended", "imported"]
)
def test_whatever_people_do_is_taken_back_and_done_again(session, team, series, bob, what):
    before = heads(session)
    change_set = do(what, series, team, bob)
    after = heads(session)
    assert after != before

    undone = undo_change_set(change_set, by=bob)
    assert heads(session) == before
    again = undo_change_set(undone.change_set, by=bob)
    assert heads(session) == after
    undo_change_set(again.change_set, by=bob)
    assert heads(session) == before


@on_sqlite
def test_it_is_one_change_set_that_names_the_one_it_undoes(session, series, bob):
    change_set = split(series, bob).change_set
    undone = undo_change_set(change_set, by=bob)

    made = session.get_one(ChangeSet, undone.change_set)
    assert (made.kind, made.undoes_id, made.actor_id) == ("undo", change_set, bob.id)
    versions = session.scalars(
        select(EventVersion).where(EventVersion.change_set_id == made.id).order_by(EventVersion.event_id)
    ).all()
    whole, rest = versions
    assert (whole.version, whole.via, whole.deleted, whole.changed) == (3, "undo", False, ["repeats"])
    assert whole.said[0] == ["event.undone", {"version": 2}] and whole.said[1][0] == "repeats.changed"
    assert (rest.version, rest.deleted) == (2, True)
    assert rest.said == [["event.undone", {"version": 1}], ["event.deleted", {}]]
    assert (undone.deleted, undone.restored, undone.changed, undone.event_id) == (1, 0, 1, series)


@on_sqlite
def test_its_numbers_have_no_gap_and_pages_are_told_once(session, team, bob):
    change_set = import_calendar(team, OURS, by=bob).change_set
    seq, told = open_calendar(bob, team).calendar.seq, []
    with announced.connected_to(lambda one: told.append(one)):
        undo_change_set(change_set, by=bob)

    lines = session.scalars(select(CalendarLog).where(CalendarLog.seq > seq).order_by(CalendarLog.seq)).all()
    assert [line.seq for line in lines] == list(range(seq + 1, seq + 6))
    assert {(line.kind, line.version) for line in lines} == {("event", 2)}
    assert [(one.calendar_id, one.seq) for one in told if isinstance(one, CalendarChanged)] == [
        (team, seq + 5)
    ]
    closed = session.scalars(select(EventVersion).where(EventVersion.version == 1)).all()
    assert all(one.until is not None for one in closed)


@on_sqlite
def test_later_changes_of_something_else_are_kept(session, series, alice, bob):
    change_set = edit_event(series, a_document(**WEEKLY, title="Summit"), 1, by=bob).change_set
    edit_event(series, a_document(**WEEKLY, title="Summit", location="Barn"), 2, by=alice)
    undo_change_set(change_set, by=bob)

    assert now(session, series).document == a_document(**WEEKLY, location="Barn")


@on_sqlite
def test_what_was_taken_back_already_makes_no_change_set(session, series, bob):
    change_set = split(series, bob).change_set
    undo_change_set(change_set, by=bob)
    again = undo_change_set(change_set, by=bob)

    assert (again.change_set, again.deleted, again.changed) == (0, 0, 0)
    assert now(session, series).version == 3


@on_sqlite
def test_one_key_takes_back_once(session, series, bob):
    change_set = split(series, bob).change_set
    first, again = (undo_change_set(change_set, by=bob, key="k") for _ in range(2))

    assert first == again
    assert now(session, series).version == 3
    with pytest.raises(KeyReused):
        undo_change_set(first.change_set, by=bob, key="k")


# -- who may, and what it leaves alone


def test_only_who_edits_every_event_takes_back(session, cast, team, series):
    change_set = split(series, cast.alice).change_set
    before = heads(session)
    share_event(series, cast.charlie.id, Role.EDITOR, by=cast.alice)
    for who, refusal in ((cast.vera, RoleTooLow), (cast.charlie, RoleTooLow), (cast.root, NotThere)):
        with pytest.raises(refusal):
            undo_change_set(change_set, by=who)
    assert heads(session) == before
    assert undo_change_set(change_set, by=cast.bob).changed == 1


@on_sqlite
def test_the_roles_of_this_moment_count(session, cast, team, series):
    change_set = split(series, cast.bob).change_set
    stop_sharing_calendar(team, cast.bob.id, by=cast.alice)
    with pytest.raises(NotThere):
        undo_change_set(change_set, by=cast.bob)
    assert undo_change_set(change_set, by=cast.alice).changed == 1


@on_sqlite
@pytest.mark.parametrize("number", [0, -1, 10**6, 2**31, 10**20])
def test_a_change_set_that_never_was_is_not_there(bob, series, number):
    with pytest.raises(NotThere):
        undo_change_set(number, by=bob)
    assert undo_change_set(split(series, bob).change_set, by=bob).change_set


@on_sqlite
def test_sharing_is_left_alone(session, cast, team, series):
    change_set = create_event(team, a_document(), by=cast.alice).change_set
    event_id = session.scalars(select(Event.id).order_by(Event.id.desc())).first()
    share_event(event_id, cast.charlie.id, Role.VIEWER, by=cast.alice)
    shares = session.scalars(select(Share.id).order_by(Share.id)).all()
    undone = undo_change_set(change_set, by=cast.alice)
    undo_change_set(undone.change_set, by=cast.alice)

    assert session.scalars(select(Share.id).order_by(Share.id)).all() == shares


@on_sqlite
def test_an_answer_is_taken_back_and_another_one_is_kept(session, cast, team):
    people = {
        f"person:{who.id}": {"name": who.name, "part": "required", "answer": "needs-action"}
        for who in (cast.bob, cast.vera)
    }
    event_id = create_event(team, a_document(attendees=people), by=cast.alice).event_id
    change_set = answer(event_id, "accepted", by=cast.bob).change_set
    answer(event_id, "declined", by=cast.vera)
    undo_change_set(change_set, by=cast.bob)

    said = {key: who["answer"] for key, who in now(session, event_id).document["attendees"].items()}
    assert said == {f"person:{cast.bob.id}": "needs-action", f"person:{cast.vera.id}": "declined"}


# -- overlaps


@pytest.fixture
def room(team, alice):
    """Team holds one event at a time and takes no overlaps."""
    with unit_of_work(by=alice) as unit:
        calendar = open_calendar(alice, team, Role.OWNER).calendar
        calendar.one_at_a_time, calendar.conflict_policy = True, "refuse"
        unit.session.flush()
    return team


def test_a_series_that_is_whole_again_meets_no_rest_that_goes(session, room, series, bob):
    before = heads(session)
    change_set = split(series, bob).change_set

    assert undo_change_set(change_set, by=bob).deleted == 1
    assert heads(session) == before


@pytest.mark.parametrize("count", [1, 30])
def test_what_comes_back_over_something_else_is_refused_as_a_whole(session, room, bob, count):
    document = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:203003{n + 1:02}T090000\r\nSUMMARY:Fair {n}\r\nEND:VEVENT\r\n"
        for n in range(count)
    )
    change_set = import_calendar(
        room, f"BEGIN:VCALENDAR\r\n{document}END:VCALENDAR\r\n".encode(), by=bob
    ).change_set
    undone = undo_change_set(change_set, by=bob).change_set
    booked = create_event(room, a_document(start="2030-03-01T08:00", end="2030-03-01T10:00"), by=bob).event_id

    with pytest.raises(Overlapping):
        undo_change_set(undone, by=bob)
    assert [one[0] for one in heads(session)[0]] == [booked]
    delete_event(booked, by=bob)
    assert undo_change_set(undone, by=bob).restored == count


@on_sqlite
def test_what_was_purged_stays_gone_and_the_rest_is_taken_back(session, cast, team):
    change_set = import_calendar(team, OURS, by=cast.bob).change_set
    purged, *others = session.scalars(select(Event.id).order_by(Event.id)).all()
    delete_event(purged, by=cast.bob)
    purge_event(purged, "Court order 12", by=cast.root)
    undone = undo_change_set(change_set, by=cast.bob)
    assert undone.deleted == len(others) == 4
    undo_change_set(undone.change_set, by=cast.bob)
    assert now(session, purged).purged
    assert [now(session, one).deleted for one in others] == [False] * 4


@on_sqlite
def test_undeleting_is_taken_back_too(session, series, bob):
    delete_event(series, by=bob)
    change_set = undelete_event(series, by=bob).change_set
    undo_change_set(change_set, by=bob)
    assert now(session, series).deleted
