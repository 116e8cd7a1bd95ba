"""A moment of the past as an address writes it: a wall time where the reader is ("2026-03-24T09:00"), or UTC ("…Z")."""

import re
from datetime import UTC, datetime, timedelta

from webapp.domain.day_input import FIRST_YEAR, LAST_YEAR, wrong_year
from webapp.domain.periods import to_utc, wall_in
from webapp.domain.texts import Refused

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(Z?)", re.ASCII)


def read_moment(text: str, zone: str, now: datetime) -> datetime:
    """The moment that a text names in a zone; raises Refused for what is none, or lies ahead of `now`."""
    match = _MOMENT.fullmatch(text.strip())
    try:
        wall = datetime.fromisoformat(text.strip().rstrip("Z")) if match else None
    except ValueError:
        wall = None
    if match is None or wall is None:
        raise Refused("Choose a day and a time, such as 2026-03-24 09:00.")
    if not FIRST_YEAR <= wall.year <= LAST_YEAR:
        raise Refused(wrong_year(wall.year))
    moment = wall.replace(tzinfo=UTC) if match[1] else to_utc(wall, zone)
    if moment > now:
        raise Refused("This moment has not come yet. Choose one that is over.")
    return moment


def write_moment(moment: datetime, zone: str) -> str:
    """The text of a moment, to the letter: in UTC where the clocks of the zone cannot say it."""
    wall = wall_in(moment, zone)
    if not wall.second and not wall.microsecond and to_utc(wall, zone) == moment:
        return wall.isoformat(timespec="minutes")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def at_place(first: datetime, last: datetime, place: int, places: int) -> datetime:
    """The moment at so many of `places` parts between two others, to the minute but at the ends."""
    if place >= places or last <= first:
        return last
    exact = first + (last - first) * (place / places)
    return max(first, exact.replace(second=0, microsecond=0))


def place_of(first: datetime, last: datetime, moment: datetime, places: int) -> int:
    """Which part a moment is in."""
    length = max(last - first, timedelta(microseconds=1))
    return min(max(round((moment - first) / length * places), 0), places)
