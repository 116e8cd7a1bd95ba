from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import within
from webapp.domain.month_grid import ROWS, Row, grid_range, lay_out_month, lay_out_week, mini_month

MARCH = date(2026, 3, 1)
TODAY = date(2026, 3, 24)


@dataclass(frozen=True)
class Item:
    name: str
    first_day: date
    last_day: date
    is_bar: bool
    sort_key: tuple


def march(day):
    return MARCH + timedelta(days=day - 1)


def bar(name, first, last):
    return Item(name, march(first), march(last), True, (name,))


def chip(name, day):
    return Item(name, march(day), march(day), False, (name,))


def month(items, **how):
    return lay_out_month(MARCH, 0, items, today=TODAY, **how)


def day(weeks, number):
    return next(day for week in weeks for day in week.days if day.date == march(number))


def names(cell):
    """What a day shows: names in their rows, None where a lane is held."""
    return [row.item.name if row.item else None for row in cell.rows]


@pytest.mark.parametrize(
    ("first", "week_start", "start"),
    [
        (date(2026, 3, 1), 0, date(2026, 2, 23)),
        (date(2026, 3, 1), 6, date(2026, 3, 1)),
        (date(2026, 3, 1), 5, date(2026, 2, 28)),
        (date(2027, 2, 1), 0, date(2027, 2, 1)),
        (date(2026, 8, 1), 0, date(2026, 7, 27)),
    ],
)
def test_the_grid_begins_with_the_week_of_the_first_and_has_42_days(first, week_start, start):
    assert grid_range(first, week_start) == (start, start + timedelta(days=41))


def test_days_know_whether_they_are_out_of_the_month_at_a_weekend_or_today():
    weeks = month([])

    assert [len(week.days) for week in weeks] == [7] * 6
    assert [cell.out for cell in weeks[0].days] == [True] * 6 + [False]
    assert [cell.weekend for cell in weeks[0].days] == [False] * 5 + [True] * 2
    assert [cell.date for week in weeks for cell in week.days if cell.today] == [TODAY]


def test_a_bar_is_one_link_in_its_first_day_and_holds_its_lane_later():
    weeks = month([bar("Offsite", 11, 13)])

    assert day(weeks, 10).rows == ()
    assert day(weeks, 11).rows == (Row(bar("Offsite", 11, 13), days=3),)
    assert day(weeks, 12).rows == day(weeks, 13).rows == (Row(),)
    assert day(weeks, 12).rows[0].hold and not day(weeks, 11).rows[0].hold


def test_a_bar_over_a_weekend_is_cut_into_one_link_a_week():
    away = bar("Away", 12, 25)
    weeks = month([away])

    assert day(weeks, 12).rows == (Row(away, days=4, goes_out=True),)
    assert day(weeks, 16).rows == (Row(away, days=7, comes_in=True, goes_out=True),)
    assert day(weeks, 23).rows == (Row(away, days=3, comes_in=True),)


def test_a_bar_that_begins_before_the_grid_and_ends_after_it_fills_every_week():
    long = bar("Year", -100, 200)

    assert [week.days[0].rows for week in month([long])] == [(Row(long, 7, True, True),)] * 6


def test_timed_events_stand_below_bars_in_the_order_of_their_start():
    weeks = month([chip("16:00", 3), chip("09:30", 3), bar("Support", 2, 6)])

    assert names(day(weeks, 2)) == ["Support"]
    assert names(day(weeks, 3)) == [None, "09:30", "16:00"]


def test_longer_bars_take_the_upper_lane_of_the_same_day():
    assert names(day(month([bar("a", 2, 2), bar("b", 2, 4)]), 2)) == ["b", "a"]


def test_a_lane_that_a_bar_leaves_is_used_again():
    weeks = month([bar("a", 2, 3), bar("b", 3, 6), bar("c", 4, 5)])

    assert names(day(weeks, 3)) == [None, "b"]
    assert names(day(weeks, 4)) == ["c", None]
    assert names(day(weeks, 6)) == [None, None]


def test_a_timed_event_fills_a_free_lane_above_a_bar():
    weeks = month([bar("a", 2, 3), bar("b", 3, 6), chip("09:30", 5)])

    assert names(day(weeks, 5)) == ["09:30", None]


def test_a_day_shows_as_many_as_fit_and_then_says_how_many_more():
    four = month([chip(str(number), 24) for number in range(4)])
    six = month([chip(str(number), 24) for number in range(6)])

    assert (names(day(four, 24)), day(four, 24).more) == (["0", "1", "2", "3"], 0)
    assert (names(day(six, 24)), day(six, 24).more) == (["0", "1", "2"], 3)
    assert [item.name for item in day(six, 24).items] == ["0", "1", "2", "3", "4", "5"]


