"""What was changed on single dates is taken back in the events that have them since their series was split."""

import pytest
from sqlalchemy import select

from tests.support.cast import a_document
from tests.support.chains import misfits
from webapp.domain.roles import Role
from webapp.domain.series import instance_document
from webapp.models import ChangeSet, Event, EventVersion
from webapp.operations.batch_items import Change, Mine
from webapp.operations.batching import How, run_batch
from webapp.operations.calendars import create_calendar
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.events import EditConflict, create_event, edit_event
from webapp.operations.relocating import move_event_to
from webapp.operations.series import edit_instances, edited, remove_instances
from webapp.operations.sharing import share_event
from webapp.operations.split_dates import Unreached
from webapp.operations.undoing import undo_version
from webapp.operations.undoing_sets import SetConflict, undo_change_set

DATES = [f"2027-03-0{day}T09:00" for day in range(1, 8)]
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def now(session, event_id):
    return session.get_one(Event, event_id, populate_existing=True)


def edit(session, event_id, date, scope, by, **fields):
    """An edit of one date as its form sends it."""
    event = now(session, event_id)
    rule = {name: event.document[name] for name in ("rrule", "rdate", "exdate")}
    mine = instance_document(event.document, date) | rule | fields
    return edit_instances(event_id, date, scope, mine, event.version, by=by)


@pytest.fixture
def series(session, team, alice, bob):
    """Every day of a week. Bob put Friday into the attic (2) and took out Saturday (3)."""
    document = a_document(title="Daily", start=DATES[0], end="2027-03-01T10:00", rrule="FREQ=DAILY;COUNT=7")
    made = create_event(team, document, by=alice).event_id
    edit(session, made, DATES[4], "this", bob, location="Attic")
    remove_instances(made, DATES[5], "this", by=bob)
    return made


@pytest.fixture
def twice(session, series, alice):
    """Split on Wednesday, half an hour later from then on; the rest once more on Friday. The three events."""
    later = {"start": "2027-03-03T09:30", "end": "2027-03-03T10:30"}
    second = edit(session, series, DATES[2], "following", alice, **later).rest_id
    return (
        series,
        second,
        edit(session, second, "2027-03-05T09:30", "following", alice, title="Talks").rest_id,
    )


def test_it_is_taken_back_through_two_splits_in_another_calendar(session, alice, bob, twice):
    series, second, third = twice
    own = create_calendar("Own", "rose", "Europe/Berlin", by=alice)
    move_event_to(third, own, alice, 1)
    was = now(session, third).document
    assert (was["overrides"], was["exdate"]) == (
        {"2027-03-05T09:30": {"location": "Attic"}},
        ["2027-03-06T09:30"],
    )
    location, out = (undo_version(series, number, by=alice) for number in (2, 3))

    assert [(one.event_id, one.dates) for one in (location, out)] == [
        (third, [DATES[4]]),
        (third, [DATES[5]]),
    ]
    assert now(session, third).document == was | {"overrides": {}, "exdate": []}
    assert (now(session, series).version, now(session, second).version) == (4, 2), "nothing else was changed"
    sets = {one.id: one for one in session.scalars(select(ChangeSet))}
    written = session.scalars(select(EventVersion).filter_by(event_id=series, version=2)).one()
    assert sets[location.change_set].undoes_id == written.change_set_id
    last = session.scalars(select(EventVersion).filter_by(event_id=third, version=4)).one()
    assert last.said[0] == ["event.undone_of", {"version": 3, "from": "Daily"}] and last.via == "undo"
    undo_change_set(out.change_set, by=alice)
    undo_change_set(location.change_set, by=alice)
    assert now(session, third).document == was
    assert misfits() == []


def test_all_between_two_versions_is_one_change_set_in_both_events(session, bob, series, alice):
    edit_event(series, now(session, series).document | {"title": "Standing"}, 3, by=bob)
    rest = edit(session, series, DATES[2], "following", alice, location="Deck").rest_id
    saved = undo_version(series, 4, by=bob, since=1, key="k")

    assert saved == undo_version(series, 4, by=bob, since=1, key="k"), "a retry gets the same answer"
    assert (now(session, series).document["title"], now(session, rest).document["title"]) == (
        "Daily",
        "Standing",
    )
    assert (now(session, rest).document["overrides"], now(session, rest).document["exdate"]) == ({}, [])
    versions = session.scalars(select(EventVersion).filter_by(change_set_id=saved.change_set)).all()
    assert {one.event_id: one.said[0] for one in versions} == {
        series: ["event.undone_all", {"first": 2, "version": 4}],
        rest: ["event.undone_all_of", {"first": 2, "version": 4, "from": "Standing"}],
    }


