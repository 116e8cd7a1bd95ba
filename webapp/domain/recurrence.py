"""When a series happens: rules, extra dates and exceptions become wall times, beginning near the window that is asked for.

Wall times are naive; which instants they are is a matter of the zone (periods.py). The start is always the first
instance and counts as one (RFC 5545, sections 3.8.5.3 and 3.3.10), also where the rule would not pick it.
"""

import heapq
from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, chain, islice, product, repeat, takewhile
from typing import Any

from webapp.domain.periods import to_utc, wall_in
from webapp.domain.rule_days import periods
from webapp.domain.rules import Rule, RuleError

# Daybook plans within these years; nothing is looked for beyond them, so every search ends.
LAST_DAY = date(2200, 12, 31)
# Periods without any instance, one after the other, after which a rule has nothing more to give.
EMPTY_AT_MOST = 20_000
_DAY = timedelta(days=1)
_FEW = 8


@dataclass(frozen=True, slots=True)
class Series:
    """What makes the dates of a series. `start` and `extra`, `without` are wall times in `zone`."""

    start: datetime
    rules: tuple[Rule, ...]
    zone: str = "UTC"
    all_day: bool = False
    extra: tuple[datetime, ...] = ()
    without: frozenset[datetime] = frozenset()


def starts(series: Series, after: datetime, before: datetime) -> list[datetime]:
    """The starts from `after` on and before `before` (wall times), in order, each once."""
    found: list[datetime] = []
    for rule in series.rules:
        for some in _of_rule(rule, series, after, before):
            found += _within(some, after, before)
    also = [one for one in (series.start, *series.extra) if after <= one < before]
    if len(series.rules) > 1 or (also and also != found[:1]):
        found = sorted({*found, *also})
    return _left_out(found, series.without)


def _left_out(moments: list[datetime], without: frozenset[datetime]) -> list[datetime]:
    """Moments in order but these. Asking a set of each costs as much as making it, so few are looked up instead."""
    if len(without) > len(moments) // _FEW:
        return [one for one in moments if one not in without]
    for one in without:
        place = bisect_left(moments, one)
        if moments[place : place + 1] == [one]:
            del moments[place]
    return moments


def one_time(series: Series) -> time | None:
    """The time of day at which all its starts are, None where they may be at several."""
    several = series.extra or any(rule.by_hour or rule.by_minute or rule.by_second for rule in series.rules)
    return None if several else series.start.time()


def next_starts(series: Series, after: datetime, most: int) -> list[datetime]:
    """The first starts from `after` on, at most so many."""
    sources = [chain.from_iterable(_of_rule(rule, series, after)) for rule in series.rules]
    merged = heapq.merge(*sources, sorted({series.start, *series.extra}))
    fresh = (one for one in _each_once(merged) if one >= after and one not in series.without)
    return list(islice(fresh, most))


def last_start(series: Series) -> datetime | None:
    """The last start of a series, None where it has no end."""
    ends = [_end(rule, series) for rule in series.rules]
    if None in ends:
        return None
    return max([series.start, *series.extra, *(end for end in ends if end is not None)])


def check_rule(rule: Rule, start: datetime, zone: str, all_day: bool = False) -> None:
    """Raise RuleError for a rule that picks nothing at all, as the 30th of February does."""
    series = Series(start, (rule,), zone, all_day)
    if next(_of_rule(rule, series, start), None) is None:
        raise RuleError("This rule never happens: no day fits it. Change its days, months or end.")


def _within(moments: list[datetime], after: datetime, before: datetime) -> list[datetime]:
    """Those of some moments in order; nearly always it is all of them."""
    if after <= moments[0] and moments[-1] < before:
        return moments
    return [one for one in moments if after <= one < before]


def _each_once(moments: Iterable[datetime]) -> Iterator[datetime]:
    last = None
    for moment in moments:
        if moment != last:
            yield moment
        last = moment


def _of_rule(
    rule: Rule, series: Series, after: datetime, before: datetime = datetime.max
) -> Iterator[list[datetime]]:
    """What a rule picks, in order, some at a time: from the day of `after` at the latest to the one of `before` at least."""
    walk = _walk(rule, series.start, series.all_day, after, before)
    if rule.count:
        return _until_wall(walk, _last_counted(rule, series.start, series.all_day))
    return _until(walk, rule, series)


