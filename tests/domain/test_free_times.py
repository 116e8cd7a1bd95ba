"""The nearest times at which nothing is in the way."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.domain.free_times import Shift, Taken, free_shifts, moved
from webapp.domain.overlaps import Span

ZONE = "Europe/Berlin"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def by(number):
    return timedelta(minutes=number)


def span(start, end, **more):
    """Times of Tuesday 24 March 2026 in UTC; Berlin is an hour ahead."""
    return Span(*(datetime.fromisoformat(f"2026-03-24T{one}:00+00:00") for one in (start, end)), **more)


def minutes(spans, taken, most=3, not_before=LONG_AGO):
    return [
        round(shift.by.total_seconds() / 60)
        for shift in free_shifts(spans, ZONE, Taken(taken), not_before, most)
    ]


def test_the_nearest_ones_come_first_and_hold_all_of_it():
    assert minutes([span("09:00", "10:00")], [span("09:00", "10:00")]) == [60, -60, 75]


def test_what_is_between_working_hours_stays_there():
    busy = [span("07:00", "16:30")]
    assert minutes([span("16:00", "17:00")], busy, 1) == [15 * 4 * 15]  # the next morning, at eight
    assert minutes([span("16:30", "17:30")], busy, 1) == [15]  # which is after hours already


def test_times_fall_on_quarters_of_an_hour():
    assert minutes([span("09:07", "09:37")], [span("09:00", "09:30")]) == [23, -37, 38]


def test_nothing_is_offered_that_is_over():
    assert minutes(
        [span("09:00", "10:00")],
        [span("09:00", "10:00")],
        not_before=datetime(2026, 3, 24, 9, tzinfo=UTC),
    ) == [60, 75, 90]


def test_whole_days_move_by_days():
    day = Span(datetime(2026, 3, 23, 23, tzinfo=UTC), datetime(2026, 3, 24, 23, tzinfo=UTC), all_day=True)
    assert minutes([day], [span("09:00", "10:00")], 2) == [1440, -1440]
    later = day._replace(start=day.start + timedelta(days=7), end=day.end + timedelta(days=7))
    assert minutes([day, later], [span("09:00", "10:00")]) == []


def test_a_series_keeps_its_days_and_is_free_on_all_of_them():
    first = span("09:00", "10:00")
    # The clocks go forward in between: by the clock it is the same time.
    second = first._replace(
        start=datetime(2026, 3, 31, 8, tzinfo=UTC), end=datetime(2026, 3, 31, 9, tzinfo=UTC)
    )
    busy = [first, second._replace(start=second.end, end=second.end + timedelta(hours=1))]
    assert minutes([first, second], busy) == [-60, -75, -90]


def night(start, end):
    """Times of the night of 25 October 2026 in UTC, in which Berlin has 02:00 to 03:00 twice: from 00:00 and from 01:00."""
    return Span(*(datetime.fromisoformat(f"2026-10-25T{one}:00+00:00") for one in (start, end)))


def test_of_an_hour_that_comes_twice_both_are_looked_at():
    watch = night("00:30", "00:45")
    taken = Taken([night("00:00", "01:00")])
    found = free_shifts([watch], ZONE, taken, LONG_AGO, 4)
    # The other of the two is as near as can be; each is the moment that it says.
    assert found[:3] == [
        Shift(timedelta(), later=True),
        Shift(by(15), later=True),
        Shift(by(-15), later=True),
    ]
    assert [moved(watch, shift, ZONE)[:2] for shift in found[:3]] == [
        night("01:30", "01:45")[:2], night("01:45", "02:00")[:2], night("01:15", "01:30")[:2],
    ]  # fmt: skip
    back = free_shifts([night("01:30", "01:45")], ZONE, Taken([night("01:00", "02:00")]), LONG_AGO, 1)
    assert back == [Shift(timedelta(), later=False)]


def test_over_the_change_it_stays_as_long_as_it_is():
    long = night("00:30", "01:15")  # 02:30 CEST to 02:15 CET
    assert moved(long, Shift(by(15)), ZONE)[:2] == night("00:45", "01:30")[:2]
    assert moved(night("02:30", "03:15"), Shift(by(-60)), ZONE)[:2] == night("00:30", "01:15")[:2]
    # A series picks the first, and is as long by the clock on the wall.
    daily = [night("02:30", "03:15"), night("02:30", "03:15")]
    assert not any(shift.later for shift in free_shifts(daily, ZONE, Taken([daily[0]]), LONG_AGO, 9))
    assert moved(daily[0], Shift(by(-60)), ZONE, alone=False)[:2] == night("00:30", "02:15")[:2]


def test_the_hour_that_clocks_skip_is_no_hindrance():
    night = Span(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC))
    assert free_shifts([night], ZONE, Taken([night]), LONG_AGO, 3)


@pytest.mark.parametrize("start", [0, 5, 10])
def test_what_only_touches_is_free(start):
    taken = Taken([Span(*(LONG_AGO + timedelta(minutes=n) for n in (start + 5, start + 10)))])
    assert taken.is_free(*(LONG_AGO + timedelta(minutes=n) for n in (start, start + 5)))
    assert taken.is_free(*(LONG_AGO + timedelta(minutes=n) for n in (start + 10, start + 15)))
    assert not taken.is_free(*(LONG_AGO + timedelta(minutes=n) for n in (start + 9, start + 15)))


A_FEW_AND_ONE = given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8)), max_size=10),
    st.tuples(st.integers(0, 40), st.integers(0, 8)),
)


@settings(max_examples=300, deadline=None)
@A_FEW_AND_ONE
def test_free_is_what_meets_nothing(taken, wanted):
    is_free_when_it_meets_nothing(taken, wanted)


@pytest.mark.soak
@settings(max_examples=20_000, deadline=None)
@A_FEW_AND_ONE
def test_free_is_what_meets_nothing_in_twenty_thousand_cases(taken, wanted):
    is_free_when_it_meets_nothing(taken, wanted)


def is_free_when_it_meets_nothing(taken, wanted):
    def made(pair):
        return Span(*(LONG_AGO + timedelta(minutes=n) for n in (pair[0], pair[0] + pair[1])))

    busy, one = [made(pair) for pair in taken], made(wanted)
    assert Taken(busy).is_free(*one[:2]) == (
        not any(one.start < other.end and other.start < one.end for other in busy)
    )