def test_a_bar_does_not_run_through_the_line_that_says_how_many_more():
    three = [bar(name, 23, 23) for name in "abc"]
    weeks = month([*[bar(name, 23, 29) for name in "abc"], bar("d", 24, 26), chip("09:30", 26)])

    assert names(day(month([*three, bar("d", 23, 23)]), 23)) == ["a", "b", "c", "d"]
    assert [day(weeks, number).more for number in (23, 24, 25, 26, 27)] == [0, 1, 1, 2, 0]
    assert names(day(weeks, 24)) == [None, None, None]


def test_bars_without_a_lane_are_counted_on_each_of_their_days():
    weeks = month([bar(str(number), 24, 25) for number in range(9)])

    assert [day(weeks, number).more for number in (23, 24, 25, 26)] == [0, 6, 6, 0]


def test_one_week_alone_looks_as_it_does_within_its_month():
    items = [bar("Away", 12, 25), *[chip(str(number), number) for number in range(1, 31)]]

    assert lay_out_week(march(23), items, first=MARCH, today=TODAY) == month(items)[4]


def test_a_thousand_events_are_laid_out_at_once():
    bars = [bar(f"{number}", -20 + number % 60, number % 60) for number in range(500)]
    chips = [chip(f"{number}", 1 + number % 31) for number in range(500)]

    weeks = within(15, lambda: month(bars + chips))

    assert sum(len(cell.items) > 0 for week in weeks for cell in week.days) == 42


@st.composite
def items(draw):
    first = march(draw(st.integers(-20, 60)))
    is_bar = draw(st.booleans())
    last = first + timedelta(days=draw(st.integers(0, 20))) if is_bar else first
    return Item(str(draw(st.integers(0, 10**9))), first, last, is_bar, (draw(st.integers(0, 9)),))


MONTHS = st.dates(date(1900, 1, 1), date(2200, 1, 1)).map(lambda any_day: any_day.replace(day=1))


@given(st.lists(items(), max_size=40), st.sampled_from([0, 5, 6]), st.integers(2, 6))
def test_every_item_is_in_a_row_or_counted_in_more(placed, week_start, rows):
    for week in lay_out_month(MARCH, week_start, placed, rows=rows):
        for column, cell in enumerate(week.days):
            there = [item for item in placed if item.first_day <= cell.date <= item.last_day]
            assert Counter(cell.items) == Counter(there)
            assert shown_on(week, column) + cell.more == len(there)


@given(st.lists(items(), max_size=40), st.sampled_from([0, 5, 6]), st.integers(2, 6))
def test_no_two_items_share_a_row_and_no_bar_runs_through_the_last_line(placed, week_start, rows):
    for week in lay_out_month(MARCH, week_start, placed, rows=rows):
        taken = set()
        for column, cell in enumerate(week.days):
            assert len(cell.rows) + (cell.more > 0) <= rows
            for lane, row in enumerate(cell.rows):
                cells = {(lane, later) for later in range(column, column + row.days)} if row.item else set()
                assert not cells & taken
                taken |= cells
            lanes = {lane for lane, where in taken if where == column}
            assert all(week.days[column].rows[lane] for lane in lanes)


def shown_on(week, column):
    """How many items are drawn over a column, counting bars that began further to the left."""
    return sum(
        1
        for start, cell in enumerate(week.days[: column + 1])
        for row in cell.rows
        if row.item and start + row.days > column
    )


@given(st.lists(items(), max_size=20), st.sampled_from([0, 5, 6]))
def test_the_pieces_of_a_bar_cover_just_its_days_and_say_where_it_goes_on(placed, week_start):
    for week in lay_out_month(MARCH, week_start, placed):
        for cell in week.days:
            for row in cell.rows:
                if row.item:
                    last = cell.date + timedelta(days=row.days - 1)
                    assert last <= week.days[-1].date
                    assert row.comes_in == (row.item.first_day < cell.date)
                    assert row.goes_out == (row.item.last_day > last)


@given(MONTHS, st.sampled_from([0, 5, 6]))
def test_the_grid_of_any_month_holds_all_of_it(first, week_start):
    start, end = grid_range(first, week_start)

    assert start.weekday() == week_start
    assert start <= first <= start + timedelta(days=6)
    assert end >= first + timedelta(days=30)


def test_the_small_month_marks_today_and_busy_days():
    weeks = mini_month(MARCH, 0, TODAY, {march(2), march(31)})
    cells = [cell for week in weeks for cell in week]

    assert [len(week) for week in weeks] == [7] * 6
    assert cells[0].date == date(2026, 2, 23) and cells[0].out
    assert [cell.date for cell in cells if cell.busy] == [march(2), march(31)]
    assert [cell.date for cell in cells if cell.today] == [TODAY]


def test_four_rows_are_shown_unless_asked_otherwise():
    assert ROWS == 4
    assert len(day(month([chip(str(number), 24) for number in range(9)], rows=8), 24).rows) == 7