def _until_wall(walk: Iterator[list[datetime]], end: datetime) -> Iterator[list[datetime]]:
    for moments in walk:
        if moments[-1] > end:
            yield from _unless_empty([one for one in moments if one <= end])
            return
        yield moments


def _until(walk: Iterator[list[datetime]], rule: Rule, series: Series) -> Iterator[list[datetime]]:
    """Up to UNTIL, inclusive. In UTC it is compared as an instant: around a change of the clock walls do not tell."""
    until = rule.until
    if until is None:
        return walk
    if not isinstance(until, datetime):
        return _until_wall(walk, datetime.combine(until, time.max))
    if until.tzinfo is None:
        return _until_wall(walk, until)
    if series.all_day:
        return _until_wall(walk, datetime.combine(wall_in(until, series.zone), time.max))
    return _until_instant(walk, until, series.zone)


def _until_instant(walk: Iterator[list[datetime]], until: datetime, zone: str) -> Iterator[list[datetime]]:
    surely = wall_in(until, zone) - _DAY
    for moments in walk:
        if moments[-1] <= surely:
            yield moments
            continue
        kept = list(takewhile(lambda one: one <= surely or to_utc(one, zone) <= until, moments))
        yield from _unless_empty(kept)
        if len(kept) < len(moments):
            return


def _unless_empty(moments: list[datetime]) -> Iterator[list[datetime]]:
    if moments:
        yield moments


def _end(rule: Rule, series: Series) -> datetime | None:
    if rule.count:
        return _last_counted(rule, series.start, series.all_day)
    if rule.until is None:
        return None
    if isinstance(rule.until, datetime):
        wall = wall_in(rule.until, series.zone) if rule.until.tzinfo else rule.until
        return max(series.start, wall)
    return max(series.start, datetime.combine(rule.until, time.max))


@lru_cache(maxsize=4096)
def _last_counted(rule: Rule, start: datetime, all_day: bool) -> datetime:
    """The last of COUNT instances: walked once, from then on COUNT is as good as UNTIL."""
    assert rule.count
    walk = _each_once(heapq.merge([start], chain.from_iterable(_walk(rule, start, all_day, start))))
    return deque(islice(walk, rule.count), maxlen=1)[0]


def _walk(
    rule: Rule, start: datetime, all_day: bool, after: datetime, before: datetime = datetime.max
) -> Iterator[list[datetime]]:
    """A rule without its end, from its start on; what lies far before `after` or beyond `before` is left out.

    In order, period by period (a month of days at once), never an empty list: each step for a single one would cost.
    """
    times = _times(rule, start, all_day)
    empty = 0
    for days in periods(rule, start.date()).between(max(start, after).date(), min(before.date(), LAST_DAY)):
        if moments := _moments(rule, days, times):
            yield from _unless_empty(_within(moments, start, datetime.max))
        empty = 0 if moments else empty + 1
        if empty == EMPTY_AT_MOST:
            return


def _times(rule: Rule, start: datetime, all_day: bool) -> list[timedelta]:
    """The times of day that a rule picks, since midnight."""
    if all_day:
        return [timedelta()]
    hours, minutes = rule.by_hour or (start.hour,), rule.by_minute or (start.minute,)
    parts = product(hours, minutes, rule.by_second or (start.second,))
    return [timedelta(hours=hour, minutes=minute, seconds=second) for hour, minute, second in parts]


def _moments(rule: Rule, days: Sequence[int], times: list[timedelta]) -> list[datetime]:
    if not rule.by_position:
        if isinstance(days, range) and len(times) == 1:
            return list(_evenly(days, times[0]))
        return [midnight + at for midnight in map(datetime.fromordinal, days) for at in times]
    size = len(days) * len(times)
    chosen = {
        number - 1 if number > 0 else size + number for number in rule.by_position if abs(number) <= size
    }
    places = (divmod(place, len(times)) for place in sorted(chosen))
    return [datetime.fromordinal(days[day]) + times[at] for day, at in places]


def _evenly(days: range, at: timedelta) -> Iterator[datetime]:
    """A third of the cost of making each from its day."""
    step: Any = timedelta(days=days.step)  # what mypy wants to be a datetime, as the first one is
    return accumulate(repeat(step, len(days) - 1), initial=datetime.fromordinal(days[0]) + at)
