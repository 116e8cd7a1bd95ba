"""Recurrence rules as text and as values (RFC 5545, section 3.3.10). What they mean in time is in recurrence.py."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
TOO_OFTEN = ("HOURLY", "MINUTELY", "SECONDLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_TIMES = 10_000
# More times of day than this make a rule that is hourly in all but name.
MOST_TIMES_A_DAY = 24
LONGEST = 500


class RuleError(ValueError):
    """A rule that Daybook does not take; the message is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Day:
    """A weekday, 0 is Monday; with an ordinal the nth (1, 2, -1 …) of its month or year."""

    weekday: int
    ordinal: int = 0

    def __str__(self) -> str:
        return f"{self.ordinal or ''}{WEEKDAYS[self.weekday]}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One RRULE. `until` is an aware UTC moment, a naive wall time, or a date, as it was written."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: datetime | date | None = None
    by_month: tuple[int, ...] = ()
    by_week: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_day: tuple[Day, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_second: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0

    def __str__(self) -> str:
        """The rule as it is stored: parts in one order, nothing that is the default."""
        return ";".join(f"{name}={text}" for name, text in _written(self))

    def endless(self) -> "Rule":
        """The same rule without its end."""
        return replace(self, count=None, until=None)


def parse_rule(text: str) -> Rule:
    """The rule of a text such as "FREQ=WEEKLY;BYDAY=TU"; raises RuleError."""
    if len(text) > LONGEST:
        raise RuleError(f"The rule is too long: at most {LONGEST} characters.")
    values: dict[str, Any] = {}
    for part in text.strip().removeprefix("RRULE:").upper().strip(";").split(";"):
        name, separator, value = part.partition("=")
        if not separator or name not in _PARTS:
            raise RuleError(
                f"“{part[:40]}” is no part of a recurrence rule. One looks like FREQ=WEEKLY;BYDAY=TU."
            )
        field, read = _PARTS[name]
        if field in values:
            raise RuleError(f"{name} stands in the rule twice. Leave one of them out.")
        values[field] = _read(name, value, read)
    if "freq" not in values:
        raise RuleError(
            "The rule does not say how often: FREQ is missing. One looks like FREQ=WEEKLY;BYDAY=TU."
        )
    return checked(Rule(**values))


def checked(rule: Rule) -> Rule:
    """The same rule, or RuleError where its parts do not fit together."""
    if rule.count and rule.until:
        raise RuleError("The rule ends twice, by COUNT and by UNTIL. Leave one of them out.")
    if rule.by_week and rule.freq != "YEARLY":
        raise RuleError("Week numbers (BYWEEKNO) go with FREQ=YEARLY only.")
    if rule.by_year_day and rule.freq in ("WEEKLY", "MONTHLY"):
        raise RuleError("Days of the year (BYYEARDAY) do not go with FREQ=WEEKLY or MONTHLY.")
    if rule.by_month_day and rule.freq == "WEEKLY":
        raise RuleError("Days of the month (BYMONTHDAY) do not go with FREQ=WEEKLY. Take FREQ=MONTHLY.")
    if any(day.ordinal for day in rule.by_day) and (rule.freq in ("WEEKLY", "DAILY") or rule.by_week):
        raise RuleError(
            "A numbered weekday such as 2TU goes with FREQ=MONTHLY or YEARLY, without week numbers."
        )
    if rule.by_position and not _has_parts(rule):
        raise RuleError("BYSETPOS chooses among days: it needs another part such as BYDAY.")
    if _times_a_day(rule) > MOST_TIMES_A_DAY:
        raise RuleError(f"An event repeats at most {MOST_TIMES_A_DAY} times a day.")
    return rule


def _times_a_day(rule: Rule) -> int:
    return max(1, len(rule.by_hour)) * max(1, len(rule.by_minute)) * max(1, len(rule.by_second))


def _has_parts(rule: Rule) -> bool:
    names = ("month", "week", "year_day", "month_day", "day", "hour", "minute", "second")
    return any(getattr(rule, f"by_{name}") for name in names)


def _read(name: str, value: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(value)
    except RuleError:
        raise
    except ValueError as error:
        raise RuleError(f"{name}={value[:40]} is not a value that {name} can have.") from error


def _freq(text: str) -> str:
    if text in TOO_OFTEN:
        raise RuleError("Events repeat daily at most. Make the rule daily, or plan single events.")
    if text not in FREQUENCIES:
        raise ValueError(text)
    return text


def _number(text: str, most: int, least: int = 1) -> int:
    if not (text.isascii() and text.removeprefix("-").removeprefix("+").isdigit() and len(text) < 9):
        raise ValueError(text)
    number = int(text)
    if not least <= number <= most:
        raise ValueError(text)
    return number


def _interval(text: str) -> int:
    return _number(text, 9999)


def _count(text: str) -> int:
    number = _number(text, 99_999_999)
    if number > MOST_TIMES:
        raise RuleError(f"An event repeats at most {MOST_TIMES:,} times. Give it an end by date, or none.")
    return number


def _list(most: int, least: int = 0, signed: bool = False) -> Callable[[str], tuple[int, ...]]:
    def read(text: str) -> tuple[int, ...]:
        numbers = {_number(one, most, -most if signed else least) for one in text.split(",")}
        if signed and 0 in numbers:
            raise ValueError(text)
        return tuple(sorted(numbers))

    return read


def _days(text: str) -> tuple[Day, ...]:
    days = {_day(one.strip()) for one in text.split(",")}
    return tuple(sorted(days, key=lambda day: (day.ordinal, day.weekday)))


def _day(text: str) -> Day:
    ordinal = _list(53, signed=True)(text[:-2])[0] if text[:-2] else 0
    return Day(_weekday(text[-2:]), ordinal)


def _weekday(text: str) -> int:
    return WEEKDAYS.index(text)


def _until(text: str) -> datetime | date:
    if len(text) == 8:
        return datetime.strptime(text, "%Y%m%d").date()
    moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")
    return moment.replace(tzinfo=UTC) if text.endswith("Z") else moment


_PARTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "FREQ": ("freq", _freq),
    "INTERVAL": ("interval", _interval),
    "COUNT": ("count", _count),
    "UNTIL": ("until", _until),
    "BYMONTH": ("by_month", _list(12, 1)),
    "BYWEEKNO": ("by_week", _list(53, signed=True)),
    "BYYEARDAY": ("by_year_day", _list(366, signed=True)),
    "BYMONTHDAY": ("by_month_day", _list(31, signed=True)),
    "BYDAY": ("by_day", _days),
    "BYHOUR": ("by_hour", _list(23)),
    "BYMINUTE": ("by_minute", _list(59)),
    "BYSECOND": ("by_second", _list(59)),
    "BYSETPOS": ("by_position", _list(366, signed=True)),
    "WKST": ("week_start", _weekday),
}


def _written(rule: Rule) -> list[tuple[str, str]]:
    found = [("FREQ", rule.freq)]
    for name, (field, _) in list(_PARTS.items())[1:]:
        value = getattr(rule, field)
        if value and not (field == "interval" and value == 1):
            found.append((name, _text(field, value)))
    return found


def _text(field: str, value: Any) -> str:
    if field == "until":
        return until_text(value)
    if field == "week_start":
        return WEEKDAYS[value]
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def until_text(until: datetime | date) -> str:
    """An UNTIL as it is written."""
    if not isinstance(until, datetime):
        return f"{until:%Y%m%d}"
    return f"{until:%Y%m%dT%H%M%S}{'Z' if until.tzinfo else ''}"
