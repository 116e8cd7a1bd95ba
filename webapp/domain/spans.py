"""When an event is, in words: by the clocks of whoever reads it, and by its own where these show another time."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from webapp.domain import periods, zones
from webapp.domain.locales import (
    Audience,
    all_day_word,
    say_day,
    say_days,
    say_place,
    say_time,
    says_years,
)

_MOMENT = timedelta(microseconds=1)
_DAY = timedelta(days=1)


class Span(NamedTuple):
    """When an event is, in words: `days` and `times` are joined by a comma, `note` is set apart."""

    days: str
    times: str
    zone: str
    note: str

    @property
    def text(self) -> str:
        """Days and times in one line, without the note."""
        return ", ".join(part for part in (self.days, self.times) if part)


def say_span(document: Mapping[str, Any], audience: Audience) -> Span:
    """When an event is, seen from the audience's zone; the note says its own time where that differs."""
    if document["all_day"]:
        first, last = periods.dates(document)
        return Span(say_days(first, last, audience.locale), all_day_word(audience.locale), "", "")
    span, ends_in = periods.span(document), document.get("end_zone") or document["zone"]
    start, end = (periods.told_in(instant, audience.zone) for instant in span)
    days, times = _timed(start, end, audience)
    note = say_elsewhere(*span, document["zone"], audience, ends_in)
    return Span(days, times, zones.short_name(audience.zone), note)


def say_elsewhere(start: datetime, end: datetime, zone: str, audience: Audience, ends_in: str = "") -> str:
    """Two instants by the clocks of an event, nothing where the audience's show the same.

    "18:00–19:30 in Tokyo"; with an end in another zone "09:00 in Berlin – 11:30 in New York".
    """
    ends_in = ends_in or zone
    here = [periods.told_in(instant, audience.zone) for instant in (start, end)]
    there = [periods.told_in(start, zone), periods.told_in(end, ends_in)]
    if here == there:
        return ""
    if ends_in == zone:
        return say_place(_range(there, here, zone, audience), zone, audience.locale)
    ends = zip(there, here, (zone, ends_in), strict=True)
    return " – ".join(
        say_place(_moment(one, name, audience, one.date() != at.date()), name, audience.locale)
        for one, at, name in ends
    )


def say_clocks(document: Mapping[str, Any], audience: Audience, twice: bool = True) -> list[str]:
    """What is unusual about the times of an event: one that the clocks skip that day, or (where `twice`) show twice.

    What is done about it is RFC 5545, section 3.3.5: the offset before the gap counts, and the first of the two where
    nobody has chosen the second.
    """
    if document["all_day"]:
        days = dict.fromkeys(periods.dates(document))
        return [f"{said}." for day in days if (said := _missing(day, document["zone"], audience))]
    start, end = periods.walls(document)
    ends = [("starts", start, document["zone"]), ("ends", end, document.get("end_zone") or document["zone"])]
    return [
        said
        for verb, wall, zone in ends[: 1 if document["start"] == document["end"] else 2]
        if (twice or not periods.comes_twice(wall, zone)) and (said := _odd(verb, wall, zone, audience))
    ]


def say_two(wall: datetime, zone: str) -> tuple[str, str]:
    """What to call the two times that clocks show alike: "The first, CEST (UTC+2)"."""
    first, second = (wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1))
    return f"The first, {_offset(first)}", f"The second, {_offset(second)}"


def _offset(there: datetime) -> str:
    name, offset = zones.abbreviation(there), zones.offset(there)
    return name if name == offset else f"{name} ({offset})"


def say_change(day: date, zone: str) -> str:
    """What the clocks of a zone do on a day that has not 24 hours; nothing where it has."""
    length = _length(day, zone)
    if not length:
        return f"no such day in {zones.short_name(zone)}"
    if length == _DAY:
        return ""
    return f"clocks go {'forward' if length < _DAY else 'back'} {say_length(abs(length - _DAY))}"


def is_missing(day: date, zone: str) -> bool:
    """Whether clocks in a zone went past a whole day, as those in Apia did on 30 December 2011."""
    return not _length(day, zone)


