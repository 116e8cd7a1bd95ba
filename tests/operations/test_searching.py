"""Searching: what events say and said, in which versions, and nothing of what somebody may not see."""

import random

import pytest
from sqlalchemy import select, text

from tests.support.cast import a_document
from tests.support.effort import within
from tests.support.pasts import a_past
from webapp.domain.attendance import attendee
from webapp.domain.held_values import held_values
from webapp.domain.roles import Role
from webapp.domain.search_words import words_of
from webapp.extensions import db
from webapp.models import EventVersion, HeldValue
from webapp.operations.calendars import create_calendar, delete_calendar
from webapp.operations.events import create_event, delete_event, edit_event, undelete_event
from webapp.operations.importing import import_calendar
from webapp.operations.purging import purge_event
from webapp.operations.searching import AT_ONCE, VALUES_AT_MOST, Wish, _fitting, search
from webapp.operations.sharing import share_event, stop_sharing_calendar
from webapp.operations.undoing_sets import undo_change_set

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def find(person, typed, page=1, **wish):
    return search(person, Wish(tuple(words_of(typed)), **wish), page)


def ids(person, typed, **wish):
    return [row.event_id for row in find(person, typed, **wish).rows]


def told(person, typed, **wish):
    """The values of the only event that is found: (unit, text, first version, last version)."""
    found = find(person, typed, **wish)
    assert found.total == len(found.rows) == 1
    return [(one.unit, one.text, one.first, one.last) for one in found.rows[0].values]


def change(event_id, base, by, **fields):
    edit_event(event_id, a_document(**fields), based_on=base, by=by)


def test_a_value_is_found_with_the_versions_in_which_it_held(session, retreat, vera, bob):
    change(retreat, 1, bob, location="Room 4")
    change(retreat, 2, bob, location="Room 4", title="Away day")
    change(retreat, 3, bob, title="Away day")
    change(retreat, 4, bob, title="Away day", location="Room 4")

    assert told(vera, "room 4") == [("location", "Room 4", 5, None), ("location", "Room 4", 2, 3)]
    row = find(vera, '"ROOM 4"').rows[0]
    assert (row.title, row.calendar_name, row.deleted, row.more) == ("Away day", "Team", False, 0)
    at = dict(session.execute(select(EventVersion.version, EventVersion.at)).all())
    assert [(one.came, one.went) for one in row.values] == [(at[5], None), (at[2], at[4])]
    assert told(vera, "retreat") == [("title", "Retreat", 1, 2)]


def test_every_kind_of_value_is_found_now_and_later(retreat, alice, bob):
    once = {
        "description": "Bring a lantern.\nAnd a rope.",
        "tags": ["müsli", "planning"],
        "attendees": {"mailto:ann@lantern.example": attendee("Ann Åberg")},
        "rrule": "FREQ=DAILY;COUNT=5",
        "overrides": {"2026-03-25T09:00": {"location": "Studio Nord"}},
    }
    change(retreat, 1, bob, **once)
    found = {
        "rope": ("description", "And a rope."),
        "musli": ("tags", "müsli"),
        "aberg": ("attendees", "Ann Åberg"),
        "nord": ("overrides", "Studio Nord"),
    }
    for typed, held in found.items():
        assert told(alice, typed) == [(*held, 2, None)]
    change(retreat, 2, bob, rrule="FREQ=DAILY;COUNT=5")
    for typed, held in found.items():
        assert told(alice, typed) == [(*held, 2, 2)]
        assert ids(alice, typed, only_now=True) == []


def test_all_words_have_to_be_there_in_whatever_values(retreat, alice, bob):
    change(retreat, 1, bob, location="Room 4")

    assert told(alice, "retreat harbour") == [
        ("title", "Retreat", 1, None),
        ("location", "Harbour room", 1, 1),
    ]
    assert ids(alice, "retreat cellar") == []
    assert ids(alice, "retreat harbour", only_now=True) == []
    assert ids(alice, "retreat 4", only_now=True) == [retreat]
    assert ids(alice, '"retreat 4"') == []
    assert ids(alice, "100%") == ids(alice, "r_om") == ids(alice, "\\") == []


