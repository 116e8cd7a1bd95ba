"""When something could be instead: the nearest times at which nothing is in the way."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from webapp.domain.overlaps import Span
from webapp.domain.periods import comes_twice, end_after, to_utc, told_in
from webapp.domain.week_grid import WORK_FROM, WORK_TO

# So far around what is wanted; what lies within these hours of one day stays within them.
NEAR = timedelta(days=14)
_DAY, _QUARTER = timedelta(days=1), timedelta(minutes=15)


class Shift(NamedTuple):
    """By how much the clock, and whether to the second of two times that clocks show alike."""

    by: timedelta
    later: bool = False


class Taken:
    """Times at which something is planned, joined where they meet: knows in logarithmic time whether one is free."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.starts: list[datetime] = []
        self.ends: list[datetime] = []
        for one in sorted(spans, key=lambda one: one[:2]):
            if self.ends and one.start < self.ends[-1]:
                self.ends[-1] = max(self.ends[-1], one.end)
            else:
                self.starts.append(one.start)
                self.ends.append(one.end)

    def is_free(self, start: datetime, end: datetime) -> bool:
        """Whether nothing is planned between these."""
        place = bisect_left(self.starts, start)
        if place and self.ends[place - 1] > start:
            return False
        while place < len(self.starts) and self.ends[place] == start:
            place += 1  # a moment that it begins with is not within it
        return place == len(self.starts) or self.starts[place] >= end


def free_shifts(
    spans: Sequence[Span], zone: str, taken: Taken, not_before: datetime, most: int
) -> list[Shift]:
    """By how much all of these would have to move by the clock, the nearest ways first.

    To quarters of an hour, and within the day's hours if they are so now; whole days by the day. Several move within
    their days only, so that a rule still fits them, and to the first of two equal times, as a rule does; several whole days do not move.
    """
    found: list[Shift] = []
    for shift in _shifts(spans, zone):
        if moved(spans[0], shift, zone).start >= not_before and _all_free(spans, shift, zone, taken):
            found.append(shift)
        if len(found) == most:
            break
    return found


def moved(one: Span, shift: Shift, zone: str, alone: bool = True) -> Span:
    """An occurrence that is so much later by the clock; of a series (not `alone`) one that is as long as its rule has it."""
    first, last = (told_in(moment, zone) for moment in one[:2])
    begins = (first + shift.by).replace(fold=shift.later)
    start = to_utc(begins, zone)
    if last.fold and not first.fold:  # the wall does not tell how long it is
        return one._replace(start=start, end=start + (one.end - one.start))
    ends = end_after(begins, last - first, zone) if alone and not one.all_day else last + shift.by
    return one._replace(start=start, end=max(start, to_utc(ends, zone)))


def _shifts(spans: Sequence[Span], zone: str) -> Iterator[Shift]:
    first, alone = spans[0], len(spans) == 1
    start, end = (told_in(moment, zone) for moment in first[:2])
    if first.all_day:
        yield from map(Shift, _around(NEAR, _DAY) if alone else ())
        return
    if alone and comes_twice(start, zone):
        yield Shift(timedelta(), not start.fold)
    late = (start - datetime.combine(start.date(), time())) % _QUARTER
    for shift in _around(NEAR if alone else _DAY, _QUARTER, late):
        stays = alone or (start + shift).date() == start.date()
        if stays and (not _by_day(start, end) or _by_day(start + shift, end + shift)):
            yield Shift(shift)
            if alone and comes_twice(start + shift, zone):
                yield Shift(shift, later=True)


def _all_free(spans: Sequence[Span], shift: Shift, zone: str, taken: Taken) -> bool:
    return all(taken.is_free(*moved(one, shift, zone, len(spans) == 1)[:2]) for one in spans)


def _around(far: timedelta, step: timedelta, late: timedelta = timedelta(0)) -> list[timedelta]:
    """Steps to both sides, the nearest first, none of which is no step at all."""
    number = far // step
    found = [step * n - late for n in range(-number, number + 1)]
    return sorted((shift for shift in found if shift), key=lambda shift: (abs(shift), shift < timedelta(0)))


def _by_day(start: datetime, end: datetime) -> bool:
    return start.date() == end.date() and start.time() >= time(WORK_FROM) and end.time() <= time(WORK_TO)
