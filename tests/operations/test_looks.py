"""Since you last looked: visits, what others did, and nothing that one did oneself."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.operations.test_calendar_history import FILE
from tests.support.cast import a_document
from webapp.models import Calendar, Event, EventLook
from webapp.operations.calendars import change_calendar
from webapp.operations.errors import NotThere
from webapp.operations.events import edit_event
from webapp.operations.importing import import_calendar
from webapp.operations.looks import VISIT, look_at_calendar, look_at_event, new_in_calendar, new_in_event

LATER = timedelta(hours=1)


@pytest.fixture
def now():
    return datetime.now(UTC)


def rename(event_id, base, by):
    edit_event(event_id, a_document(title=f"Title {base}"), based_on=base, by=by)


def test_nothing_is_new_to_who_never_looked(session, retreat, alice, bob, now):
    rename(retreat, 1, bob)
    assert new_in_event(session.get(Event, retreat), alice, now) is None


def test_what_others_did_since_the_last_visit_is_new(session, retreat, alice, bob, now):
    look_at_event(retreat, 1, by=alice, now=now)
    rename(retreat, 1, bob)
    rename(retreat, 2, alice)
    rename(retreat, 3, bob)

    assert new_in_event(session.get(Event, retreat), alice, now + LATER) == (1, 2)
    assert new_in_event(session.get(Event, retreat), bob, now + LATER) is None


def test_what_one_did_alone_is_not_new(session, retreat, alice, now):
    look_at_event(retreat, 1, by=alice, now=now)
    rename(retreat, 1, alice)
    assert new_in_event(session.get(Event, retreat), alice, now + LATER) is None


def test_what_was_new_stays_new_for_the_visit(session, retreat, alice, bob, now):
    look_at_event(retreat, 1, by=alice, now=now - LATER)
    rename(retreat, 1, bob)
    look_at_event(retreat, 2, by=alice, now=now)

    assert new_in_event(session.get(Event, retreat), alice, now + VISIT) == (1, 1)
    assert new_in_event(session.get(Event, retreat), alice, now + LATER) is None


def test_a_look_that_says_nothing_new_writes_nothing(session, retreat, alice, now, statements):
    look_at_event(retreat, 1, by=alice, now=now)
    statements.clear()
    look_at_event(retreat, 1, by=alice, now=now + VISIT)
    assert not [text for text in statements if text.startswith(("UPDATE", "INSERT"))]
    look_at_event(retreat, 1, by=alice, now=now + LATER)
    assert [text for text in statements if text.startswith("UPDATE event_look")]


def test_nobody_has_seen_what_is_not_there_yet(session, retreat, alice, now):
    look_at_event(retreat, 99, by=alice, now=now)
    assert session.get(EventLook, (alice.id, retreat)).seen == 1
    look_at_event(retreat, 0, by=alice, now=now + LATER)
    assert session.get(EventLook, (alice.id, retreat)).seen == 1


def test_a_calendar_counts_change_sets(session, team, retreat, alice, bob, now):
    look_at_calendar(team, 99, by=alice, now=now)
    seen = session.get(Calendar, team).seq
    rename(retreat, 1, bob)
    import_calendar(team, FILE, by=bob)

    assert new_in_calendar(session.get(Calendar, team), alice, now + LATER) == (seen, 2)
    look_at_calendar(team, 999, by=alice, now=now + LATER)
    assert new_in_calendar(session.get(Calendar, team), alice, now + 3 * LATER) is None


def test_what_was_seen_to_arrive_is_not_new_afterwards(session, retreat, alice, bob, now):
    look_at_event(retreat, 1, by=alice, now=now)
    rename(retreat, 1, bob)
    look_at_event(retreat, 2, by=alice, now=now + VISIT / 2, arrived=True)
    assert new_in_event(session.get(Event, retreat), alice, now + VISIT / 2) is None

    rename(retreat, 2, bob)
    later = now + 2 * LATER
    assert new_in_event(session.get(Event, retreat), alice, later) == (2, 1)
    look_at_event(retreat, 3, by=alice, now=later)
    rename(retreat, 3, bob)
    look_at_event(retreat, 4, by=alice, now=later, arrived=True)
    # Something was new when she came: that stays so for the visit, with what came on top.
    assert new_in_event(session.get(Event, retreat), alice, later) == (2, 2)
    assert new_in_event(session.get(Event, retreat), alice, later + LATER) is None


def test_a_change_of_settings_counts_as_one_more(session, team, alice, bob, now):
    look_at_calendar(team, 99, by=bob, now=now)
    seen = session.get(Calendar, team).seq
    change_calendar(team, "Crew", "rose", "Asia/Tokyo", by=alice)

    assert new_in_calendar(session.get(Calendar, team), bob, now + LATER) == (seen, 1)
    assert new_in_calendar(session.get(Calendar, team), alice, now + LATER) is None
    look_at_calendar(team, seen + 1, by=bob, now=now, arrived=True)
    assert new_in_calendar(session.get(Calendar, team), bob, now) is None


def test_only_who_sees_it_looks_at_it(team, retreat, vera, charlie):
    look_at_event(retreat, 1, by=vera)
    look_at_calendar(team, 1, by=vera)
    with pytest.raises(NotThere):
        look_at_event(retreat, 1, by=charlie)
    with pytest.raises(NotThere):
        look_at_calendar(team, 1, by=charlie)
