"""Changes of a calendar's settings: two owners at once, taken back with later ones kept, and links of the chain."""

import pytest
from sqlalchemy import select

from tests.support.chains import alter, misfits
from webapp.domain import chain_checks as says
from webapp.domain.calendar_settings import changed, merge, take_back
from webapp.domain.roles import Role
from webapp.models import Calendar, CalendarChange
from webapp.operations.calendar_changes import SettingsConflict, settings_of, undo_settings
from webapp.operations.calendar_history import SettingsRow, happened
from webapp.operations.calendars import change_calendar, create_calendar, delete_calendar, undelete_calendar
from webapp.operations.errors import NotThere, RoleTooLow
from webapp.operations.history_filters import SETTINGS, Filters
from webapp.operations.sharing import share_calendar

ALL = Filters()
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
AS_IT_WAS = {
    "name": "Team",
    "hue": "sky",
    "zone": "Europe/Berlin",
    "one_at_a_time": False,
    "conflict_policy": "warn",
    "trash_days": 0,
}


@pytest.fixture
def owners(cast, team):
    """Alice and Bob own Team."""
    share_calendar(team, cast.bob.id, Role.OWNER, by=cast.alice)
    return cast.alice, cast.bob


def save(team, by, base=AS_IT_WAS, **edits):
    fields = AS_IT_WAS | edits
    return change_calendar(team, **fields, by=by, base=base)


def now(session, team):
    return settings_of(session.get(Calendar, team, populate_existing=True))


def told(calendar, filters=ALL):
    return [row.said for row in happened(calendar, filters, 50).rows if isinstance(row, SettingsRow)]


def test_a_change_is_told_with_old_and_new(session, team, alice):
    save(team, alice, name="Crew", hue="rose", one_at_a_time=True)
    (said,) = told(session.get(Calendar, team))
    assert said == [
        ("calendar.renamed", {"from": "Team", "to": "Crew"}),
        ("calendar.recoloured", {"from": "sky", "to": "rose"}),
        ("calendar.one_at_a_time", {}),
    ]


@only_sqlite
def test_deleting_and_bringing_back_are_told_too(session, team, alice):
    delete_calendar(team, by=alice)
    undelete_calendar(team, by=alice)
    assert told(session.get(Calendar, team)) == [[("calendar.restored", {})], [("calendar.deleted", {})]]
    assert misfits() == []


@only_sqlite
def test_history_is_filtered_by_settings(session, team, retreat, alice, bob):
    save(team, alice, name="Crew")
    calendar = session.get(Calendar, team)
    assert len(happened(calendar, Filters(units=(SETTINGS,)), 50).rows) == 1
    assert told(calendar, Filters(units=("title",))) == told(calendar, Filters(who=bob.id)) == []
    assert told(calendar, Filters(kind="undo")) == told(calendar, Filters(kind="merge")) == []
    assert told(calendar, Filters(kind="edit", units=(SETTINGS,))) == told(
        calendar, Filters(units=(SETTINGS,))
    )
    assert told(calendar, Filters(via="undo")) == [] != told(calendar, Filters(via="web", who=alice.id))


def test_what_two_owners_change_at_once_is_merged_field_by_field(session, team, owners):
    alice, bob = owners
    save(team, bob, zone="Asia/Tokyo")
    saved = save(team, alice, name="Crew")

    assert now(session, team) == AS_IT_WAS | {"name": "Crew", "zone": "Asia/Tokyo"}
    assert saved.kept == {"zone": "Bob Brook"}


def test_the_same_field_changed_by_two_is_not_overwritten(session, team, owners):
    alice, bob = owners
    save(team, bob, name="Bobs", hue="rose")
    with pytest.raises(SettingsConflict) as raised:
        save(team, alice, name="Crew", zone="Asia/Tokyo")

    assert now(session, team) == AS_IT_WAS | {"name": "Bobs", "hue": "rose"}
    conflict = raised.value
    assert conflict.by == {"name": "Bob Brook"}
    assert conflict.wanted == AS_IT_WAS | {"name": "Crew", "hue": "rose", "zone": "Asia/Tokyo"}
    saved = change_calendar(team, **conflict.wanted, by=alice, base=conflict.theirs)
    assert now(session, team) == conflict.wanted and saved.kept == {}


