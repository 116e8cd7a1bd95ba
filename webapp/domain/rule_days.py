"""Which days of a year, a month, a week or a single day a rule picks (the table of RFC 5545, section 3.3.10).

Days are ordinals (date.toordinal()), so that finding them is plain arithmetic. Every part of a rule is a set of days
of the period, and a rule picks what is in all of them.
"""

from bisect import bisect_left, bisect_right
from calendar import isleap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from webapp.domain.rules import Day, Rule

_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ALL_MONTHS = tuple(range(1, 13))
_EVERY_DAY = tuple(Day(weekday) for weekday in range(7))
_AT_ONCE, _WEEKS_AT_ONCE = 32, 5


def with_defaults(rule: Rule, start: date) -> Rule:
    """The rule with what it leaves to the start: "monthly" from the 24th on means on the 24th."""
    picks_days = rule.by_month_day or rule.by_day or rule.by_year_day
    if picks_days or rule.freq == "DAILY":
        return rule
    if rule.by_week or rule.freq == "WEEKLY":
        return replace(rule, by_day=(Day(start.weekday()),))
    if rule.freq == "YEARLY":
        return replace(rule, by_month=rule.by_month or (start.month,), by_month_day=(start.day,))
    return replace(rule, by_month_day=(start.day,))


@lru_cache(maxsize=4096)
def periods(rule: Rule, start: date) -> "Periods":
    """The periods of a rule that begins on this day; made once, as a page asks for a part of the same series again and again."""
    return Periods(rule, start)


