"""Columns of hours: nothing meets, nothing is narrower than it must be, nothing gets lost."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.week_grid import (
    DAY,
    SHORTEST,
    first_hour,
    hours_used,
    lay_out_day,
    most_lanes,
    on_top,
    week_number,
    week_of,
)

TUESDAY = date(2026, 3, 24)
MIDNIGHT = datetime.combine(TUESDAY, time())


@dataclass(frozen=True)
class Item:
    name: str
    starts: datetime
    ends: datetime
    all_day: bool = False

    @property
    def drawn_until(self):
        return self.ends

    @property
    def first_day(self):
        return self.starts.date()

    @property
    def last_day(self):
        return (self.ends - timedelta(microseconds=1)).date() if self.ends > self.starts else self.ends.date()

    @property
    def sort_key(self):
        return (self.starts, self.ends, self.name)


def item(name, start, end, day=0):
    """An event between two times of day; `end` may be 24:00 and later."""
    return Item(name, *(MIDNIGHT + timedelta(days=day, minutes=minutes(text)) for text in (start, end)))


def minutes(text):
    hours, rest = text.split(":")
    return int(hours) * 60 + int(rest)


def places(items, most=12):
    """(lane, lanes, wide) of each event by its name."""
    return {
        block.item.name: (block.lane, block.lanes, block.wide) for block in lay_out_day(TUESDAY, items, most)
    }


@st.composite
def items(draw):
    starts = draw(st.lists(st.integers(-300, DAY + 100), max_size=14))
    lengths = draw(st.lists(st.integers(-60, 500) | st.just(0), min_size=len(starts), max_size=len(starts)))
    return [
        Item(f"{n}", MIDNIGHT + timedelta(minutes=start), MIDNIGHT + timedelta(minutes=start + length))
        for n, (start, length) in enumerate(zip(starts, lengths, strict=True))
    ]


@given(items(), st.integers(2, 12))
def test_no_two_blocks_overlap(found, most):
    blocks = lay_out_day(TUESDAY, found, most)
    for n, one in enumerate(blocks):
        for other in blocks[n + 1 :]:
            if one.meets(other):
                # Lanes are compared as parts of the width: a run of events has as many as it needs.
                left, right = sorted((one, other), key=lambda block: block.lane / block.lanes)
                assert (left.lane + left.wide) / left.lanes <= right.lane / right.lanes


@given(items(), st.integers(2, 12))
def test_no_block_could_be_wider(found, most):
    blocks = lay_out_day(TUESDAY, found, most)
    for block in blocks:
        beside = [other for other in blocks if other is not block and other.meets(block)]
        edge = block.lane + block.wide
        assert edge == block.lanes or any(other.lane == edge for other in beside)
        assert block.lane == 0 or block.more or len(beside) > 0
        if not beside:
            assert (block.lane, block.wide) == (0, block.lanes)


@given(items())
def test_a_run_has_as_many_lanes_as_events_meet_at_its_fullest(found):
    blocks = lay_out_day(TUESDAY, found, 100)
    for block in blocks:
        fullest = max(
            sum(other.start <= minute < other.end for other in blocks)
            for minute in range(block.start, block.end)
        )
        assert block.lanes >= fullest
    if blocks:
        busiest = max(sum(one.start <= other.start < one.end for one in blocks) for other in blocks)
        assert max(block.lanes for block in blocks) == busiest


@given(items(), st.integers(2, 12))
def test_every_event_of_the_day_is_there_once_within_the_day_and_large_enough(found, most):
    blocks = lay_out_day(TUESDAY, found, most)
    shown = sorted(one.name for block in blocks for one in block.items)
    assert shown == sorted(one.name for one in found if one.first_day <= TUESDAY <= one.last_day)
    for block in blocks:
        assert block.start >= 0 and block.end <= DAY and block.minutes >= SHORTEST
        assert 0 <= block.lane < block.lane + block.wide <= block.lanes <= most


def test_three_side_by_side_and_who_has_room_takes_it():
    placed = places(
        [
            item("long", "09:00", "17:00"),
            item("first", "09:00", "10:00"),
            item("second", "09:30", "11:00"),
            item("later", "13:00", "14:00"),
            item("alone", "18:00", "19:00"),
        ]
    )
    assert placed == {
        "long": (0, 3, 1),
        "first": (1, 3, 1),
        "second": (2, 3, 1),
        "later": (1, 3, 2),
        "alone": (0, 1, 1),
    }


def test_events_that_follow_each_other_share_a_lane():
    assert places([item("a", "09:00", "10:00"), item("b", "10:00", "11:00")]) == {
        "a": (0, 1, 1),
        "b": (0, 1, 1),
    }


def test_more_than_fit_are_counted_in_the_last_lane():
    blocks = lay_out_day(TUESDAY, [item(f"{n:02}", "09:00", f"{10 + n}:00") for n in range(12)], 4)

    assert [(block.lane, block.lanes, block.more, len(block.items)) for block in blocks] == [
        (0, 4, False, 1),
        (1, 4, False, 1),
        (2, 4, False, 1),
        (3, 4, True, 9),
    ]


def test_one_that_would_be_counted_alone_is_shown_instead():
    late = item("late", "12:30", "13:30")
    found = [*(item(f"{n}", "09:00", "13:00") for n in range(3)), item("four", "09:00", "10:00"), late]

    assert {block.item.name: block.more for block in lay_out_day(TUESDAY, found, 4)} == dict.fromkeys(
        ("0", "1", "2", "four", "late"), False
    )


def test_a_night_is_drawn_in_both_of_its_days():
    night = item("night", "22:30", "25:15")
    evening, (morning,) = (lay_out_day(day, [night], 4) for day in (TUESDAY, TUESDAY + timedelta(days=1)))

    assert [
        (block.start, block.minutes, block.comes_in, block.goes_out) for block in (*evening, morning)
    ] == [
        (22 * 60 + 30, 90, False, True),
        (0, 75, True, False),
    ]


def test_what_ends_at_midnight_is_not_on_the_next_day():
    late = item("late", "22:00", "24:00")
    assert len(lay_out_day(TUESDAY, [late], 4)) == 1
    assert lay_out_day(TUESDAY + timedelta(days=1), [late], 4) == []


def test_a_moment_before_midnight_is_drawn_within_its_day():
    (block,) = lay_out_day(TUESDAY, [item("last", "23:59", "23:59")], 4)
    assert (block.start, block.minutes) == (DAY - SHORTEST, SHORTEST)


def test_an_event_that_ends_before_it_began_on_the_clock_has_the_shortest_height():
    (block,) = lay_out_day(TUESDAY, [item("fold", "02:45", "02:15")], 4)
    assert (block.start, block.minutes) == (2 * 60 + 45, SHORTEST)


@pytest.mark.parametrize(
    ("start", "end", "is_on_top"),
    [
        ("22:00", "45:59", False),
        ("22:00", "46:00", True),
        ("00:00", "24:00", False),
        ("12:00", "90:00", True),
    ],
)
def test_a_day_and_longer_stands_above_the_hours(start, end, is_on_top):
    assert on_top(item("x", start, end)) is is_on_top
    assert on_top(Item("x", MIDNIGHT, MIDNIGHT + timedelta(days=1), all_day=True))


@pytest.mark.parametrize(
    ("start", "week_start", "number"),
    [
        (date(2026, 3, 23), 0, 13),
        (date(2025, 12, 29), 0, 1),
        (date(2020, 12, 28), 0, 53),
        (date(2026, 3, 22), 6, 13),
        (date(2025, 12, 28), 6, 1),
        (date(2026, 1, 4), 6, 2),
        (date(2022, 12, 25), 6, 53),
        (date(2023, 1, 1), 6, 1),
        (date(2025, 12, 27), 5, 1),
    ],
)
def test_weeks_have_the_numbers_that_people_know(start, week_start, number):
    assert week_of(start + timedelta(days=6), week_start) == start
    assert week_number(start, week_start) == number


def test_fewer_stand_side_by_side_where_more_days_are_shown():
    assert [most_lanes(days) for days in range(1, 8)] == [12, 6, 6, 4, 4, 4, 4]


@pytest.mark.parametrize(
    ("now", "hour"), [(None, 7), ("10:42", 7), ("23:10", 21), ("00:30", 0), ("06:00", 4)]
)
def test_a_page_opens_a_little_before_work_or_before_now(now, hour):
    assert first_hour(now and MIDNIGHT + timedelta(minutes=minutes(now))) == hour


def test_paper_shows_the_hours_of_work_and_whatever_lies_outside():
    assert hours_used([]) == (8, 18)
    assert hours_used([item("a", "06:30", "07:00"), item("b", "19:00", "20:15")]) == (6, 21)
    assert hours_used([item("late", "22:00", "24:00")]) == (8, 24)
    assert hours_used([item("night", "22:00", "25:00")]) == (0, 24)
