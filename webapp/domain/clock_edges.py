"""Where the clocks of a zone are set anew, so that many wall times become instants without asking the zone for each."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

# No zone has set its clocks twice within so much time.
_STEP = timedelta(hours=6)
_SECOND = timedelta(seconds=1)


def steady(walls: Sequence[datetime], zone: str) -> Iterator[tuple[timedelta, Sequence[datetime]]]:
    """Wall times in order, in runs that are equally far from UTC, each with how far; of two equal times the first is meant."""
    clock = ZoneInfo(zone)
    for some in _by_year(walls):
        places = (bisect_left(some, edge) for edge in _edges(zone, some[0].year))
        for first, last in pairwise([0, *places, len(some)]):
            if first < last:
                yield _offset(clock, some[first]), some[first:last]


def _by_year(walls: Sequence[datetime]) -> Iterator[Sequence[datetime]]:
    """Years without any are not looked at: an extra date may be far away."""
    while walls:
        year = walls[0].year
        place = bisect_left(walls, datetime(year + 1, 1, 1)) if year < MAXYEAR else len(walls)
        yield walls[:place]
        walls = walls[place:]


@lru_cache(maxsize=2048)
def _edges(zone: str, year: int) -> tuple[datetime, ...]:
    """The first wall times of a year that are farther from UTC, or less far, than the second before."""
    clock = ZoneInfo(zone)
    return tuple(
        _edge(clock, before, after)
        for before, after in pairwise(_samples(year))
        if _offset(clock, before) != _offset(clock, after)
    )


def _samples(year: int) -> list[datetime]:
    """Moments throughout a year, the first at its very beginning and the last at its end, as far as there are dates."""
    first = datetime(year, 1, 1)
    last = datetime(year, 12, 31, 23, 59, 59)
    before = [first - _SECOND] if year > 1 else []
    return [*before, *(first + number * _STEP for number in range((last - first) // _STEP + 1)), last]


def _edge(clock: tzinfo, before: datetime, after: datetime) -> datetime:
    """Halving the time between two moments, down to the second at which the later offset begins."""
    new = _offset(clock, after)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (before, middle) if _offset(clock, middle) == new else (middle, after)
    return after


def _offset(clock: tzinfo, wall: datetime) -> timedelta:
    return clock.utcoffset(wall) or timedelta()