class Periods:
    """The periods of one rule, counted from the one that its start lies in: 0, 1, 2 …"""

    def __init__(self, rule: Rule, start: date) -> None:
        self._rule = with_defaults(rule, start)
        self._kind = "WEEKS" if rule.by_week else rule.freq
        self._first = _NUMBER[self._kind](start, rule.week_start)
        self._step = rule.interval * (7 if rule.freq == "WEEKLY" else 1)
        self._pick = {
            "YEARLY": self._of_year,
            "WEEKS": self._of_weeks,
            "MONTHLY": self._of_month,
            "WEEKLY": self._of_week,
            "DAILY": self._of_day,
        }[self._kind]
        self._weekdays = frozenset(day.weekday for day in self._rule.by_day or _EVERY_DAY)
        self._places = sorted((day - rule.week_start) % 7 for day in self._weekdays)
        self._has_names = bool(rule.by_month or rule.by_month_day or rule.by_year_day)
        self._takes_all = rule.freq == "DAILY" and not (rule.by_day or rule.by_position or self._has_names)

    def between(self, first: date, last: date) -> Iterator[Sequence[int]]:
        """The days from `first` to `last` that the rule picks, in order, period by period; some have none.

        A rule with BYSETPOS counts among all days of a period, so it gets whole ones.
        """
        index, end = self._index_of(first), self._index_of(last)
        if self._takes_all:
            yield from self._many(index, end)
            return
        if self._kind == "DAILY" and not self._rule.by_position:
            yield from self._many_chosen(index, end)
            return
        low, high = first.toordinal(), last.toordinal()
        if self._kind == "WEEKLY" and not self._rule.by_position and not self._rule.by_month:
            yield from self._many_weeks(index, end, low, high)
            return
        as_they_are = self._rule.by_position or self._kind == "DAILY"
        while index <= end:
            days = self._pick(self._first + index * self._step)
            yield days if as_they_are else _within(days, low, high)
            index = self._next_index(index)

    def _many(self, index: int, end: int) -> Iterator[Sequence[int]]:
        """Where each period is a day that is taken: a month of them at once, then more and more."""
        days = range(self._first + index * self._step, self._first + end * self._step + 1, self._step)
        place, size = 0, _AT_ONCE
        while place < len(days):
            yield days[place : place + size]
            place, size = place + size, size * 2

    def _many_weeks(self, index: int, end: int, low: int, high: int) -> Iterator[Sequence[int]]:
        """Where all weeks are alike: a month of them at once, then more and more."""
        size = _WEEKS_AT_ONCE
        while index <= end:
            last = min(index + size - 1, end)
            weeks = range(self._first + index * self._step, self._first + last * self._step + 1, self._step)
            yield _within([week + place for week in weeks for place in self._places], low, high)
            index, size = last + 1, size * 2

    def _many_chosen(self, index: int, end: int) -> Iterator[Sequence[int]]:
        """Where each period is a day that may be taken: a month of them at once; what follows an unnamed month is next."""
        while index <= end:
            last = min(index + _AT_ONCE - 1, end)
            days = range(self._first + index * self._step, self._first + last * self._step + 1, self._step)
            yield self._of_days(days)
            index = self._next_index(last)

    def _of_days(self, days: Iterable[int]) -> Sequence[int]:
        found = [day for day in days if (day + 6) % 7 in self._weekdays]
        return [day for day in found if self._is_named(date.fromordinal(day))] if self._has_names else found

    def _index_of(self, day: date) -> int:
        """The last period that starts on this day or before it."""
        return (_NUMBER[self._kind](day, self._rule.week_start) - self._first) // self._step

    def _next_index(self, index: int) -> int:
        """The period to look at next; a daily rule leaves out the months that it does not name."""
        rule = self._rule
        if rule.freq != "DAILY" or not rule.by_month:
            return index + 1
        day = date.fromordinal(self._first + (index + 1) * rule.interval)
        if day.month in rule.by_month:
            return index + 1
        month = min((month for month in rule.by_month if month > day.month), default=0)
        there = date(day.year, month, 1) if month else date(day.year + 1, rule.by_month[0], 1)
        return max(index + 1, -(-(there.toordinal() - self._first) // rule.interval))

    def _of_year(self, year: int) -> Sequence[int]:
        rule = self._rule
        first, length = date(year, 1, 1).toordinal(), 366 if isleap(year) else 365
        months = rule.by_month or _ALL_MONTHS
        found: list[set[int]] = []
        if rule.by_year_day:
            found.append(set(_counted(rule.by_year_day, first, length)))
        if rule.by_month_day:
            found.append(
                {day for month in months for day in _counted(rule.by_month_day, *_month(year, month))}
            )
        if rule.by_day:
            # A number counts within the month where months are named, within the year where none is.
            spans = [_month(year, month) for month in rule.by_month] or [(first, length)]
            found.append({day for span in spans for day in _weekdays(rule.by_day, *span)})
        if rule.by_month and not rule.by_month_day and not rule.by_day:
            found.append({day for month in months for day in range(*_reach(_month(year, month)))})
        return sorted(set.intersection(*found))

    def _of_weeks(self, year: int) -> Sequence[int]:
        """Years of weeks: the first days of week 1 may lie in December."""
        rule = self._rule
        start = _first_week(year, rule.week_start)
        weeks = (_first_week(year + 1, rule.week_start) - start) // 7
        chosen = sorted(_counted(rule.by_week, 0, weeks))
        found = [start + 7 * week + place for week in chosen for place in self._places]
        return [day for day in found if self._is_named(date.fromordinal(day))] if self._has_names else found

    def _of_month(self, number: int) -> Sequence[int]:
        rule = self._rule
        year, month = number // 12, number % 12 + 1
        if rule.by_month and month not in rule.by_month:
            return ()
        span = _month(year, month)
        found: list[set[int]] = []
        if rule.by_month_day:
            found.append(set(_counted(rule.by_month_day, *span)))
        if rule.by_day:
            found.append(_weekdays(rule.by_day, *span))
        return sorted(set.intersection(*found))

    def _of_week(self, first: int) -> Sequence[int]:
        rule = self._rule
        days = [first + place for place in self._places]
        return (
            [day for day in days if date.fromordinal(day).month in rule.by_month] if rule.by_month else days
        )

    def _of_day(self, day: int) -> Sequence[int]:
        if (day + 6) % 7 not in self._weekdays:
            return ()
        if self._has_names and not self._is_named(date.fromordinal(day)):
            return ()
        return (day,)

    def _is_named(self, day: date) -> bool:
        rule = self._rule
        if rule.by_month and day.month not in rule.by_month:
            return False
        if rule.by_month_day and not _is_counted(rule.by_month_day, day.day, _month(day.year, day.month)[1]):
            return False
        length = 366 if isleap(day.year) else 365
        return not rule.by_year_day or _is_counted(rule.by_year_day, day.timetuple().tm_yday, length)


# The number of the period that a day lies in: its year, its month since year 0, the first day of its week, itself.
_NUMBER: dict[str, Callable[[date, int], int]] = {
    "YEARLY": lambda day, _: day.year,
    "WEEKS": lambda day, week_start: _year_of_week(day, week_start),
    "MONTHLY": lambda day, _: day.year * 12 + day.month - 1,
    "WEEKLY": lambda day, week_start: day.toordinal() - (day.weekday() - week_start) % 7,
    "DAILY": lambda day, _: day.toordinal(),
}


def _month(year: int, month: int) -> tuple[int, int]:
    """First day and length."""
    return date(year, month, 1).toordinal(), _LENGTHS[month] + (month == 2 and isleap(year))


def _reach(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], span[0] + span[1]


def _counted(numbers: Iterable[int], first: int, length: int) -> list[int]:
    """The nth days of a span, -1 being its last; those that it does not have are left out."""
    return [
        first + (number - 1 if number > 0 else length + number) for number in numbers if abs(number) <= length
    ]


def _is_counted(numbers: Iterable[int], number: int, length: int) -> bool:
    """Whether the nth day of a span is one of these, -1 being its last."""
    return number in numbers or number - length - 1 in numbers


def _within(days: Sequence[int], low: int, high: int) -> Sequence[int]:
    return days[bisect_left(days, low) : bisect_right(days, high)]


def _weekdays(days: Iterable[Day], first: int, length: int) -> set[int]:
    found: set[int] = set()
    for day in days:
        all_of_them = range(first + (day.weekday - (first + 6)) % 7, first + length, 7)
        if not day.ordinal:
            found.update(all_of_them)
        elif abs(day.ordinal) <= len(all_of_them):
            found.add(all_of_them[day.ordinal - (day.ordinal > 0)])
    return found


def _year_of_week(day: date, week_start: int) -> int:
    """The year that a day's week belongs to: 31 December may lie in week 1 of the next."""
    ordinal = day.toordinal()
    return (
        day.year
        + (ordinal >= _first_week(day.year + 1, week_start))
        - (ordinal < _first_week(day.year, week_start))
    )


def _first_week(year: int, week_start: int) -> int:
    """The first day of week 1, the first one with at least four days in the year."""
    new_year = date(year, 1, 1).toordinal()
    before = (new_year + 6 - week_start) % 7
    return new_year - before if before <= 3 else new_year + 7 - before
