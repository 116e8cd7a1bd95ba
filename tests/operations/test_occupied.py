"""What touches one of many windows is what reading the whole time finds, on both databases: each looks it up in its own way."""

import random
from datetime import UTC, datetime, timedelta

from tests.support.overlap_scenes import YEAR, invited, make_room, planned
from webapp.domain.overlaps import Span
from webapp.domain.windows import Window, windows_of
from webapp.operations import occupied as reading
from webapp.operations.events import create_event
from webapp.operations.occupied import occupied, occupied_at

FIRST = datetime(YEAR, 3, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fill(dice, calendars, people):
    """Hours, nights, weeks and whole days, some of them again and again."""
    for number in range(40):
        start = FIRST + dice.randrange(0, 20 * 24) * HOUR
        end = start + dice.choice([0, 1, 1, 2, 24, 200]) * HOUR
        when = {"start": f"{start:%Y-%m-%dT%H:%M}", "end": f"{end:%Y-%m-%dT%H:%M}"}
        if number % 5 == 0:
            when = {"start": f"{start:%Y-%m-%d}", "end": f"{end:%Y-%m-%d}", "all_day": True}
        rule = {"rrule": "FREQ=DAILY;INTERVAL=2;COUNT=4"} if number % 4 == 0 else {}
        guests = invited(*dice.sample(people, 2))
        create_event(
            dice.choice(calendars), {**planned(), **guests, **when, **rule, "zone": "UTC"}, people[0]
        )


def may_meet(row, window):
    """Whether they have some time in common; whole days are elsewhere up to a day earlier or later."""
    far = DAY if row.all_day else timedelta()
    return row.start < window.before + far and row.end > window.after - far


def key(row):
    return row.event_id, row.recurrence_id, row.room, sorted(row.people)


def test_many_windows_find_what_reading_all_finds(session, alice, bob, vera, team):
    dice, room = random.Random(26), make_room(alice, "warn")
    fill(dice, [team, room], [alice, bob, vera])
    people = [alice.id, bob.id]
    everything = occupied(room, people, FIRST - 40 * DAY, FIRST + 60 * DAY).rows
    assert len(everything) > 50
    some = 0
    for _ in range(30):
        starts = sorted(FIRST + dice.randrange(0, 25 * 48) * HOUR / 2 for _ in range(dice.randrange(2, 7)))
        windows = windows_of(Span(start, start + dice.choice([0, 1, 5]) * HOUR) for start in starts)
        wanted = [key(one) for one in everything if any(may_meet(one, window) for window in windows)]
        found = occupied_at(room, people, windows).rows
        exact = [key(one) for one in found if any(may_meet(one, window) for window in windows)]
        assert sorted(exact) == sorted(wanted)
        some += len(found) < len(everything) / 2
    assert some > 10


def test_what_is_too_much_to_look_up_is_read_whole(session, monkeypatch, alice, bob, vera, team):
    dice, far = random.Random(27), FIRST + 30 * DAY
    fill(dice, [team], [alice, bob, vera])
    windows = windows_of([Span(FIRST + 9 * HOUR, FIRST + 12 * DAY), Span(far, far + HOUR)])
    whole = occupied(None, [alice.id], FIRST - DAY, far + 2 * DAY).rows
    for most in ("MOST_EVENTS", "MOST_WINDOWS"):
        with monkeypatch.context() as patch:
            patch.setattr(reading, most, 1)
            assert len(occupied_at(None, [alice.id], windows).rows) >= len(whole)
    assert len(occupied_at(None, [alice.id], windows).rows) < len(whole)


def test_windows_that_touch_are_one_and_whole_days_reach_a_day_further():
    spans = [
        Span(FIRST + 2 * HOUR, FIRST + 3 * HOUR),
        Span(FIRST, FIRST + 2 * HOUR),
        Span(FIRST + 9 * DAY, FIRST + 10 * DAY, all_day=True),
    ]
    assert windows_of(spans) == [
        Window(FIRST, FIRST + 3 * HOUR),
        Window(FIRST + 8 * DAY, FIRST + 11 * DAY),
    ]
    assert windows_of(spans[:1], far=HOUR) == [Window(FIRST + HOUR, FIRST + 4 * HOUR)]
