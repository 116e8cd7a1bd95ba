"""From wall time in a zone to instants and days, and back.

A wall time that clocks show twice, as 02:30 when summer time ends, is the first of the two (RFC 5545, section 3.3.5). A
document that means the second writes LATER behind it, and a datetime has fold=1 (PEP 495). Arithmetic and comparison of
datetimes leave the fold out, as names of instances do.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from webapp.domain.clock_edges import steady

LATER = " later"
_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_NOTHING = timedelta()
_BEGINNING, _BEGINNING_UTC = datetime(1970, 1, 1), datetime(1970, 1, 1, tzinfo=UTC)


def to_utc(wall: datetime, zone: str) -> datetime:
    """The instant of a wall time; in a gap the offset before it counts, of a time that occurs twice the fold says which.

    RFC 5545, section 3.3.5; that is what fold=0 means in PEP 495.
    """
    return instant(wall, ZoneInfo(zone))


def instant(wall: datetime, clock: tzinfo) -> datetime:
    """The same for a naive wall time, and a zone that has been looked up; 6 × as fast as astimezone()."""
    offset = clock.utcoffset(wall) or _NOTHING
    if wall.fold:
        # Of a time that a law has since put into a gap, fold=1 would take the offset after it.
        offset = min(offset, clock.utcoffset(wall.replace(fold=0)) or _NOTHING)
    return _BEGINNING_UTC + (wall - _BEGINNING - offset)


def wall_in(utc: datetime, zone: str) -> datetime:
    """The naive wall time that a clock in the zone shows at an instant."""
    return utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def told_in(utc: datetime, zone: str) -> datetime:
    """The same with the fold, so that `to_utc` gives the instant back."""
    return utc.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def comes_twice(wall: datetime, zone: str) -> bool:
    """Whether clocks in a zone show a time twice that day."""
    first, second = _offsets(wall, zone)
    return first > second


def is_reached(wall: datetime, zone: str) -> bool:
    """Whether a clock runs up to a time, whatever it shows then: 01:00–02:00 is an hour, also where 03:00 follows."""
    before = wall - _MOMENT
    return wall_in(to_utc(wall, zone) - _MOMENT, zone) == before and not comes_twice(before, zone)


def settled(wall: datetime, zone: str) -> datetime:
    """The wall time with its fold where clocks in the zone show it twice, else without."""
    return wall if wall.fold and comes_twice(wall, zone) else wall.replace(fold=0)


def ending(end: datetime, zone: str, start: datetime) -> datetime:
    """An end on the clocks of the zone of its start, for one that names none of two equal times: the first that is not before it."""
    if start.fold and not end.fold and end >= start and comes_twice(end, zone):
        return end.replace(fold=1)
    return end


def end_after(begins: datetime, lasts: timedelta, zone: str) -> datetime:
    """The end of what begins so and is so long by the clock on the wall, where it does not end on other clocks.

    From an hour that comes again it is as long to the second, as long as it ends within: a meeting of 45 minutes is none of 105.
    """
    exact = told_in(to_utc(begins, zone) + lasts, zone)
    if exact.fold and (begins.fold or comes_twice(begins, zone)):
        return exact
    return ending(begins + lasts, zone, begins)


def drawn_until(start: datetime, end: datetime, lasts: timedelta) -> datetime:
    """Down to where an event is drawn below its start, given both as a clock tells them, with their folds.

    An end in an hour that comes again may be shown above the start: such an event is as tall as it lasts.
    """
    return start + lasts if end.fold and not start.fold else end


def wall_of(text: str) -> datetime:
    """The wall time that a document writes; midnight for a day."""
    if len(text) <= 10:
        return datetime.combine(date.fromisoformat(text), time())
    if text.endswith(LATER):
        return datetime.fromisoformat(text.removesuffix(LATER)).replace(fold=1)
    return datetime.fromisoformat(text)


def name_of(wall: datetime, all_day: bool) -> str:
    """How a document writes a wall time."""
    if all_day:
        return wall.date().isoformat()
    return wall.isoformat("T", "seconds" if wall.second else "minutes") + (LATER if wall.fold else "")


def names_of(walls: Sequence[datetime], all_day: bool, at: time | None = None) -> list[str]:
    """The same of many, none of which is the second of two equal times; `at` where all are at the same time of day.

    Without a call in Python for each.
    """
    days = map(_day_name, map(date.toordinal, walls))
    if all_day:
        return list(days)
    if at is not None:
        clock = "T" + at.isoformat("seconds" if at.second else "minutes")
        return [day + clock for day in days]
    return [wall.isoformat("T", "seconds" if wall.second else "minutes") for wall in walls]


@lru_cache(maxsize=8192)
def _day_name(ordinal: int) -> str:
    """The same days are asked for again and again: those that a page shows."""
    return date.fromordinal(ordinal).isoformat()


def is_later(document: Mapping[str, Any]) -> bool:
    """Whether a document starts or ends at the second of two equal times."""
    return bool(document["start"].endswith(LATER) or document["end"].endswith(LATER))


def dates(document: Mapping[str, Any]) -> tuple[date, date]:
    """First and last day as they are written in the document, in its own zone."""
    return date.fromisoformat(document["start"][:10]), date.fromisoformat(document["end"][:10])


def walls(document: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Start and end of a timed event as they are written in the document, in its own zone."""
    return wall_of(document["start"]), wall_of(document["end"])