def test_a_phrase_goes_on_in_the_next_line_and_is_told_once(retreat, alice, bob):
    text = "Bring a\nlantern and a rope.\n\nMeet at the pier."
    change(retreat, 1, bob, description=text)
    assert told(alice, '"bring a lantern"') == [("description", "Bring a\nlantern and a rope.", 2, None)]
    assert told(alice, '"rope. meet"') == [("description", "lantern and a rope.\nMeet at the pier.", 2, None)]
    # What stands in a line is told with the line alone.
    assert told(alice, '"lantern and"') == [("description", "lantern and a rope.", 2, None)]
    assert told(alice, "lantern") == [("description", "lantern and a rope.", 2, None)]
    apart = told(alice, 'meet "a lantern"', units=("description",))
    assert sorted(text for _, text, *_ in apart) == ["Bring a\nlantern and a rope.", "Meet at the pier."]
    assert (
        ids(alice, '"a rope lantern"')
        == ids(alice, '"bring lantern"')
        == ids(alice, '"a lantern"', units=("title",))
        == []
    )
    change(retreat, 2, bob, description=text.replace("Bring", "Carry"))
    assert told(alice, '"bring a lantern"') == [("description", "Bring a\nlantern and a rope.", 2, 2)]
    assert ids(alice, '"bring a lantern"', only_now=True) == []
    assert ids(alice, '"carry a lantern"', only_now=True) == [retreat]


def test_a_phrase_over_two_lines_of_a_single_date_names_the_date(retreat, alice, bob):
    own = {"2026-03-25T09:00": {"description": "Bring a\nlantern."}}
    change(retreat, 1, bob, rrule="FREQ=DAILY;COUNT=5", overrides=own)
    change(retreat, 2, bob, rrule="FREQ=DAILY;COUNT=5")
    (row,) = find(alice, '"a lantern"').rows
    assert [(one.unit, one.last, one.dates) for one in row.values] == [
        ("overrides", 2, ("2026-03-25T09:00",))
    ]


def test_it_can_be_narrowed_to_a_calendar_and_to_fields(team, retreat, alice, bob):
    other = create_calendar("Club", "leaf", "Europe/Berlin", by=alice)
    second = create_event(other, a_document(title="Harbour walk"), by=alice).event_id
    change(retreat, 1, bob, location="Room 4")

    assert sorted(ids(alice, "harbour")) == sorted([retreat, second])
    assert ids(alice, "harbour", calendar_id=team) == [retreat]
    assert ids(alice, "harbour", calendar_id=other) == ids(alice, "harbour", units=("title",)) == [second]
    assert ids(alice, "retreat harbour", units=("location",)) == []
    assert ids(alice, "harbour", units=("title", "location"), only_now=True) == [second]


def test_who_may_not_see_an_event_finds_and_counts_nothing_of_it(team, retreat, cast):
    secret = create_event(team, a_document(title="Zwiebelfisch"), by=cast.alice).event_id
    assert ids(cast.vera, "zwiebelfisch") == [secret]
    for person in (cast.charlie, cast.root):
        found = find(person, "zwiebelfisch")
        assert (found.rows, found.total) == ([], 0)
        assert find(person, "zwiebelfisch", calendar_id=team).total == 0

    share_event(secret, cast.charlie.id, Role.VIEWER, by=cast.alice)
    found = find(cast.charlie, "e")
    assert ([row.event_id for row in found.rows], found.total) == ([secret], 1)
    assert found.rows[0].calendar_name == ""
    stop_sharing_calendar(team, cast.vera.id, by=cast.alice)
    assert find(cast.vera, "zwiebelfisch").total == 0
    delete_calendar(team, by=cast.alice)
    assert find(cast.charlie, "e").total == find(cast.alice, "zwiebelfisch").total == 0


def test_deleted_events_are_found_as_what_was_and_come_last(team, retreat, alice, bob):
    second = create_event(team, a_document(title="Retreat again"), by=alice).event_id
    delete_event(second, by=bob)

    found = find(alice, "retreat")
    assert [(row.event_id, row.deleted) for row in found.rows] == [(retreat, False), (second, True)]
    assert ids(alice, "retreat", only_now=True) == [retreat]
    undelete_event(second, by=bob)
    assert ids(alice, "retreat", only_now=True) == [second, retreat]


def test_what_was_purged_is_not_found(retreat, alice, root):
    assert ids(alice, "harbour") == [retreat]
    purge_event(retreat, "Court order 12", by=root)
    assert find(alice, "harbour").total == find(alice, "purged").total == 0


def test_results_come_in_pages_that_miss_none_and_repeat_none(team, alice):
    made = [create_event(team, a_document(title=f"Talk {n}"), by=alice).event_id for n in range(AT_ONCE + 3)]
    pages = [find(alice, "talk", page) for page in (1, 2, 3)]

    assert [len(page.rows) for page in pages] == [AT_ONCE, 3, 0]
    assert [page.total for page in pages] == [len(made), len(made), 0]
    assert [row.event_id for page in pages for row in page.rows] == made[::-1]