def say_length(length: timedelta) -> str:
    """Hours and minutes: "1 h 30 min"."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return " ".join(
        part for part in (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "") if part
    )


def say_instants(start: datetime, end: datetime, audience: Audience) -> str:
    """The times from one moment to another: "11:00–12:30", a moment once, "02:30 CEST–02:15 CET"."""
    first, last = (say_instant(moment, audience) for moment in (start, end))
    return first if first == last else f"{first}–{last}"


def say_instant(instant: datetime, audience: Audience) -> str:
    """What the audience's clocks show; in an hour that they show twice also which of the two it is: "02:30 CEST"."""
    return _face(periods.told_in(instant, audience.zone), audience.zone, audience)


@lru_cache(maxsize=4096)
def _is_long(day: date, zone: str) -> bool:
    """Whether a time of the day may come twice: asked of every event of a page, and nearly always not so."""
    return any(_length(one, zone) > _DAY for one in (day, day + _DAY))


def _face(wall: datetime, zone: str, audience: Audience) -> str:
    said = say_time(wall, audience.clock, audience.locale)
    if not (_is_long(wall.date(), zone) and periods.comes_twice(wall, zone)):
        return said
    return f"{said} {zones.abbreviation(wall.replace(tzinfo=ZoneInfo(zone)))}"


def _length(day: date, zone: str) -> timedelta:
    start, end = (periods.to_utc(datetime.combine(one, time()), zone) for one in (day, day + _DAY))
    return end - start


def _missing(day: date, zone: str, audience: Audience) -> str:
    return f"There is no {_day(day, audience)} in {zones.short_name(zone)}" if is_missing(day, zone) else ""


def _odd(verb: str, wall: datetime, zone: str, audience: Audience) -> str:
    if verb == "ends" and periods.is_reached(wall, zone):
        return ""
    held = periods.wall_in(periods.to_utc(wall, zone), zone)
    said, place = say_time(wall, audience.clock, audience.locale), zones.short_name(zone)
    day = say_day(wall, audience.locale, year=False)
    if no_day := _missing(wall.date(), zone, audience):
        return f"{no_day}, so it {verb} on {_moment(held, zone, audience, True)}."
    if held != wall:
        return f"Clocks in {place} skip {said} on {day}, so it {verb} at {_moment(held, zone, audience)}."
    if periods.comes_twice(wall, zone):
        return f"Clocks in {place} show {said} twice on {day}. It {verb} at the {'second' if wall.fold else 'first'}."
    return ""


def _timed(start: datetime, end: datetime, audience: Audience) -> tuple[str, str]:
    """Days and times of a timed event. Over several days each time stands by its day, or it would read as daily hours."""
    locale, zone = audience.locale, audience.zone
    if start.date() == end.date() or _ends_at_midnight(start, end):
        return say_day(start, locale), _times(start, end, zone, audience)
    first, last = (
        f"{say_day(moment, locale, year=says_year)}, {_face(moment, zone, audience)}"
        for moment, says_year in zip((start, end), says_years(start, end, locale), strict=True)
    )
    return f"{first} – {last}", ""


def _ends_at_midnight(start: datetime, end: datetime) -> bool:
    return end == datetime.combine(start.date() + _DAY, time())


def _times(start: datetime, end: datetime, zone: str, audience: Audience) -> str:
    """Times within a day; a moment is said once, but not two that clocks show alike."""
    first, last = (_face(wall, zone, audience) for wall in (start, end))
    return first if first == last else f"{first}–{last}"


def _range(there: list[datetime], here: list[datetime], zone: str, audience: Audience) -> str:
    """Times within a day, with the day where it is another one; over midnight each time with its day."""
    start, end = there
    if start.date() == end.date() or _ends_at_midnight(start, end):
        times = _times(start, end, zone, audience)
        return times if start.date() == here[0].date() else f"{_day(start, audience)}, {times}"
    return " – ".join(_moment(one, zone, audience, True) for one in there)


def _moment(wall: datetime, zone: str, audience: Audience, with_day: bool = False) -> str:
    said = _face(wall, zone, audience)
    return f"{_day(wall, audience)}, {said}" if with_day else said


def _day(day: date, audience: Audience) -> str:
    return say_day(day, audience.locale, year=False)
