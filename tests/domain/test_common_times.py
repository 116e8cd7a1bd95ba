"""When people are busy, and when several of them are free at once."""

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from webapp.domain.common_times import (
    BUSY,
    FREE,
    MAYBE,
    Attendee,
    Busy,
    Slot,
    Wish,
    merged,
    slots,
    starts,
    work_windows,
)
from webapp.domain.periods import to_utc
from webapp.domain.wording_slots import say_slot

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
TUESDAY = date(2026, 3, 24)
BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"


def at(text, zone=BERLIN):
    """An instant of a clock: "24 09:00" in March 2026."""
    return to_utc(datetime.strptime(f"2026-03-{text}", "%Y-%m-%d %H:%M"), zone)


def taken(start, end, maybe=False):
    return Busy(at(start), at(end), maybe)


def person(key, *busy, zone=BERLIN, required=True):
    return Attendee(key, zone, merged(busy), required)


def wish(first=TUESDAY, days=1, minutes=60, zone=BERLIN, work=True, step=30):
    return Wish(first, days, timedelta(minutes=minutes), zone, work, timedelta(minutes=step))


def said(found, zone=BERLIN):
    return [f"{slot.start.astimezone(ZoneInfo(zone)):%d %H:%M}" for slot in found]


def test_spans_that_touch_or_overlap_are_one_and_moments_are_none():
    spans = [
        taken("24 10:00", "24 11:00"),
        taken("24 09:00", "24 10:00"),
        taken("24 09:30", "24 09:45"),
        taken("24 12:00", "24 12:00"),
    ]
    assert merged(spans) == [taken("24 09:00", "24 11:00")]


def test_what_is_certain_hides_what_is_tentative():
    spans = [taken("24 09:00", "24 12:00", maybe=True), taken("24 10:00", "24 11:00")]
    assert merged(spans) == [
        taken("24 09:00", "24 10:00", maybe=True),
        taken("24 10:00", "24 11:00"),
        taken("24 11:00", "24 12:00", maybe=True),
    ]


def test_a_slot_suits_all_who_have_to_be_there():
    alice = person("alice", taken("24 08:00", "24 12:00"))
    bob = person("bob", taken("24 13:00", "24 17:00"))
    assert said(slots([alice, bob], wish())) == ["24 12:00", "24 17:00"]


def test_slots_for_all_come_first_then_those_with_something_tentative_then_those_without_somebody():
    alice = person("alice", taken("24 08:00", "24 15:00"), taken("24 16:00", "24 17:00", maybe=True))
    bob = person("bob", taken("24 15:00", "24 16:00"), required=False)
    found = slots([alice, bob], wish())
    assert said(found) == ["24 17:00", "24 16:00", "24 15:00"]
    assert found[0] == Slot(at("24 17:00"), at("24 18:00"), free=("alice", "bob"))
    assert (found[1].maybe, found[2].busy) == (("alice",), ("bob",))


def test_working_hours_are_those_of_each_persons_own_zone():
    both = [person("alice"), person("noah", zone=NEW_YORK)]
    # In March the two are five hours apart for three weeks: New York has summer time already.
    assert said(slots(both, wish())) == ["24 13:00", "24 14:00", "24 15:00", "24 16:00", "24 17:00"]
    later = date(2026, 3, 31)
    assert said(slots(both, wish(later)))[0] == "31 14:00"


def test_whoever_is_optional_and_outside_of_working_hours_is_missed():
    both = [person("alice"), person("noah", zone=NEW_YORK, required=False)]
    found = slots(both, wish())
    assert said(found)[0] == "24 13:00"
    assert {slot.busy for slot in found[5:]} == {("noah",)}


def test_nobody_works_on_saturday_and_sunday_unless_working_hours_do_not_count():
    saturday = date(2026, 3, 28)
    assert slots([person("alice")], wish(saturday, days=2)) == []
    assert said(slots([person("alice")], wish(saturday, work=False)))[:2] == ["28 00:00", "28 01:00"]


@pytest.mark.parametrize(
    ("day", "zone", "instants"),
    [
        (date(2026, 3, 29), BERLIN, 46),
        (date(2026, 10, 25), BERLIN, 50),
        (date(2026, 3, 8), NEW_YORK, 46),
        (date(2026, 11, 1), NEW_YORK, 50),
        (date(2026, 4, 5), LORD_HOWE, 49),
        (date(2026, 10, 4), LORD_HOWE, 47),
        (date(2026, 3, 24), BERLIN, 48),
    ],
)
def test_a_day_has_as_many_starts_as_half_hours(day, zone, instants):
    """Both of an hour that comes twice, and nothing in one that is skipped."""
    found = list(starts(wish(day, minutes=30, zone=zone)))
    walls = [moment.astimezone(ZoneInfo(zone)) for moment in found]
    assert all(wall.date() == day and wall.minute in (0, 30) for wall in walls)
    assert all((later - one) == timedelta(minutes=30) for one, later in pairwise(found))
    assert len(found) == len(set(found)) == instants


