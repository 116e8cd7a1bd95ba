"""When something could be instead: the nearest times at which nothing is in the way."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from webapp.domain.overlaps import Span
from webapp.domain.periods import to_utc, wall_in
from webapp.domain.week_grid import WORK_FROM, WORK_TO

# So far around what is wanted; what lies within these hours of one day stays within them.
NEAR = timedelta(days=14)
_DAY, _QUARTER = timedelta(days=1), timedelta(minutes=15)


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
) -> list[timedelta]:
    """By how much all of these would have to move by the clock, the nearest ways first.

    To quarters of an hour, and within the day's hours if they are so now; whole days by the day. Several move within
    their days only, so that a rule still fits them; several whole days do not move.
    """
    found: list[timedelta] = []
    for shift in _shifts(spans, zone):
        if moved(spans[0], shift, zone).start >= not_before and _all_free(spans, shift, zone, taken):
            found.append(shift)
        if len(found) == most:
            break
    return found


def moved(one: Span, shift: timedelta, zone: str) -> Span:
    """An occurrence that is so much later by the clock."""
    first, last = (wall_in(moment, zone) for moment in one[:2])
    if last < first:  # clocks go back within it, and the wall says less than nothing
        last = first + (one.end - one.start)
    start, end = to_utc(first + shift, zone), to_utc(last + shift, zone)
    return one._replace(start=start, end=max(start, end))


def _shifts(spans: Sequence[Span], zone: str) -> Iterator[timedelta]:
    first, alone = spans[0], len(spans) == 1
    start, end = (wall_in(moment, zone) for moment in first[:2])
    if first.all_day:
        yield from _around(NEAR, _DAY) if alone else ()
        return
    late = (start - datetime.combine(start.date(), time())) % _QUARTER
    for shift in _around(NEAR if alone else _DAY, _QUARTER, late):
        stays = alone or (start + shift).date() == start.date()
        if stays and (not _by_day(start, end) or _by_day(start + shift, end + shift)):
            yield shift


def _all_free(spans: Sequence[Span], shift: timedelta, zone: str, taken: Taken) -> bool:
    return all(taken.is_free(*moved(one, shift, zone)[:2]) for one in spans)


def _around(far: timedelta, step: timedelta, late: timedelta = timedelta(0)) -> list[timedelta]:
    """Steps to both sides, the nearest first, none of which is no step at all."""
    number = far // step
    found = [step * n - late for n in range(-number, number + 1)]
    return sorted((shift for shift in found if shift), key=lambda shift: (abs(shift), shift < timedelta(0)))


def _by_day(start: datetime, end: datetime) -> bool:
    return start.date() == end.date() and start.time() >= time(WORK_FROM) and end.time() <= time(WORK_TO)
