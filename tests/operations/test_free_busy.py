"""Who may ask when somebody is busy, and what makes somebody busy."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.cast import a_document, make_person, switch_off
from webapp.domain.roles import Role
from webapp.models import Event, Participation
from webapp.operations.acquaintances import known_to
from webapp.operations.calendars import create_calendar, delete_calendar
from webapp.operations.errors import Refused
from webapp.operations.events import create_event, delete_event
from webapp.operations.free_busy import find_acquaintances, timetables
from webapp.operations.importing import import_calendar
from webapp.operations.sharing import share_calendar, share_event

MONDAY = datetime(2026, 3, 23, tzinfo=UTC)
WEEK = timedelta(days=7)


def free_busy(usernames, after, before, by):
    people = find_acquaintances(usernames, by)
    return timetables([people[name] for name in usernames], after, before).people


def busy(who, by, after=MONDAY, before=MONDAY + WEEK):
    """The times of one person, as "24 08:00–09:00" in UTC."""
    (table,) = free_busy([who.username], after, before, by)
    return [f"{one.start:%d %H:%M}–{one.end:%H:%M}{' maybe' if one.maybe else ''}" for one in table.busy]


def plan(calendar, by, start="2026-03-24T10:00", end="2026-03-24T11:00", **changes):
    return create_event(calendar, a_document(start=start, end=end, **changes), by=by).event_id


def invited(*people, answer="accepted"):
    return {f"person:{one.id}": {"name": one.name, "part": "required", "answer": answer} for one in people}


def test_people_who_share_a_calendar_see_when_the_others_are_busy(team, alice, bob, vera):
    plan(team, alice)
    for who in (alice, bob, vera):
        assert busy(alice, by=who) == ["24 09:00–10:00"]


def test_what_is_in_a_calendar_of_ones_own_counts_too(team, alice, vera):
    plan(create_calendar("Private", "sky", "Europe/Berlin", by=alice), alice)
    assert busy(alice, by=vera) == ["24 09:00–10:00"]


def test_a_stranger_is_missing_as_somebody_who_does_not_exist(team, alice, bob, charlie, root):
    for who in (charlie, root):
        assert find_acquaintances(["alice"], who) == {}
    assert find_acquaintances(["nobody"], alice) == {}
    assert find_acquaintances(["bob", "charlie"], alice).keys() == {"bob"}
    assert busy(charlie, by=charlie) == []


def test_an_event_that_was_given_alone_lets_nobody_see_when_anybody_is_busy(
    team, retreat, alice, bob, charlie
):
    plan(team, alice)
    share_event(retreat, charlie.id, Role.VIEWER, by=alice)
    assert [one.username for one in known_to(charlie)] == ["charlie"]
    for who, by in ((alice, charlie), (charlie, alice), (charlie, bob)):
        assert find_acquaintances([who.username], by) == {}
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    assert busy(alice, by=charlie) == ["24 08:00–10:00"]


def test_nobody_is_acquainted_through_a_deleted_calendar_or_when_switched_off(
    session, team, alice, bob, vera
):
    assert busy(alice, by=bob) == []
    switch_off(session, vera, MONDAY)
    assert {one.username for one in known_to(bob)} == {"alice", "bob"}
    delete_calendar(team, by=alice)
    assert [one.username for one in known_to(bob)] == ["bob"]


def test_those_who_accepted_are_busy_and_those_who_declined_are_not(team, alice, bob, vera):
    declined = invited(vera, answer="declined")
    plan(team, alice, attendees={**invited(alice, bob), **declined})
    assert busy(bob, by=alice) == busy(alice, by=alice) == ["24 09:00–10:00"]
    assert busy(vera, by=alice) == []


def test_an_instance_that_somebody_answers_otherwise_counts_the_other_way(session, team, alice, bob):
    weekly = {"rrule": "FREQ=DAILY;COUNT=3", "attendees": invited(alice, bob)}
    event_id = plan(team, alice, **weekly)
    session.scalar(select(Participation).where(Participation.person_id == bob.id)).otherwise = [
        "2026-03-25T10:00"
    ]
    session.commit()
    assert busy(bob, by=alice) == ["24 09:00–10:00", "26 09:00–10:00"]
    part = session.get(Participation, (bob.id, event_id))
    part.takes_part = False
    session.commit()
    assert busy(bob, by=alice) == ["25 09:00–10:00"]


def test_tentative_is_maybe_and_cancelled_or_deleted_is_free(team, alice):
    plan(team, alice, status="tentative")
    plan(team, alice, status="cancelled", start="2026-03-25T10:00", end="2026-03-25T11:00")
    gone = plan(team, alice, start="2026-03-26T10:00", end="2026-03-26T11:00")
    assert busy(alice, by=alice) == ["24 09:00–10:00 maybe", "26 09:00–10:00"]
    delete_event(gone, by=alice)
    assert busy(alice, by=alice) == ["24 09:00–10:00 maybe"]


def test_an_instance_of_its_own_counts_as_it_is(team, alice):
    own = {
        "2026-03-25T10:00": {"status": "cancelled"},
        "2026-03-26T10:00": {"start": "2026-03-26T15:00", "end": "2026-03-26T16:30"},
    }
    plan(team, alice, rrule="FREQ=DAILY;COUNT=3", overrides=own)
    assert busy(alice, by=alice) == ["24 09:00–10:00", "26 14:00–15:30"]


def test_a_whole_day_makes_nobody_busy(team, alice):
    plan(team, alice, start="2026-03-24", end="2026-03-25", all_day=True)
    assert busy(alice, by=alice) == []


FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Elsewhere//EN
BEGIN:VEVENT
UID:fair
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20260324
DTEND;VALUE=DATE:20260325
SUMMARY:Fair
TRANSP:OPAQUE
END:VEVENT
BEGIN:VEVENT
UID:music
DTSTAMP:20260101T000000Z
DTSTART:20260325T090000Z
DTEND:20260325T100000Z
RRULE:FREQ=DAILY;COUNT=2
SUMMARY:Background music
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:music
RECURRENCE-ID:20260326T090000Z
DTSTAMP:20260101T000000Z
DTSTART:20260326T090000Z
DTEND:20260326T100000Z
SUMMARY:A concert
END:VEVENT
END:VCALENDAR
"""