def test_both_of_an_hour_that_comes_twice_are_offered():
    day, busy = (
        date(2026, 10, 25),
        Busy(datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    )
    found = slots([Attendee("alice", BERLIN, [busy])], wish(day, minutes=45, work=False))
    walls = [
        (slot.start.astimezone(ZoneInfo(BERLIN)), slot.end.astimezone(ZoneInfo(BERLIN))) for slot in found
    ]
    assert [f"{a:%H:%M %Z}–{b:%H:%M %Z}" for a, b in walls[:3]] == [
        "02:30 CEST–02:15 CET", "02:30 CET–03:15 CET", "03:30 CET–04:15 CET",
    ]  # fmt: skip


def test_working_hours_of_a_day_with_changing_clocks_are_where_its_clocks_show_them():
    monday = date(2026, 3, 30)
    friday, after = work_windows(date(2026, 3, 27), monday, BERLIN)
    assert after.start - friday.start == timedelta(days=3, hours=-1)
    assert friday.end - friday.start == after.end - after.start == 10 * HOUR


def test_working_hours_of_a_friday_that_begins_with_a_change_of_clocks():
    friday = date(2021, 3, 26)
    (window,) = work_windows(friday, friday, "Asia/Amman")
    assert window == (datetime(2021, 3, 26, 5, tzinfo=UTC), datetime(2021, 3, 26, 15, tzinfo=UTC))


def test_what_is_busy_over_the_change_of_clocks_is_busy_for_its_real_length():
    night = Busy(at("29 01:00"), at("29 03:30"))
    assert night.end - night.start == timedelta(hours=1, minutes=30)
    found = slots([person("alice", night)], wish(date(2026, 3, 29), minutes=30, work=False))
    assert said(found)[:3] == ["29 00:00", "29 00:30", "29 03:30"]


def test_where_working_hours_do_not_count_they_still_come_first():
    both = [person("alice"), person("noah", zone=NEW_YORK)]
    found = slots(both, wish(work=False))
    assert said(found)[:6] == ["24 13:00", "24 14:00", "24 15:00", "24 16:00", "24 17:00", "24 08:00"]
    assert [slot.late for slot in found[4:6]] == [(), ("noah",)]
    assert len(found) == 24


# A reference that knows no intervals: it looks at every minute.


def minute_by_minute(one, start, end, work):
    states = set()
    for number in range(int((end - start) / MINUTE)):
        moment = start + number * MINUTE
        there = moment.astimezone(ZoneInfo(one.zone))
        if work and not (there.weekday() < 5 and 8 <= there.hour < 18):
            return BUSY
        states |= {span.maybe for span in one.busy if span.start <= moment < span.end}
    return BUSY if False in states else MAYBE if states else FREE


def is_late(one, start, end):
    minutes = (start + number * MINUTE for number in range(int((end - start) / MINUTE)))
    walls = (moment.astimezone(ZoneInfo(one.zone)) for moment in minutes)
    return not all(wall.weekday() < 5 and 8 <= wall.hour < 18 for wall in walls)


def naive(people, wanted):
    found = []
    for start in starts(wanted):
        end = start + wanted.length
        states = {one.key: minute_by_minute(one, start, end, wanted.within_work) for one in people}
        if not any(one.required and states[one.key] == BUSY for one in people):
            keys = [tuple(key for key in states if states[key] == state) for state in (FREE, MAYBE, BUSY)]
            late = [one.key for one in people if not wanted.within_work and is_late(one, start, end)]
            found.append(Slot(start, end, *keys, tuple(late)))
    kept = []
    for slot in sorted(found, key=lambda one: (len(one.busy), len(one.maybe), len(one.late), one.start)):
        if all(slot.end <= other.start or slot.start >= other.end for other in kept):
            kept.append(slot)
    return kept


def at_random(dice, first, days):
    midnight = datetime.combine(first, datetime.min.time(), UTC)

    def busy():
        start = midnight + dice.randrange(-600, days * 1440) * MINUTE
        return Busy(start, start + dice.choice((0, 1, 15, 45, 90, 300, 1500)) * MINUTE, dice.random() < 0.3)

    zones = (BERLIN, NEW_YORK, LORD_HOWE, "Asia/Kathmandu", "UTC")
    return [
        Attendee(key, dice.choice(zones), [busy() for _ in range(dice.randrange(8))], dice.random() < 0.6)
        for key in "abcd"[: dice.randrange(1, 5)]
    ]


@pytest.mark.parametrize("seed", range(60))
def test_the_slots_are_those_that_a_look_at_every_minute_finds(seed):
    dice = random.Random(seed)
    first = dice.choice((TUESDAY, date(2026, 3, 27), date(2026, 10, 23), date(2026, 3, 6), date(2026, 4, 3)))
    days = dice.randrange(1, 4)
    wanted = wish(
        first,
        days,
        dice.choice((15, 30, 60, 150)),
        dice.choice((BERLIN, NEW_YORK, LORD_HOWE)),
        dice.random() < 0.5,
        dice.choice((15, 30)),
    )
    people = at_random(dice, first, days)
    tidy = [Attendee(one.key, one.zone, merged(one.busy), one.required) for one in people]
    assert slots(tidy, wanted) == naive(people, wanted)


@pytest.mark.parametrize(
    ("slot", "sentence"),
    [
        ({"free": "abcd"}, "all 4 free"),
        ({"free": "ab"}, "both free"),
        ({"free": "a"}, "free"),
        ({"free": "ab", "maybe": "c", "busy": "d"}, "2 free, Cem may be busy, without Dora"),
        ({"free": "a", "busy": "bcd"}, "1 free, without Bob, Cem and Dora"),
        ({"maybe": "ab"}, "Alice may be busy, Bob may be busy"),
        ({"free": "ab", "late": "b"}, "both free, outside of working hours for Bob"),
        ({"free": "ab", "late": "ab"}, "both free, outside of working hours"),
    ],
)
def test_a_slot_says_who_can_be_there(slot, sentence):
    names = {"a": "Alice", "b": "Bob", "c": "Cem", "d": "Dora"}
    keys = {state: tuple(found) for state, found in slot.items()}
    assert say_slot(Slot(at("24 09:00"), at("24 10:00"), **keys), names) == sentence
