"""Calendars as they were: what was there then, for whom, and the proof at random that it equals what was recorded then."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.cast import a_document
from tests.support.random_changes import RandomChanges, current
from webapp.domain.roles import Role
from webapp.domain.series import plain_when
from webapp.models import Event, EventVersion
from webapp.operations.access import open_calendar
from webapp.operations.calendars import (
    calendars_of,
    create_calendar,
    delete_calendar,
    show_calendar,
)
from webapp.operations.events import create_event, delete_event, edit_event, restore_version, undelete_event
from webapp.operations.importing import export_calendar
from webapp.operations.past import export_then, items_then, step_of, steps, version_then
from webapp.operations.past_changes import changes_between
from webapp.operations.past_sharing import shared_then
from webapp.operations.purging import purge_event
from webapp.operations.schedule import items_between
from webapp.operations.series import edit_instances
from webapp.operations.sharing import share_calendar, share_event, stop_sharing_calendar

DAYS = (date(2026, 3, 1), date(2026, 4, 30))
ZONE = "Europe/Berlin"


def now() -> datetime:
    return datetime.now(UTC)


def seen(person, at, days=DAYS):
    """(title, day) of what somebody sees of a moment."""
    calendars = calendars_of(person)
    shown = [row for row in calendars if not row.hidden]
    items = items_then(person, shown, [row.id for row in calendars], days, ZONE, at)
    return [(item.title, item.first_day.day) for item in items]


def test_an_event_is_as_it_was_before_it_was_made_edited_deleted_and_brought_back(alice, team):
    moments = [now()]
    event = create_event(team, a_document(), by=alice).event_id
    moments.append(now())
    edit_event(
        event,
        a_document(title="Moved", start="2026-03-25T09:00", end="2026-03-25T10:00"),
        current(event),
        by=alice,
    )
    moments.append(now())
    delete_event(event, by=alice)
    moments.append(now())
    undelete_event(event, by=alice)
    moments.append(now())

    there, moved = [("Retreat", 24)], [("Moved", 25)]
    assert [seen(alice, at) for at in moments] == [[], there, moved, [], moved]
    found = [version_then(event, at) for at in moments]
    assert [one and (one.row.number, one.row.deleted) for one in found] == [
        None,
        (1, False),
        (2, False),
        (3, True),
        (4, False),
    ]


def test_a_series_is_expanded_as_it_was_however_far_away(alice, team):
    weekly = a_document(rrule="FREQ=WEEKLY", start="2026-03-02T09:00", end="2026-03-02T10:00")
    event = create_event(team, weekly, by=alice).event_id
    before = now()
    edit_instances(
        event,
        "2026-03-16T09:00",
        "this",
        {**weekly, **plain_when(weekly, "2026-03-16T09:00"), "title": "Once"},
        1,
        by=alice,
    )
    after = now()
    edit_event(event, a_document(title="Single"), current(event), by=alice)

    assert seen(alice, before, (date(2026, 3, 9), date(2026, 3, 16))) == [("Retreat", 9), ("Retreat", 16)]
    assert seen(alice, after, (date(2026, 3, 9), date(2026, 3, 16))) == [("Retreat", 9), ("Once", 16)]
    assert seen(alice, after, (date(2150, 3, 1), date(2150, 3, 7))) == [("Retreat", 2)]
    assert seen(alice, now(), (date(2150, 3, 1), date(2150, 3, 7))) == []


def test_who_has_no_access_now_sees_nothing_and_who_has_it_now_sees_the_past(
    alice, bob, charlie, retreat, team
):
    then = now()
    assert seen(bob, then) == [("Retreat", 24)]
    assert seen(charlie, then) == []

    stop_sharing_calendar(team, bob.id, by=alice)
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    assert seen(bob, then) == []
    assert seen(charlie, then) == [("Retreat", 24)]


def test_an_event_given_alone_has_its_past_and_its_calendar_has_not(alice, charlie, retreat, team):
    create_event(team, a_document(title="Secret"), by=alice)
    then = now()
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)

    assert seen(charlie, then) == [("Retreat", 24)]


def test_calendars_that_are_switched_off_or_deleted_are_left_out(alice, retreat, team):
    then = now()
    assert seen(alice, then) == [("Retreat", 24)]
    show_calendar(team, False, by=alice)
    assert seen(alice, then) == []
    show_calendar(team, True, by=alice)
    delete_calendar(team, by=alice)
    assert seen(alice, then) == []


def test_an_event_is_where_it_was_and_hidden_from_who_lost_sight_of_it(session, alice, bob, retreat, team):
    """No page moves an event to another calendar yet: the rows are set as such a move would leave them."""
    then = now()
    other = create_calendar("Other", "rose", ZONE, by=alice)
    session.get_one(Event, retreat).calendar_id = other
    session.commit()

    calendars = [row for row in calendars_of(alice) if row.id == team]
    found = items_then(alice, calendars, [team, other], DAYS, ZONE, then)
    assert [(item.calendar_id, item.title) for item in found] == [(team, "Retreat")]
    assert seen(bob, then) == []


def test_of_two_versions_that_hold_at_once_the_later_counts(session, alice, retreat):
    """PostgreSQL's writers take the time before they wait for their turn, so times may cross."""
    edit_event(retreat, a_document(title="Second"), current(retreat), by=alice)
    edit_event(retreat, a_document(title="Third"), current(retreat), by=alice)
    first, second, third = sorted(
        session.query(EventVersion).filter_by(event_id=retreat), key=lambda v: v.version
    )
    second.at = first.until = third.at + timedelta(seconds=2)
    second.until = third.at
    between, beyond = third.at + timedelta(seconds=1), third.at + timedelta(seconds=3)
    session.commit()

    assert seen(alice, between) == [("Third", 24)]
    assert seen(alice, beyond) == [("Third", 24)]


