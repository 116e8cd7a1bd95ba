"""The dates of a series in a calendar file: its rule, and the dates that are added and left out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice

from webapp.domain.document import Document
from webapp.domain.icalendar.nesting import Component
from webapp.domain.icalendar.problems import EventRefused, refuse_file
from webapp.domain.icalendar.times import NOT_KEPT, Moment, end_by_length, moment
from webapp.domain.icalendar.tzids import Zones
from webapp.domain.icalendar.values import length_of
from webapp.domain.periods import LATER, end_after, ending, length, settled, to_utc
from webapp.domain.recurrence import EMPTY_AT_MOST, Series, check_rule, last_start, next_starts, starts
from webapp.domain.rules import Rule, RuleError, parse_rule
from webapp.domain.series import first_name, name_of, plain_when, series_of, wall_of

MOST_DATES = 10_000
_DAY = timedelta(days=1)
_SAME_CALENDAR = 400
_EXRULE = "A rule that leaves dates out (EXRULE)"
_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}


class Counted:
    """How much work the rules of one file are: dates that they count, and periods without any that they wait through.

    What is too much is the file as a whole: it raises FileRefused.
    """

    MOST = 300_000

    def __init__(self) -> None:
        self.so_far = 0

    def add(self, rule: Rule, start: Moment) -> None:
        """Raises RuleError for a rule that never happens."""
        endless = rule.endless()
        try:
            check_rule(endless, start.wall, start.zone, start.all_day)
        except RuleError:
            self._count(EMPTY_AT_MOST)
            raise
        series = Series(start.wall, (endless,), start.zone, start.all_day)
        second = next_starts(series, start.wall + timedelta(seconds=1), 1)
        period = _DAYS[rule.freq] * rule.interval
        waited = (second[0] - start.wall).days // period if second else EMPTY_AT_MOST
        self._count((rule.count or 0) + waited)

    def _count(self, work: int) -> None:
        self.so_far += work
        if self.so_far > self.MOST:
            raise refuse_file(
                "The rules of the file are too much work at once. Split it, and bring in the parts."
            )


def with_dates(
    component: Component, document: Document, start: Moment, zones: Zones, counted: Counted
) -> Document:
    """The document with its series; raises EventRefused."""
    try:
        rules = list(_rules(component, "RRULE", start, counted))
        without = list(_rules(component, "EXRULE", start, counted))
    except RuleError as error:
        raise EventRefused(str(error)) from None
    if start.fixed and (rules or without):
        raise EventRefused(NOT_KEPT.format("repeats"))
    bare = {**document, "rrule": str(rules[0]) if rules else ""}
    more = [name for rule in rules[1:] for name in _dates_of(rule, start, "Another rule (RRULE)")]
    extra = [_name(wall, start, is_extra=True) for wall, _ in _added(component, start, zones)]
    dated = _from_the_first({**bare, "rdate": _once([*more, *extra], {document["start"]})})
    left_out = [
        *_left_out(component, dated, start, zones),
        *(name for rule in without for name in _excluded(rule, start, rules)),
    ]
    # The second of two equal times that is left out again is no extra date.
    seconds = {name for name in left_out if name.endswith(LATER)}
    dated["rdate"] = [name for name in dated["rdate"] if name not in seconds]
    dated["exdate"] = _once(left_out, seconds)
    return {**dated, "overrides": _overrides(component, dated, start, zones)}


def _from_the_first(document: Document) -> Document:
    """A series that starts at the second of two equal times and has a date at the first starts there, with the other as its extra date."""
    name, start = first_name(document), document["start"]
    if name == start or name not in document["rdate"] or document["end_zone"]:
        return document
    until = end_after(wall_of(name), length(document), document["zone"])
    extra = sorted({*document["rdate"], start} - {name})
    return {**document, "start": name, "end": name_of(until, False), "rdate": extra}


def _rules(component: Component, name: str, start: Moment, counted: Counted) -> Iterator[Rule]:
    """The rules of a property; one that ended before the start says nothing, as the start is always there."""
    for line in component.all(name):
        if not line.value.strip():
            continue
        rule = _until_midnight(parse_rule(line.value), start)
        counted.add(rule, start)
        if rule.until is None or _happens(rule, start):
            yield rule


def _until_midnight(rule: Rule, start: Moment) -> Rule:
    """A day as UNTIL of events with a time is not allowed; everybody reads it as the beginning of that day."""
    if start.all_day or rule.until is None or isinstance(rule.until, datetime):
        return rule
    return replace(rule, until=datetime.combine(rule.until, time()))


def _happens(rule: Rule, start: Moment) -> bool:
    ended = Series(start.wall, (rule,), start.zone, start.all_day)
    last = last_start(ended)
    return last is None or last > start.wall or rule.until == start.wall


def _dates_of(rule: Rule, start: Moment, what: str) -> list[str]:
    """Every date of a rule that has to be written out."""
    if rule.count is None and rule.until is None:
        raise EventRefused(f"{what} has no end. Give it one, or make it an event of its own.")
    series = Series(start.wall, (rule,), start.zone, start.all_day)
    found = next_starts(series, start.wall, MOST_DATES + 1)
    return [name_of(wall, start.all_day) for wall in found]


def _excluded(rule: Rule, start: Moment, rules: list[Rule]) -> list[str]:
    """The dates of an EXRULE; one without an end goes as far as the rule that it takes from."""
    ended = rules and (rules[0].count or rules[0].until)
    if rule.count is None and rule.until is None and ended:
        last = next_starts(
            Series(start.wall, tuple(rules), start.zone, start.all_day), start.wall, MOST_DATES
        )[-1]
        return [
            name_of(wall, start.all_day)
            for wall in starts(
                Series(start.wall, (rule,), start.zone, start.all_day), start.wall, last + _DAY
            )
            if wall != start.wall or _picks_start(rule, start)
        ]
    if _picks_start(rule, start):
        return _dates_of(rule, start, _EXRULE)
    # The start is the first date of any series, and counts; of this rule it is none.
    counted = replace(rule, count=rule.count + 1) if rule.count else rule
    return _dates_of(counted, start, _EXRULE)[1:]


def _picks_start(rule: Rule, start: Moment) -> bool:
    """An EXRULE leaves the start out only if its own parts mean it, whereas RRULE has it always.

    It is asked of a series that began long before, at the same time, weekday and day of the year: calendars repeat after
    400 years. A rule that skips periods counts from the start.
    """
    before = start.wall.replace(year=start.wall.year - _SAME_CALENDAR)
    series = Series(before, (rule.endless(),), start.zone, start.all_day)
    return rule.interval > 1 or start.wall in starts(series, start.wall, start.wall + timedelta(seconds=1))


def _added(component: Component, start: Moment, zones: Zones) -> Iterator[tuple[datetime, datetime | None]]:
    """Each RDATE as a wall time of the series, with its end where it is a PERIOD."""
    for value, tzid in _values(component, "RDATE"):
        first, separator, second = value.partition("/")
        begins = moment(first, tzid, zones)
        ends = _end_of_period(begins, second, tzid, zones) if separator else None
        yield _on_walls(begins, start), ends.in_zone(start.zone) if ends else None


def _end_of_period(begins: Moment, second: str, tzid: str, zones: Zones) -> Moment:
    if second.strip().upper().startswith(("P", "+P")):
        return Moment(end_by_length(begins, length_of(second)), begins.zone)
    return moment(second, tzid, zones)


def _on_walls(one: Moment, start: Moment) -> datetime:
    """A moment on the clock of the series; a day alone means its usual time on that day."""
    if start.all_day:
        return datetime(one.wall.year, one.wall.month, one.wall.day)
    return datetime.combine(one.wall.date(), start.wall.time()) if one.all_day else one.in_zone(start.zone)


def _left_out(component: Component, dated: Document, start: Moment, zones: Zones) -> Iterator[str]:
    series = series_of(dated)
    for value, tzid in _values(component, "EXDATE"):
        one = moment(value, tzid, zones)
        if one.all_day and not start.all_day:
            yield from (name_of(wall, False) for wall in starts(series, one.wall, one.wall + _DAY))
        else:
            wall = _on_walls(one, start)
            second = _name(wall, start, is_extra=True)
            yield second if second in dated["rdate"] else _name(wall, start)


def _values(component: Component, name: str) -> Iterator[tuple[str, str]]:
    """Values and TZIDs of a property, which may stand several times and have several values each."""
    found = (
        (value, line.params.get("TZID", ""))
        for line in component.all(name)
        for value in line.value.split(",")
        if value.strip()
    )
    for number, one in enumerate(islice(found, MOST_DATES + 1)):
        if number == MOST_DATES:
            raise EventRefused(
                f"It has more than {MOST_DATES:,} dates ({name}). Make it a rule, or several events."
            )
        yield one


def _once(names: list[str], but: set[str]) -> list[str]:
    if len(names) > MOST_DATES:
        raise EventRefused(f"It has more than {MOST_DATES:,} single dates. Give its rules an earlier end.")
    return sorted(set(names) - but)


def _overrides(component: Component, dated: Document, start: Moment, zones: Zones) -> Document:
    """Extra dates that last longer or shorter than the series."""
    found = {}
    for wall, end in _added(component, start, zones):
        name = _name(wall, start, is_extra=True)
        if start.all_day or name not in dated["rdate"]:
            continue
        plain = plain_when(dated, name)
        until = wall_of(plain["end"]) if end is None else end
        own = {**plain, "end": name_of(ending(until, start.zone, wall_of(name)), False)}
        if own != plain and to_utc(wall_of(own["end"]), start.zone) >= to_utc(wall, start.zone):
            found[name] = own
    return found


def _name(wall: datetime, start: Moment, is_extra: bool = False) -> str:
    """An instance is named by what the wall shows; an extra date may be the second of two equal times."""
    kept = settled(wall, start.zone) if is_extra and not start.all_day else wall.replace(fold=0)
    return name_of(kept, start.all_day)