def test_a_file_says_of_its_events_whether_they_take_time(session, team, alice):
    import_calendar(team, FILE.replace("\n", "\r\n").encode(), by=alice)
    for event in session.scalars(select(Event)):
        session.add(Participation(person_id=alice.id, event_id=event.id))
    session.commit()
    # The fair lasts from midnight to midnight where Alice is; of the music only the concert counts.
    assert busy(alice, by=alice) == ["23 23:00–23:00", "26 09:00–10:00"]


def test_times_are_cut_to_what_was_asked_and_instants_are_those_of_changed_clocks(team, alice):
    plan(team, alice, start="2026-03-29T01:30", end="2026-03-29T03:30")
    assert busy(alice, by=alice) == ["29 00:30–01:30"]
    at_one = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert busy(alice, alice, at_one, at_one + WEEK) == ["29 01:00–01:30"]


def test_a_series_goes_on_beyond_the_horizon(team, alice, vera):
    plan(team, alice, rrule="FREQ=WEEKLY", overrides={"2036-03-25T10:00": {"status": "tentative"}})
    far = datetime(2036, 3, 20, tzinfo=UTC)
    assert busy(alice, vera, far, far + 2 * WEEK) == ["25 09:00–10:00 maybe", "01 08:00–09:00"]


def test_too_many_days_or_people_are_refused_with_a_sentence(alice):
    assert free_busy(["alice"], MONDAY, MONDAY + timedelta(days=62), alice)
    with pytest.raises(Refused, match="62 days"):
        free_busy(["alice"], MONDAY, MONDAY + timedelta(days=63), alice)
    with pytest.raises(Refused, match="21 people"):
        free_busy([f"p{n}" for n in range(21)], MONDAY, MONDAY + WEEK, alice)


def test_the_statements_do_not_grow_with_people_and_events(team, alice, bob, vera, statements):
    share_calendar(team, make_person("dora", "Dora Dahl").id, Role.VIEWER, by=alice)
    for number in range(3):
        plan(team, alice, rrule="FREQ=DAILY", title=f"Daily {number}")
    far = datetime(2036, 3, 20, tzinfo=UTC)
    statements.clear()
    free_busy(["alice"], far, far + WEEK, alice)
    few = len(statements)
    statements.clear()
    free_busy(["alice", "bob", "vera", "dora"], far, far + WEEK, alice)
    assert len(statements) == few <= 4
