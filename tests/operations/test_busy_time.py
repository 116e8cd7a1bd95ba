"""What takes up time is the same for free times and for overlaps, and nobody hears of the times of whom they do not plan with."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.support.overlap_scenes import YEAR, invited, make_room, mind, planned
from webapp.domain.overlap_plans import Plan
from webapp.domain.roles import Role
from webapp.models import Event, Participation
from webapp.operations import beyond
from webapp.operations.acquaintances import known_to
from webapp.operations.calendars import calendars_of
from webapp.operations.events import create_event, edit_event
from webapp.operations.free_busy import find_acquaintances, timetables
from webapp.operations.importing import import_calendar
from webapp.operations.overlaps import Overlapping, find_free, overlaps_of, place_of
from webapp.operations.sharing import share_calendar, share_event

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NOON = datetime(YEAR, 3, 24, tzinfo=UTC)


def from_file(session, calendar, by, transp, all_day=False):
    """An event of a calendar file on 24 March, 9 to 10 in Berlin, with its importer in it."""
    dates = (
        ("VALUE=DATE:{0}0324", "VALUE=DATE:{0}0325") if all_day else ("{0}0324T080000Z", "{0}0324T090000Z")
    )
    start, end = (
        ("DTSTART;" if all_day else "DTSTART:") + dates[0],
        ("DTEND;" if all_day else "DTEND:") + dates[1],
    )
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        f"UID:{transp}{all_day}",
        start.format(YEAR),
        end.format(YEAR),
    ]
    text = "\r\n".join([*lines, "SUMMARY:From a file", f"TRANSP:{transp}", "END:VEVENT", "END:VCALENDAR", ""])
    import_calendar(calendar, text.encode(), by=by)
    event = session.scalar(select(Event).order_by(Event.id.desc()).limit(1))
    session.add(Participation(person_id=by.id, event_id=event.id))
    session.commit()


def timetable(who, by):
    people = find_acquaintances([who.username], by)
    return timetables([people[who.username]], NOON, NOON + timedelta(days=1)).people[0]


def is_busy(who, by):
    return bool(timetable(who, by).busy)


@pytest.mark.parametrize("all_day", [False, True])
@pytest.mark.parametrize("transp", ["OPAQUE", "TRANSPARENT"])
def test_what_a_file_says_of_taking_time_counts_for_free_times_and_overlaps(
    session, alice, team, transp, all_day
):
    from_file(session, team, alice, transp, all_day)
    counts = transp == "OPAQUE"
    assert is_busy(alice, by=alice) is counts
    assert create_event(team, planned(), by=alice).overlap_count == counts


def test_a_whole_day_that_takes_time_takes_it_where_each_person_is(session, alice, bob, team):
    """It ends at midnight in New York, so it overlaps there with what begins at 3 in Berlin on the day after."""
    bob.zone = "America/New_York"
    session.merge(bob)
    session.commit()
    from_file(session, team, alice, "OPAQUE", all_day=True)
    event = session.scalar(select(Event))
    session.add(Participation(person_id=bob.id, event_id=event.id))
    session.commit()
    night = {"start": f"{YEAR}-03-25T03:00", "end": f"{YEAR}-03-25T04:00"}
    saved = create_event(team, planned() | night | invited(alice, bob), by=alice)
    assert [one["who"] for one in saved.overlaps] == [["Bob"]]


def test_a_room_is_not_taken_by_what_a_file_calls_transparent(session, alice):
    room = make_room(alice, "warn")
    from_file(session, room, alice, "TRANSPARENT")
    mind_room = create_event(room, planned(), by=alice)
    assert mind_room.overlap_count == 0
    from_file(session, room, alice, "OPAQUE")
    assert create_event(room, planned("09:15", "09:45"), by=alice).overlap_count == 2


def test_what_a_limit_cuts_off_is_said_by_both(session, monkeypatch, alice, team):
    far = f"{YEAR + 4}-03-03"  # clocks do not change within these days
    create_event(team, planned(title="Stand-up", rrule="FREQ=DAILY"), by=alice)
    wanted = planned(day=far, rrule="FREQ=DAILY;COUNT=20")
    now = datetime.now(UTC)

    def looked():
        return overlaps_of(Plan(wanted, alice.id), place_of(team), alice.id, now)

    start = datetime(YEAR + 4, 3, 2, tzinfo=UTC)
    asked = list(find_acquaintances(["alice"], alice).values()), start, start + timedelta(days=20)
    assert (looked().count, looked().until) == (20, None)
    assert timetables(*asked).until is None and len(timetables(*asked).people[0].busy) == 20

    monkeypatch.setattr(beyond, "MOST", 5)
    cut = looked()
    assert cut.count == 4 and cut.until == datetime(YEAR + 4, 3, 7, 8, tzinfo=UTC)
    found = timetables(*asked)
    assert found.until == datetime(YEAR + 4, 3, 7, 8, tzinfo=UTC)
    assert [one.start.day for one in found.people[0].busy] == [2, 3, 4, 5, 6]


def test_of_a_series_that_goes_on_it_is_said_how_far_was_looked(alice, team):
    now = datetime.now(UTC)
    place = place_of(team)
    endless = overlaps_of(Plan(planned(rrule="FREQ=WEEKLY"), alice.id), place, alice.id, now)
    assert endless.until == datetime(YEAR, 3, 24, 8, tzinfo=UTC) + timedelta(days=366)
    assert (
        overlaps_of(Plan(planned(rrule="FREQ=WEEKLY;COUNT=9"), alice.id), place, alice.id, now).until is None
    )


def own_of(person):
    return next(row.id for row in calendars_of(person) if row.private)


def test_somebody_invited_by_name_is_not_told_of_unless_one_plans_with_them(alice, charlie, team):
    create_event(own_of(charlie), planned(title="Surgery"), by=charlie)
    invitation = planned("09:30", "10:30", **invited(charlie, answer="needs-action"))
    saved = create_event(team, invitation, by=alice)
    assert (saved.overlaps, saved.overlap_count) == ([], 0)
    # They share an event now, as Alice has invited them; that tells nobody when they are busy.
    moved = edit_event(saved.event_id, invitation | planned("09:15", "10:15"), 1, by=alice)
    assert moved.overlap_count == 0
    assert "charlie" not in {one.username for one in known_to(alice)}
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    assert create_event(team, invitation, by=alice).overlaps[0]["who"] == ["Charlie"]


def test_a_calendar_that_refuses_refuses_nothing_because_of_whom_one_may_not_know(alice, charlie, team):
    create_event(own_of(charlie), planned(title="Surgery"), by=charlie)
    mind(team, alice)
    wanted = planned(**invited(charlie, answer="needs-action"))
    assert create_event(team, wanted, by=alice).version == 1
    share_calendar(team, charlie.id, Role.VIEWER, by=alice)
    with pytest.raises(Overlapping, match="Charlie is busy"):
        create_event(team, wanted, by=alice)


def test_who_keeps_their_times_is_busy_for_nobody_else(session, alice, bob, vera, team):
    create_event(own_of(bob), planned(title="Surgery"), by=bob)
    mind(team, alice)
    with pytest.raises(Overlapping, match="Bob is busy"):
        create_event(team, planned(**invited(bob)), by=alice)

    bob.shows_busy = False
    session.merge(bob)
    session.commit()
    table = timetable(bob, by=alice)
    assert (table.busy, table.person.tells) == ([], False)
    assert is_busy(bob, by=bob)
    later = Plan(planned("10:00", "11:00", **invited(bob)), alice.id)
    free = find_free(later, place_of(team), alice.id, datetime.now(UTC))
    assert [one.minutes for one in free] == [15, -15, 30]
    assert create_event(team, planned(**invited(bob)), by=alice).overlap_count == 0
    with pytest.raises(Overlapping, match="Surgery"):
        create_event(team, planned(**invited(bob)), by=bob)


def test_at_an_event_that_one_sees_everybody_is_known_to_be(session, alice, charlie, team):
    """Its page says who goes there, so nothing is told that one could not read."""
    seen = create_event(own_of(charlie), planned(title="Concert", **invited(charlie)), by=charlie).event_id
    share_event(seen, alice.id, Role.VIEWER, by=charlie)
    charlie.shows_busy = False
    session.merge(charlie)
    session.commit()
    saved = create_event(team, planned(**invited(charlie, answer="needs-action")), by=alice)
    assert [(one["title"], one["who"]) for one in saved.overlaps] == [("Concert", ["Charlie"])]