def span(document: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Start and exclusive end in UTC; an all-day event floats, its days are given as if they were days in UTC."""
    if document["all_day"]:
        first, last = dates(document)
        return _midnight(first), _midnight(last) + _DAY
    start, end = walls(document)
    first = to_utc(start, document["zone"])
    return first, max(first, to_utc(end, document.get("end_zone") or document["zone"]))


def length(document: Mapping[str, Any]) -> timedelta:
    """How long the instances of a series are, by the clock on the wall: 09:00 to 17:00 also where clocks change within.

    Where it ends at the second of two equal times, the walls do not tell: it is the exact time then, as RFC 5545,
    section 3.8.5.3, has it for DTEND (an end in another zone goes by its own clocks alone).
    """
    start, end = wall_of(document["start"]), wall_of(document["end"])
    if end.fold and not start.fold and not document.get("end_zone"):
        return to_utc(end, document["zone"]) - to_utc(start, document["zone"])
    return end - start


def spans(document: Mapping[str, Any], starts: Sequence[datetime]) -> tuple[list[datetime], list[datetime]]:
    """The starts and the ends of `span` for many starts, naive wall times in order, all as long as the document.

    Each is the first of two equal times but the start of the document, which is to the letter. Years of a daily series
    are made of this, so there is no call for each of them.
    """
    if document["all_day"]:
        first, last = dates(document)
        days, lasts = [_midnight(day) for day in starts], last - first + _DAY
        return days, [day + lasts for day in days]
    begin, end = _begin_and_end(document, starts)
    if is_later(document) and (own := wall_of(document["start"])) in starts:
        place = starts.index(own)
        begin[place], end[place] = span(document)
    return begin, end


def _begin_and_end(
    document: Mapping[str, Any], starts: Sequence[datetime]
) -> tuple[list[datetime], list[datetime]]:
    begins: list[datetime] = []
    ends: list[datetime] = []
    by_wall, end_zone = length(document), document.get("end_zone") or document["zone"]
    for away, run in steady(starts, document["zone"]):
        begin = _away(run, away)
        begins += begin
        ends += (
            [one + by_wall for one in begin]
            if _as_far(run[0] + by_wall, run[-1] + by_wall, end_zone, away)
            else map(max, begin, instants([wall + by_wall for wall in run], end_zone))
        )
    return begins, list(map(max, begins, ends)) if by_wall < _NOTHING else ends


def _as_far(first: datetime, last: datetime, zone: str, away: timedelta) -> bool:
    """Whether all wall times between two are so far from UTC."""
    return [there for there, _ in steady([first, last], zone)] == [away]


def instants(walls: Sequence[datetime], zone: str) -> list[datetime]:
    """`to_utc` of many wall times in order, each the first of two equal ones."""
    return list(chain.from_iterable(_away(run, away) for away, run in steady(walls, zone)))


def _away(walls: Iterable[datetime], offset: timedelta) -> list[datetime]:
    beginning = _BEGINNING + offset
    return [_BEGINNING_UTC + (wall - beginning) for wall in walls]


def local_days(document: Mapping[str, Any], zone: str) -> tuple[date, date]:
    """First and last calendar day that an event covers when seen in a zone; an end at midnight adds no day."""
    return days_in(*span(document), document["all_day"], zone)


def days_in(start: datetime, end: datetime, all_day: bool, zone: str) -> tuple[date, date]:
    """The same for what `span` gave."""
    if not all_day:
        start, end = wall_in(start, zone), wall_in(end, zone)
    return start.date(), max(start, end - _MOMENT).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _offsets(wall: datetime, zone: str) -> tuple[timedelta, timedelta]:
    """What a time that clocks show twice is away from UTC at the first and at the second."""
    clock = ZoneInfo(zone)
    first, second = (clock.utcoffset(wall.replace(fold=fold)) or _NOTHING for fold in (0, 1))
    return first, second