@only_sqlite
def test_where_one_collides_nothing_is_written_anywhere(session, alice, bob, series):
    edit_event(series, now(session, series).document | {"title": "Standing"}, 3, by=bob)
    rest = edit(session, series, DATES[2], "following", alice, title="Talks").rest_id
    edit(session, rest, DATES[4], "this", alice, location="Deck")
    with pytest.raises(SetConflict) as raised:
        undo_version(series, 4, by=bob, since=1)
    (asked,) = raised.value.steps
    assert (asked.event.id, {date: list(units) for date, units in asked.wanted.dates.items()}) == (
        rest,
        {DATES[4]: ["location"]},
    )
    session.rollback()
    assert (now(session, series).version, now(session, rest).version) == (5, 2)


@only_sqlite
def test_the_rights_on_the_other_event_count(session, cast, twice):
    series, _, third = twice
    share_event(series, cast.charlie.id, Role.EDITOR, by=cast.alice)
    for who, refusal in ((cast.vera, RoleTooLow), (cast.root, NotThere)):
        with pytest.raises(refusal):
            undo_version(series, 2, by=who)
    stranger = undo_version(series, 2, by=cast.charlie)
    assert (stranger.changed, stranger.unreached) == (False, [Unreached(DATES[4], "hidden")])
    share_event(third, cast.charlie.id, Role.VIEWER, by=cast.alice)
    assert undo_version(series, 2, by=cast.charlie).unreached == [Unreached(DATES[4], "closed", third)]
    assert now(session, third).version == 1
    share_event(third, cast.charlie.id, Role.EDITOR, by=cast.alice)
    assert undo_version(series, 2, by=cast.charlie).event_id == third


@only_sqlite
def test_a_date_that_happens_once_by_now_gets_its_fields_back(session, alice, bob, series):
    once = {"rrule": "", "rdate": [], "exdate": []}
    rest = edit(session, series, DATES[4], "following", alice, location="Attic", title="Talk", **once).rest_id
    edit_event(rest, now(session, rest).document | {"location": "Attic"}, 1, by=alice)
    assert not now(session, rest).repeats
    undo_version(series, 2, by=bob)
    was = now(session, series).document
    assert (now(session, rest).title, now(session, rest).document["location"]) == ("Talk", was["location"])


@only_sqlite
def test_a_split_that_was_taken_back_has_left_the_date_in_its_series(session, bob, alice, series):
    split = edit(session, series, DATES[2], "following", alice, title="Talks")
    undo_change_set(split.change_set, by=alice)
    saved = undo_version(series, 2, by=bob)
    assert (saved.event_id, saved.dates) == (series, [])
    assert now(session, series).document["overrides"] == {}


@only_sqlite
def test_a_date_that_went_before_the_split_is_asked_about_as_ever(session, bob, alice, series):
    edit(session, series, DATES[6], "following", alice, title="Talks")
    remove_instances(series, DATES[3], "following", by=alice)
    with pytest.raises(EditConflict) as raised:
        undo_version(series, 2, by=bob)
    assert list(raised.value.merged.conflicts) == ["overrides"]


@only_sqlite
def test_a_batch_that_splits_two_series_is_told_apart(session, bob, alice, team, series):
    document = a_document(title="Daily", start=DATES[0], end="2027-03-01T10:00", rrule="FREQ=DAILY;COUNT=7")
    twin = create_event(team, document, by=alice).event_id
    edit(session, twin, DATES[4], "this", bob, location="Deck")

    def split(event_id, date):
        def mine(base):
            rule = {name: base[name] for name in ("rrule", "rdate", "exdate")}
            return Mine(
                *_both(
                    edited(base, date, "following", instance_document(base, date) | rule | {"title": "Talks"})
                )
            )

        return Change(event_id, mine)

    run_batch([split(twin, DATES[3]), split(series, DATES[2])], alice, How({}))
    of_twin, of_series = session.scalars(
        select(Event.id)
        .join(EventVersion)
        .where(EventVersion.version == 1, Event.id > twin)
        .order_by(Event.id)
    )
    saved = undo_version(series, 2, by=bob)
    assert saved.event_id == of_series
    assert now(session, of_twin).document["overrides"] == {DATES[4]: {"location": "Deck"}}
    assert undo_version(twin, 2, by=bob).event_id == of_twin


def _both(made):
    return made.document, made.rest
