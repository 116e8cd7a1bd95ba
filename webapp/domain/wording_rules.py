"""A recurrence rule in plain words: "every 2 weeks on Tuesday and Thursday, until Tue 30 June 2026"."""

from datetime import date, datetime

from babel.dates import get_day_names, get_month_names

from webapp.domain.periods import wall_in
from webapp.domain.rule_days import with_defaults
from webapp.domain.rules import Day, Rule
from webapp.domain.wording_dates import day_and_year
from webapp.domain.wording_phrases import language_of

_WORKING_DAYS = tuple(Day(weekday) for weekday in range(5))


def rule_words(rule: Rule, zone: str, locale: str = "en_GB", start: datetime | None = None) -> str:
    """How often, on which days, and until when; a rule that no plain words fit is given as it is written.

    Without the start, what the rule leaves to it is not said.
    """
    how_often = _how_often(rule, locale)
    days = _days(with_defaults(rule, start.date()) if start else rule, locale)
    if days is None:
        return language_of(locale).words["rule.raw"].format(rule=rule)
    if rule.freq in ("DAILY", "WEEKLY") and rule.by_day == _WORKING_DAYS and rule.interval == 1:
        how_often, days = language_of(locale).words["rule.weekdays"], ""
    return f"{how_often}{days}{_end(rule, zone, locale)}"


def day_of_month_words(rule: Rule, locale: str = "en_GB") -> str:
    """Which day of the month a monthly rule means: "on the fourth Tuesday"; nothing where it leaves that to the start."""
    return (_days(rule, locale) or "").strip()


def _how_often(rule: Rule, locale: str) -> str:
    words = language_of(locale).words
    if rule.interval == 1:
        return words[f"rule.{rule.freq}"]
    return words[f"rule.{rule.freq}.n"].format(n=rule.interval)


def _days(rule: Rule, locale: str) -> str | None:
    """Which days, as a continuation of how often; None where words would be longer than the rule."""
    used = {name for name in Rule.__slots__ if name.startswith("by_") and getattr(rule, name)}
    if not used:
        return ""
    if rule.freq in ("WEEKLY", "DAILY") and used <= {"by_day"}:
        return _on(locale, _weekdays(rule.by_day, locale))
    if rule.freq == "MONTHLY" and used <= {"by_day", "by_month_day", "by_position"}:
        return _in_month(rule, locale)
    if rule.freq == "YEARLY" and used <= {"by_month", "by_day", "by_month_day", "by_position"}:
        return _in_year(rule, locale)
    return None


def _in_month(rule: Rule, locale: str) -> str | None:
    named = _place_in_month(rule, locale)
    return None if named is None else _on(locale, named)


def _place_in_month(rule: Rule, locale: str) -> str | None:
    """ "the 2nd Tuesday", "day 15", "the last day", "the last working day"."""
    words = language_of(locale).words
    if rule.by_position:
        if len(rule.by_position) > 1 or rule.by_month_day or any(day.ordinal for day in rule.by_day):
            return None
        which = _ordinal(rule.by_position[0], locale)
        if rule.by_day == _WORKING_DAYS:
            return words["rule.working_day"].format(nth=which) if which else None
        days = _names(rule.by_day, locale, "or") if len(rule.by_day) < 7 else words["rule.day"]
        return words["rule.nth"].format(nth=which, day=days) if which else None
    if rule.by_day and rule.by_month_day:
        return None
    if rule.by_day:
        return _numbered(rule.by_day, locale)
    if not rule.by_month_day:
        return None
    return _month_days(rule.by_month_day, locale)


def _numbered(days: tuple[Day, ...], locale: str) -> str | None:
    words = language_of(locale).words
    if all(not day.ordinal for day in days):
        return words["rule.every"].format(days=_names(days, locale, "and"))
    found = []
    for day in days:
        nth = _ordinal(day.ordinal, locale)
        if not nth:
            return None
        found.append(words["rule.nth"].format(nth=nth, day=_weekday(day.weekday, locale)))
    return _listed(found, locale, "and")


def _month_days(days: tuple[int, ...], locale: str) -> str | None:
    words = language_of(locale).words
    if any(day < -1 for day in days):
        return None
    plain = [words["rule.day_number"].format(n=day) for day in days if day > 0]
    found = [
        words["rule.month_day" if len(plain) == 1 else "rule.month_days"].format(
            days=_listed(plain, locale, "and")
        )
    ]
    last = [words["rule.last_day"]] if -1 in days else []
    return _listed((found if plain else []) + last, locale, "and")


def _in_year(rule: Rule, locale: str) -> str | None:
    words = language_of(locale).words
    months = _listed([_month(month, locale) for month in rule.by_month], locale, "and")
    if not rule.by_month:
        return None
    if not rule.by_day and len(rule.by_month) == len(rule.by_month_day) == 1 and rule.by_month_day[0] > 0:
        return _on(locale, words["rule.date"].format(day=rule.by_month_day[0], month=months))
    place = _place_in_month(rule, locale)
    return None if place is None else _on(locale, words["rule.of_month"].format(place=place, month=months))


def _end(rule: Rule, zone: str, locale: str) -> str:
    words = language_of(locale).words
    if rule.count:
        return words["rule.once" if rule.count == 1 else "rule.times"].format(n=rule.count)
    if rule.until is None:
        return ""
    return words["rule.until"].format(day=day_and_year(last_day(rule.until, zone), locale))


def last_day(until: datetime | date, zone: str) -> date:
    """The day that UNTIL names, as it is in the zone of the event."""
    if not isinstance(until, datetime):
        return until
    return (wall_in(until, zone) if until.tzinfo else until).date()


def _on(locale: str, days: str) -> str:
    words = language_of(locale).words
    every = words["rule.every"].format(days="")
    return words["rule.on_every" if days.startswith(every) else "rule.on"].format(days=days)


def _weekdays(days: tuple[Day, ...], locale: str) -> str:
    return _names(days, locale, "and")


def _names(days: tuple[Day, ...], locale: str, joined: str) -> str:
    return _listed(
        [_weekday(day.weekday, locale) for day in sorted(days, key=lambda one: one.weekday)], locale, joined
    )


def _weekday(weekday: int, locale: str) -> str:
    return str(get_day_names("wide", locale=locale)[weekday])


def _month(month: int, locale: str) -> str:
    return str(get_month_names("wide", locale=locale)[month])


def _ordinal(number: int, locale: str) -> str:
    """ "2nd", "last"; nothing for one that people do not count to."""
    return language_of(locale).words.get(f"rule.nth.{number}", "")


def _listed(items: list[str], locale: str, word: str) -> str:
    if len(items) < 2:
        return "".join(items)
    return language_of(locale).words[f"rule.{word}"].format(", ".join(items[:-1]), items[-1])
