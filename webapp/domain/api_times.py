"""Times as the contract of the API writes them: RFC 3339 with an offset, or wall times without one; days as YYYY-MM-DD."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from webapp.domain.day_input import FIRST_YEAR, LAST_YEAR, read_day, wrong_year
from webapp.domain.periods import comes_twice, instant, span, told_in, wall_in
from webapp.domain.series import name_of, plain_when, second_dates, wall_of
from webapp.domain.texts import Refused

# RFC 3339, section 5.6, and what its note allows; seconds may be left out.
_TIME = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})?", re.ASCII
)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)([Zz]|[ +-]\d{2}:\d{2})?)?", re.ASCII
)
_DAY = timedelta(days=1)
WRITE_MOMENT = "Write the moment as 2026-03-24T09:00:00+01:00, with %2B for the plus sign in an address."
WRITE_TIME = "Write the time as 2026-03-24T09:00:00+01:00, or without the offset for the clocks of time_zone."
WRITE_DAY = "Write the day as 2026-03-24: the event lasts all day."
NOT_ALL_DAY = "Write a time such as 2026-03-24T09:00:00, or send all_day: true for whole days."
OTHER_OF_TWO = "The event has no occurrence at {0}: clocks show that time twice, and it is the one at {1}."


def read_wall(text: str, zone: str) -> datetime:
    """What clocks in the zone show at a time; raises Refused.

    An offset says which moment is meant, whether or not it is the one of the zone; of a time that clocks show twice the
    fold says which it is then. Without one it is a time on the wall, the first of two.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise Refused(NOT_ALL_DAY if is_day(text) else WRITE_TIME)
    year, month, day, hour, minute = map(int, found.groups()[:5])
    if found[7] and found[7].strip(".0"):
        raise Refused("Leave out the parts of a second.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(wrong_year(year))
    try:
        # A clock that shows second 60 (a leap second) is taken for the one before, as in calendar files.
        second = int(found[6] or 0)
        wall = datetime(year, month, day, hour, minute, 59 if second == 60 else second)
        if found[8] is None:
            return wall
        offset = found[8].upper().replace("Z", "+00:00")
        return told_in(datetime.fromisoformat(wall.isoformat() + offset), zone)
    except (ValueError, OverflowError):
        raise Refused(f"There is no {text.strip()[:40]}. {WRITE_TIME}") from None


def is_day(text: str) -> bool:
    """Whether a text is written as a day, without a time."""
    return len(text.strip()) == 10


def read_whole_day(text: str) -> date:
    """A day; raises Refused."""
    if not is_day(text):
        raise Refused(WRITE_DAY)
    return read_day(text.strip())


def read_name(text: str, document: Mapping[str, Any]) -> str:
    """The name of an instance by its original start as the contract writes it; raises Refused."""
    if document["all_day"]:
        return read_whole_day(text).isoformat()
    wall = read_wall(text, document["zone"])
    if name_of(wall, all_day=False) in second_dates(document):
        return name_of(wall, all_day=False)
    name = name_of(wall.replace(fold=0), all_day=False)
    if (
        _has_offset(text)
        and comes_twice(wall, document["zone"])
        and say_name(name, document) != say_wall(wall, document["zone"])
    ):
        raise Refused(OTHER_OF_TWO.format(text, say_name(name, document)))
    return name


def say_name(name: str, document: Mapping[str, Any]) -> str:
    """The original start of an instance as the contract writes it."""
    start = str(plain_when(document, name)["start"])
    return start if document["all_day"] else say_wall(wall_of(start), document["zone"])


def say_span(document: Mapping[str, Any]) -> tuple[str, str]:
    """Start and end, with the offsets that hold in the event's time zone then; days for one of whole days."""
    if document["all_day"]:
        return document["start"][:10], document["end"][:10]
    start, end = span(document)
    zone = document["zone"]
    return say_moment(start, zone), say_moment(end, zone)


def say_between(start: datetime, end: datetime, all_day: bool, zone: str) -> tuple[str, str]:
    """The same for what `periods.span` gave: days are given as days in UTC, their end exclusive."""
    if all_day:
        return start.date().isoformat(), (end - _DAY).date().isoformat()
    return say_moment(start, zone), say_moment(end, zone)


def say_moment(moment: datetime, zone: str) -> str:
    """A moment with the offset that holds in a zone then."""
    return moment.astimezone(_clock(zone)).isoformat(timespec="seconds")


def say_wall(wall: datetime, zone: str) -> str:
    """A time on the clocks of a zone, with the offset that holds there then."""
    return say_moment(instant(wall, _clock(zone)), zone)


@lru_cache(maxsize=1024)
def _clock(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


class Edge(NamedTuple):
    """An end of a window that is asked for: its moment, and the same on the clocks it was written for, as if in UTC.

    Events of whole days float; they are compared with the second.
    """

    moment: datetime
    days: datetime


def read_edge(text: str, zone: str, is_end: bool = False) -> Edge:
    """An end of a window; a day as an end is included. Raises Refused."""
    if is_day(text):
        wall = datetime.combine(read_day(text.strip()) + (_DAY if is_end else timedelta()), time())
        return Edge(instant(wall, _clock(zone)), wall.replace(tzinfo=UTC))
    moment = read_moment(text, zone)
    return Edge(
        moment, moment.replace(tzinfo=UTC) if _has_offset(text) else wall_in(moment, zone).replace(tzinfo=UTC)
    )


def read_moment(text: str, zone: str) -> datetime:
    """A moment, to the microsecond; without an offset by the clocks of the zone. Raises Refused.

    A blank is taken for the + that it was: in addresses a plus sign stands for a blank.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise Refused(WRITE_MOMENT)
    day, clock, offset = found[1], found[2] or "00:00", (found[3] or "").replace(" ", "+").upper()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset.replace('Z', '+00:00')}")
    except ValueError:
        raise Refused(f"There is no {text.strip()[:40]}. {WRITE_MOMENT}") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Refused(wrong_year(moment.year))
    return moment if offset else instant(moment, _clock(zone))


def _has_offset(text: str) -> bool:
    found = _MOMENT.fullmatch(text.strip())
    return bool(found and found[3])