@only_sqlite
def test_both_changing_it_to_the_same_is_no_conflict_and_no_change(session, team, owners):
    alice, bob = owners
    save(team, bob, name="Crew")
    assert save(team, alice, name="Crew").change == 0
    assert len(told(session.get(Calendar, team))) == 1


def test_an_old_change_is_taken_back_and_later_ones_stay(session, team, alice):
    first = save(team, alice, name="Crew").change
    save(team, alice, base=now(session, team), name="Crew", hue="rose")
    undone = undo_settings(team, first, by=alice)

    assert now(session, team) == AS_IT_WAS | {"hue": "rose"}
    assert told(session.get(Calendar, team))[0] == [
        ("calendar.undone", {}),
        ("calendar.renamed", {"from": "Crew", "to": "Team"}),
    ]
    assert session.get(CalendarChange, undone.change).undoes_id == first
    undo_settings(team, undone.change, by=alice)
    assert now(session, team) == AS_IT_WAS | {"hue": "rose", "name": "Crew"}
    assert misfits() == []


@only_sqlite
def test_taking_back_what_was_changed_since_asks_and_twice_writes_nothing(session, team, owners):
    alice, bob = owners
    first = save(team, alice, name="Crew").change
    second = save(team, bob, base=now(session, team), name="Bobs").change
    with pytest.raises(SettingsConflict) as raised:
        undo_settings(team, first, by=alice)
    assert (raised.value.by, raised.value.wanted["name"]) == ({"name": "Bob Brook"}, "Team")
    assert now(session, team)["name"] == "Bobs"

    assert undo_settings(team, second, by=alice).change
    assert undo_settings(team, second, by=alice).change == 0
    assert len(told(session.get(Calendar, team))) == 3


@only_sqlite
def test_only_owners_take_a_change_back_and_only_of_this_calendar(session, cast, team):
    change = save(team, cast.alice, name="Crew").change
    for who, refusal in ((cast.bob, RoleTooLow), (cast.vera, RoleTooLow), (cast.charlie, NotThere)):
        with pytest.raises(refusal):
            undo_settings(team, change, by=who)
    other = create_calendar("Other", "leaf", "UTC", by=cast.alice)
    delete_calendar(team, by=cast.alice)
    undelete_calendar(team, by=cast.alice)
    deletion = session.scalars(select(CalendarChange.id).order_by(CalendarChange.id.desc())).first()
    for calendar_id, number in ((other, change), (team, 0), (team, 2**40), (team, deletion)):
        with pytest.raises(NotThere):
            undo_settings(calendar_id, number, by=cast.alice)
    assert undo_settings(team, change, by=cast.alice).change


TAMPERED = [
    ('UPDATE calendar_change SET changed = \'{"name": ["Team", "Gang"]}\' WHERE id = :of', says.CONTENT),
    ("UPDATE calendar_change SET actor_label = 'X' WHERE id = :of", says.FRAME),
    ("UPDATE calendar_change SET via = 'undo' WHERE id = :of", says.FRAME),
    ("UPDATE calendar_change SET undoes_id = id WHERE id = :of", says.FRAME),
    ("UPDATE calendar_change SET salt = NULL WHERE id = :of", says.EMPTY),
    ("DELETE FROM calendar_change WHERE id = :of", "Before it, link 4 is missing."),
]


@pytest.mark.parametrize(("statement", "what"), TAMPERED, ids=[what for _, what in TAMPERED])
def test_a_change_of_settings_is_a_link_of_the_chain(session, team, alice, statement, what):
    change = save(team, alice, name="Crew").change
    save(team, alice, base=now(session, team), name="Crew", hue="rose")
    assert misfits() == []

    alter(session, statement, of=change)
    (found,) = misfits()
    assert (found.calendar_id, found.what) == (team, what)


def test_merging_knows_who_changed_what():
    theirs, mine = AS_IT_WAS | {"hue": "rose", "name": "A"}, AS_IT_WAS | {"zone": "UTC", "name": "B"}
    assert merge(AS_IT_WAS, theirs, mine) == (theirs | {"zone": "UTC"}, ("name",), ("hue",))
    assert merge({}, theirs, mine).collisions == ()  # a form that says nothing of what it began with
    assert changed(AS_IT_WAS, {"name": "A"}) == {"name": ["Team", "A"]}
    assert take_back({"name": ["Team", "A"]}, theirs) == (theirs | {"name": "Team"}, (), ())