def test_of_what_was_purged_nothing_is_left_in_the_past_either(alice, root, retreat, team):
    start = now() - timedelta(days=1)
    then = now()
    assert seen(alice, then) == [("Retreat", 24)]
    assert "Retreat" in export_then(alice, open_calendar(alice, team), then)
    assert changes_between(alice, [team], start, now()).rows
    purge_event(retreat, "By law.", by=root)

    assert seen(alice, then) == seen(alice, now()) == []
    assert "BEGIN:VEVENT" not in export_then(alice, open_calendar(alice, team), then)
    assert changes_between(alice, [team], start, now()).rows == []


def test_steps_go_from_change_to_change(session, alice, team):
    event = create_event(team, a_document(), by=alice).event_id
    edit_event(event, a_document(title="Second"), current(event), by=alice)
    first, second = [row.at for row in session.query(EventVersion).order_by(EventVersion.version)]
    ids = [row.id for row in calendars_of(alice)]

    assert steps(alice, ids, first - timedelta(seconds=1)).later == first
    at_first = steps(alice, ids, first)
    assert (at_first.earlier, at_first.later) == (None, second)
    assert (steps(alice, ids, now()).earlier, steps(alice, ids, now()).later) == (second, None)
    assert step_of(event, second) == (first, None)
    assert at_first.first is not None and at_first.first <= first
    assert steps(alice, [], now()).first is None


def test_sharing_is_told_as_it_was(alice, bob, vera, team, retreat, charlie):
    before = now()
    share_calendar(team, bob.id, Role.VIEWER, by=alice)
    stop_sharing_calendar(team, vera.id, by=alice)
    share_event(retreat, charlie.id, Role.EDITOR, by=alice)

    def told(at, event=0):
        return [(one.name, one.role.word, one.event_id) for one in shared_then([team], event, at)]

    assert told(before) == [
        ("Alice Adler", "owner", None),
        ("Bob Brook", "editor", None),
        ("Vera Voss", "viewer", None),
    ]
    assert told(now()) == [("Alice Adler", "owner", None), ("Bob Brook", "viewer", None)]
    assert told(now(), retreat)[-1] == ("Charlie Chan", "editor", retreat)
    assert told(before, retreat) == told(before)
    assert shared_then([], 0, now()) == []


def test_what_changed_between_two_moments(alice, team):
    kept, gone, twice = (create_event(team, a_document(title=title), by=alice).event_id for title in "KGT")
    before = now()
    made = create_event(team, a_document(title="New"), by=alice).event_id
    edit_event(kept, a_document(title="Kept"), current(kept), by=alice)
    delete_event(gone, by=alice)
    edit_event(twice, a_document(title="Other"), current(twice), by=alice)
    restore_version(twice, 1, by=alice)
    passing = create_event(team, a_document(title="Passing"), by=alice).event_id
    delete_event(passing, by=alice)
    middle = now()
    undelete_event(gone, by=alice)

    rows = {row.event_id: row for row in changes_between(alice, [team], before, middle).rows}
    kinds = {event: row.kind for event, row in rows.items()}
    assert kinds == {made: "made", kept: "changed", gone: "deleted", twice: "same", passing: "passing"}
    assert rows[kept].said == [("title.renamed", {"from": "K", "to": "Kept"})]
    assert (rows[twice].before, rows[twice].after, rows[twice].versions) == (1, 3, 2)
    later = changes_between(alice, [team], middle, now()).rows
    assert [(row.event_id, row.kind) for row in later] == [(gone, "restored")]
    assert changes_between(alice, [team], now(), now()).rows == []


def test_changes_are_for_who_sees_them_today_and_come_in_pages(
    alice, bob, charlie, team, retreat, monkeypatch
):
    start = now()
    for n in range(3):
        create_event(team, a_document(title=f"Event {n}"), by=alice)
    assert len(changes_between(bob, [team], start, now()).rows) == 3
    assert changes_between(charlie, [], start, now()).rows == []
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    edit_event(retreat, a_document(title="Seen"), current(retreat), by=alice)
    assert [row.title for row in changes_between(charlie, [], start, now()).rows] == ["Seen"]

    monkeypatch.setattr("webapp.operations.past_changes.AT_ONCE", 3)
    first = changes_between(alice, [team], start, now())
    second = changes_between(alice, [team], start, now(), first.next)
    assert [row.title for row in first.rows + second.rows] == ["Seen", "Event 2", "Event 1", "Event 0"]
    assert (len(first.rows), second.next) == (3, 0)


@pytest.mark.parametrize(
    ("changes", "moments"),
    [(300, 20), pytest.param(10_000, 200, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])],
)
def test_after_random_changes_every_moment_is_as_it_was_recorded(alice, team, changes, moments):
    dice = RandomChanges(alice, team, seed=changes)
    recorded = []
    for number in range(1, changes + 1):
        dice.change()
        if number % (changes // moments) == 0:
            recorded.append((now(), export_calendar(open_calendar(alice, team)), _items_now(alice)))
    assert len(recorded) == moments

    for at, file, items in recorded:
        assert export_then(alice, open_calendar(alice, team), at) == file
        assert _items_of(alice, at) == items


def _items_now(person):
    shown = [row for row in calendars_of(person) if not row.hidden]
    return items_between(person, shown, *DAYS, ZONE)


def _items_of(person, at):
    calendars = calendars_of(person)
    return items_then(person, calendars, [row.id for row in calendars], DAYS, ZONE, at)
