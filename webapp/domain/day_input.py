"""What was typed into a control for a day, a time, a zone or a tick; each reader gives a value or raises Refused."""

import re
from calendar import monthrange
from datetime import date, time

from webapp.domain import locales, zones
from webapp.domain.texts import Refused

FIRST_YEAR, LAST_YEAR = 1900, 2200

_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")
_YES = {"1", "on", "true", "yes"}
_NO = {"", "0", "off", "false", "no", "none"}


def say(day: date) -> str:
    """A day as the sentences of a form name it."""
    return locales.say_day(day, locales.DEFAULT_LOCALE, weekday=False)


def wrong_year(year: int) -> str:
    """The sentence for a year that is too far away."""
    return f"{year} is too far away. Choose a year from {FIRST_YEAR} to {LAST_YEAR}."


def read_zone(value: object) -> str:
    """The name of a time zone that exists; raises Refused."""
    if not isinstance(value, str) or not zones.known(value.strip()):
        raise Refused("We do not know this time zone. Choose one from the list, such as Europe/Berlin.")
    return value.strip()


def read_tick(value: object) -> bool:
    """Whether a box is ticked; raises Refused."""
    text = str(value).lower() if isinstance(value, str | bool | None) else "unknown"
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Refused("Tick the box for all day, or leave it empty.")


def is_empty(value: object) -> bool:
    """Whether nothing was typed."""
    return value is None or (isinstance(value, str) and not value.strip())


def read_day(value: object) -> date:
    """A day that exists, within the years of Daybook; raises Refused."""
    if is_empty(value):
        raise Refused("Choose a day, such as 2026-03-24.")
    match = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise Refused("Write the day as year, month and day, such as 2026-03-24.")
    return _real_day(*map(int, match.groups()))


def _real_day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(wrong_year(year))
    if not 1 <= month <= 12:
        raise Refused(f"There is no month {month}. Choose one from 1 to 12.")
    if not 1 <= day <= monthrange(year, month)[1]:
        raise Refused(_no_such_day(year, month, day))
    return date(year, month, day)


def _no_such_day(year: int, month: int, day: int) -> str:
    name = say(date(year, month, 1)).split()[1]
    return f"There is no {day} {name} in {year}. Choose another day."


def day_of_address(text: str) -> date | None:
    """A day as addresses have it, 2026-03-24, within the years of Daybook; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if len(text) == 10 and FIRST_YEAR <= day.year <= LAST_YEAR else None


def read_time(value: object) -> time:
    """A time of day, to the minute; raises Refused."""
    if is_empty(value):
        raise Refused("Choose a time, such as 09:00.")
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise Refused("Write the time as hours and minutes, such as 09:00 or 17:30.")
    return time(int(match[1]), int(match[2]))
