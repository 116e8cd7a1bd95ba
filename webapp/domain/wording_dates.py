"""Dates, times, spans and zones in a person's locale and clock."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from webapp.domain.periods import comes_twice, is_later, wall_of
from webapp.domain.wording_phrases import language_of
from webapp.domain.zones import abbreviation

_MOMENT = timedelta(microseconds=1)


def start_of(when: dict[str, Any]) -> datetime:
    """The wall-clock start of a "when" unit; midnight for all-day events."""
    return wall_of(when["start"])


def end_of(when: dict[str, Any]) -> datetime:
    """The wall-clock end of a "when" unit; for all-day events midnight of the last day."""
    return wall_of(when["end"])


def day_and_year(day: date, locale: str) -> str:
    """A day such as "Tue 24 March 2026"."""
    return _day_said(date(day.year, day.month, day.day), 0, locale)


def day_in_year(day: date, locale: str) -> str:
    """A day such as "Tue 24 March"."""
    return _day_said(date(day.year, day.month, day.day), 1, locale)


# Saying a day, a time or a number costs more than all else in its sentence, and pages say the same ones again and again.
@lru_cache(maxsize=1024)
def _day_said(day: date, pattern: int, locale: str) -> str:
    return format_date(day, _patterns(locale)[pattern], locale)


def clock_time(moment: datetime, locale: str, clock: int) -> str:
    """A time such as "09:00", or "9:00 AM" on a 12-hour clock."""
    return _time_said(moment.time(), "h:mm a" if clock == 12 else "HH:mm", locale)


@lru_cache(maxsize=1024)
def _time_said(at: time, pattern: str, locale: str) -> str:
    return format_time(at, pattern, locale=locale)


def times(when: dict[str, Any], locale: str, clock: int) -> str:
    """The times of a timed event within one day, such as "11:00–12:30"; one time where it has no length."""
    start, end = _faces(when, locale, clock)
    return start if when["start"] == when["end"] else f"{start}–{end}"


def _faces(when: dict[str, Any], locale: str, clock: int) -> tuple[str, str]:
    """Start and end on the clock; where one is the second of two equal times, with what tells these apart: "02:30 CET"."""
    start, end = start_of(when), end_of(when)
    said = clock_time(start, locale, clock), clock_time(end, locale, clock)
    if not is_later(when):
        return said
    places = when["zone"], when.get("end_zone") or when["zone"]
    first, last = (
        f"{face} {abbreviation(wall.replace(tzinfo=ZoneInfo(zone)))}" if comes_twice(wall, zone) else face
        for face, wall, zone in zip(said, (start, end), places, strict=True)
    )
    return first, last


def span(minutes: int, locale: str) -> str:
    """A length of time without its sign, such as "1 day 2 h" or "30 min"."""
    hours, rest = divmod(abs(minutes), 60)
    days, hours = divmod(hours, 24)
    parts = [
        count(amount, noun, locale)
        for amount, noun in ((days, "day"), (hours, "hour"), (rest, "minute"))
        if amount
    ]
    return " ".join(parts) or count(0, "minute", locale)


@lru_cache(maxsize=1024)
def count(amount: int, noun: str, locale: str) -> str:
    """A counted noun, such as "3 wordings"."""
    one, several = language_of(locale).nouns[noun]
    return f"{format_decimal(amount, locale=locale)} {one if amount == 1 else several}"


@lru_cache(maxsize=1024)
def city(zone: str, locale: str = "en_GB") -> str:
    """The spoken part of a zone's name: "New York" for "America/New_York", "Tokio" for Germans."""
    name = zone.rsplit("/", 1)[-1].replace("_", " ")
    known = {} if locale.startswith("en") else Locale.parse(locale).time_zones.get(zone, {})
    return str(known.get("city", name))


def when_value(when: dict[str, Any], locale: str, clock: int) -> str:
    """A "when" unit in words, such as "Tue 24 March 2026, 11:00–12:30 Berlin"."""
    if when["all_day"]:
        return f"{_days(when, locale)}, {language_of(locale).words['all day']}"
    start, end = start_of(when), end_of(when)
    if when.get("end_zone"):
        return _across_zones(when, locale, clock)
    if (end - _MOMENT).date() <= start.date():  # an event until midnight is over on its day
        return f"{day_and_year(start, locale)}, {times(when, locale, clock)} {city(when['zone'], locale)}"
    last_day = day_in_year(end, locale) if start.year == end.year else day_and_year(end, locale)
    faces = _faces(when, locale, clock)
    first, last = f"{day_and_year(start, locale)}, {faces[0]}", f"{last_day}, {faces[1]}"
    return f"{first} {language_of(locale).words['to']} {last} {city(when['zone'], locale)}"


def _across_zones(when: dict[str, Any], locale: str, clock: int) -> str:
    """ "Tue 24 March 2026, 09:00 Berlin to 11:30 New York": each end by its own clocks."""
    start, end = start_of(when), end_of(when)
    faces = _faces(when, locale, clock)
    first = f"{day_and_year(start, locale)}, {faces[0]} {city(when['zone'], locale)}"
    day = "" if start.date() == end.date() else f"{day_and_year(end, locale)}, "
    last = f"{day}{faces[1]} {city(when['end_zone'], locale)}"
    return f"{first} {language_of(locale).words['to']} {last}"


def _days(when: dict[str, Any], locale: str) -> str:
    start, end = start_of(when), end_of(when)
    if start.date() >= end.date():
        return day_and_year(start, locale)
    first = day_in_year(start, locale) if start.year == end.year else day_and_year(start, locale)
    return f"{first} {language_of(locale).words['to']} {day_and_year(end, locale)}"


@lru_cache(maxsize=64)
def _patterns(locale: str) -> tuple[str, str]:
    """The locale's patterns of a day with and without its year, short weekday and long month."""
    known = Locale.parse(locale)
    without = known.datetime_skeletons["MMMEd"].pattern.replace("MMM", "MMMM")
    with_year = known.date_formats["full"].pattern.replace("EEEE", "EEE")
    if without.startswith(
        "E "
    ):  # British English has a comma in the one and not in the other: none reads calmer
        with_year = with_year.replace("EEE, ", "EEE ")
    if known.language == "de":  # the same comma, and the abbreviation's full stop
        with_year, without = (
            pattern.replace("EEE, ", "ccc ").replace("E, ", "ccc ") for pattern in (with_year, without)
        )
    return with_year, without
