"""A rule and its dates in one line, and what other expanders make of the same rule."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby, product
from unittest.mock import patch

from dateutil.rrule import rruleset, rrulestr

from webapp.domain.recurrence import Series, next_starts
from webapp.domain.rules import Rule, parse_rule


def at(text: str) -> datetime:
    """ "2026-03-24 09:00", or a day alone for midnight."""
    return datetime.fromisoformat(text)


def series(rule: str, start: str, zone: str = "UTC", all_day: bool = False) -> Series:
    return Series(at(start), (parse_rule(rule),), zone, all_day)


def days(rule: str, start: str, most: int = 5) -> list[str]:
    """The first days of a series."""
    return [f"{one:%Y-%m-%d}" for one in next_starts(series(rule, start), at(start), most)]


def by_dateutil(rule: str, start: datetime, before: datetime) -> list[datetime]:
    """What python-dateutil makes of it, with the start as the first instance.

    It looks for the next one until the last year there is, ten seconds where a rule has no more: here that is soon.
    """
    found = rruleset()
    found.rrule(rrulestr(rule, dtstart=start))  # type: ignore[arg-type]
    found.rdate(start)
    with patch("datetime.MAXYEAR", before.year + 1):
        return [one for one in found.between(start, before, inc=True) if one < before]


def day_by_day(rule: Rule, start: datetime, before: datetime) -> list[datetime]:
    """What a walk over every single day finds, asking of each day whether the rule means it: slow, and plain."""
    found: set[datetime] = {start}
    for _, group in groupby(_days(start.date(), before.date()), lambda day: _period(rule, day)):
        days = list(group)
        if (_period(rule, days[0]) - _period(rule, start.date())) % (rule.interval * _step(rule)):
            continue
        moments = [
            datetime(day.year, day.month, day.day, *clock)
            for day in _whole_period(rule, days[0])
            if _is_meant(rule, day, start.date())
            for clock in _clock(rule, start)
        ]
        found.update(_chosen(rule, moments))
    inside = sorted(one for one in found if start <= one < before)
    return inside[: rule.count] if rule.count else inside


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _period(rule: Rule, day: date) -> int:
    if rule.freq == "DAILY":
        return day.toordinal()
    if rule.freq == "WEEKLY":
        return day.toordinal() - (day.weekday() - rule.week_start) % 7
    if rule.freq == "MONTHLY":
        return day.year * 12 + day.month
    return _week(day, rule.week_start)[0] if rule.by_week else day.year


def _step(rule: Rule) -> int:
    return 7 if rule.freq == "WEEKLY" else 1


def _whole_period(rule: Rule, day: date) -> Iterable[date]:
    """All days of the period that a day lies in, also those before the start."""
    around = timedelta(days={"DAILY": 0, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 380}[rule.freq])
    near = _days(day - around, day + around)
    return [one for one in near if _period(rule, one) == _period(rule, day)]


@cache
def _week(day: date, week_start: int) -> tuple[int, int, int]:
    """The year a day's week belongs to, its number, and its number from the end."""
    monday_like = day - timedelta(days=(day.weekday() - week_start) % 7)
    year = (monday_like + timedelta(days=3)).year  # a week belongs to the year of its fourth day
    firsts = [
        one for one in _days(date(year - 1, 12, 20), date(year + 1, 1, 10)) if one.weekday() == week_start
    ]
    weeks = [one for one in firsts if (one + timedelta(days=3)).year == year]
    place = weeks.index(monday_like)
    return year, place + 1, place - len(weeks)


def _is_meant(rule: Rule, day: date, start: date) -> bool:
    month_after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    from_month_end = day.day - (month_after - timedelta(days=1)).day - 1
    of_year = day.timetuple().tm_yday
    from_year_end = of_year - date(day.year, 12, 31).timetuple().tm_yday - 1
    nothing = not (rule.by_day or rule.by_month_day or rule.by_year_day or rule.by_week)
    tests = [
        not rule.by_month or day.month in rule.by_month,
        not rule.by_month_day or day.day in rule.by_month_day or from_month_end in rule.by_month_day,
        not rule.by_year_day or of_year in rule.by_year_day or from_year_end in rule.by_year_day,
        not rule.by_week or bool({*_week(day, rule.week_start)[1:]} & {*rule.by_week}),
        not rule.by_day or _is_weekday(rule, day),
        not (nothing and rule.freq in ("MONTHLY", "YEARLY")) or day.day == start.day,
        not (nothing and rule.freq == "YEARLY" and not rule.by_month) or day.month == start.month,
        not (nothing and rule.freq == "WEEKLY") or day.weekday() == start.weekday(),
    ]
    if rule.by_week and not (rule.by_day or rule.by_month_day or rule.by_year_day):
        tests.append(day.weekday() == start.weekday())
    return all(tests)


def _is_weekday(rule: Rule, day: date) -> bool:
    in_month = rule.freq == "MONTHLY" or rule.by_month
    same = [
        one
        for one in _days(date(day.year, 1, 1), date(day.year, 12, 31))
        if one.weekday() == day.weekday() and (not in_month or one.month == day.month)
    ]
    numbers = {0, same.index(day) + 1, same.index(day) - len(same)}
    return any(one.weekday == day.weekday() and one.ordinal in numbers for one in rule.by_day)


def _clock(rule: Rule, start: datetime) -> list[tuple[int, int, int]]:
    return sorted(
        product(
            rule.by_hour or (start.hour,),
            rule.by_minute or (start.minute,),
            rule.by_second or (start.second,),
        )
    )


def _chosen(rule: Rule, moments: list[datetime]) -> list[datetime]:
    if not rule.by_position:
        return moments
    places = {*range(-len(moments), len(moments))}
    wanted = {number - (number > 0) for number in rule.by_position if number - (number > 0) in places}
    return [moments[number] for number in wanted if not (number >= 0 and number >= len(moments))]