def test_of_many_values_the_best_are_told_and_the_rest_are_counted(retreat, alice, bob):
    for number in range(1, VALUES_AT_MOST + 4):
        change(retreat, number, bob, location=f"Room {number}")
    row = find(alice, "room").rows[0]
    assert (len(row.values), row.more) == (VALUES_AT_MOST, 9 - VALUES_AT_MOST)
    assert [one.text for one in row.values] == [f"Room {n}" for n in range(8, 3, -1)]
    row = find(alice, "2 room").rows[0]  # in one value, so those with one of the words are no news
    assert ([one.text for one in row.values], row.more) == (["Room 2"], 0)


@pytest.mark.parametrize("steps", [40, pytest.param(2000, marks=pytest.mark.soak)])
@only_sqlite
def test_what_is_kept_is_what_the_versions_say(session, team, alice, bob, steps):
    """After random edits, merges, restores, undos, deletions and files: each value held in the versions of its rows."""
    for seed in range(max(1, steps // 100)):
        a_past(random.Random(seed), team, [alice, bob], min(steps, 100))
    assert rows_kept(session) == rows_of_versions(session)


@only_sqlite
def test_a_change_set_of_many_events_is_kept_as_each_of_them_is(session, team, bob):
    brought = import_calendar(team, FILE, by=bob)
    assert rows_kept(session) == rows_of_versions(session) and ids(bob, "pier") != []
    session.rollback()
    undo_change_set(brought.change_set, by=bob)
    assert rows_kept(session) == rows_of_versions(session)
    assert [row.deleted for row in find(bob, "pier").rows] == [True]


@only_sqlite
def test_a_change_set_that_is_taken_back_is_kept_too(session, retreat, alice, bob):
    change(retreat, 1, bob, location="Room 4", description="Another text.")
    changed = session.scalars(select(EventVersion.change_set_id).where(EventVersion.version == 2)).one()
    session.rollback()
    undo_change_set(changed, by=bob)

    assert told(alice, "harbour") == [
        ("location", "Harbour room", 3, None),
        ("location", "Harbour room", 1, 1),
    ]
    assert rows_kept(session) == rows_of_versions(session)


@only_sqlite
def test_what_others_have_costs_a_search_nothing(session, team, alice, charlie):
    """Neither more work where others have much that fits, nor a look at any row that belongs to somebody else."""
    attic = create_calendar("Attic", "sky", "Europe/Berlin", by=charlie)
    import_calendar(attic, file_of(2000, "Zwiebelfisch"), by=charlie)
    assert find(charlie, "zwiebelfisch").total == 2000
    within(0.3, lambda: find(alice, "zwiebelfisch"))

    asked = _fitting(alice, Wish(("zwiebelfisch",))).compile(
        db.engine, compile_kwargs={"literal_binds": True}
    )
    plan = " ".join(row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {asked}")))
    assert "SCAN held_value" not in plan and "SCAN event" not in plan
    assert "held_value USING INDEX ix_held_value_event_id_last_version (event_id=?)" in plan


def rows_kept(session):
    found = session.scalars(select(HeldValue)).all()
    return sorted(
        (one.event_id, one.unit, one.value, one.first_version, one.last_version or 0) for one in found
    )


def rows_of_versions(session):
    """The same, worked out from all versions in the plainest way."""
    rows, open_rows, last = [], {}, {}
    for version in session.scalars(
        select(EventVersion).order_by(EventVersion.event_id, EventVersion.version)
    ):
        said = {(version.event_id, *held) for held in held_values(version.document)}
        for key in [one for one in open_rows if one[0] == version.event_id and one not in said]:
            rows.append((*key, open_rows.pop(key), version.version - 1))
        for key in said:
            open_rows.setdefault(key, version.version)
        last[version.event_id] = version.version
    return sorted([*rows, *((*key, first, 0) for key, first in open_rows.items())])


def file_of(count, title):
    one = "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTART:20260326T180000\r\nSUMMARY:{1} {0}\r\nEND:VEVENT\r\n"
    return (
        f"BEGIN:VCALENDAR\r\n{''.join(one.format(n, title) for n in range(count))}END:VCALENDAR\r\n".encode()
    )


FILE = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260326T180000\r\nSUMMARY:Boat trip\r\n"
    "LOCATION:Pier 3\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nDTSTART:20260327T180000\r\nSUMMARY:Café\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()
