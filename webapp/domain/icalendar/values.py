"""Values of properties: texts, dates and times, lengths."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.domain.icalendar.problems import EventRefused

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_COMMA = re.compile(r"(?<!\\)(?:\\\\)*,")
# Some programs write a Z behind a day, which says nothing there.
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})Z?")
_MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})?(Z?)")
# Some programs write weeks and days behind the T.
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})S)?)?"
)

# Beside a time in UTC that is the second of two equal times on the clocks of an event: whose clocks these are. A time
# with TZID is the first of the two (RFC 5545, section 3.3.5), so the second can only be said in UTC.
PLACE = "X-DAYBOOK-TZID"


@dataclass(frozen=True, slots=True)
class Length:
    """A DURATION: days by the calendar, and a time by the clock (RFC 5545, section 3.3.6)."""

    days: int
    time: timedelta


def text_of(value: str) -> str:
    """A text without its escapes; a backslash before anything else stands for what follows."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def text_for(value: str) -> str:
    """A text as a property has it."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n")


def texts_of(value: str) -> list[str]:
    """A list of texts, taken apart at the commas that are not escaped."""
    parts, start = [], 0
    for found in _COMMA.finditer(value):
        parts.append(value[start : found.end() - 1])
        start = found.end()
    return [text_of(part) for part in (*parts, value[start:])]


def moment_of(value: str) -> tuple[date | datetime, bool]:
    """A date, or a naive time and whether it is in UTC; raises EventRefused."""
    text = value.strip().upper()
    try:
        if found := _DATE.fullmatch(text):
            return date(*map(int, found.groups())), False
        if found := _MOMENT.fullmatch(text):
            year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
            # A clock that shows second 60 (a leap second) is taken for the one before.
            return datetime(year, month, day, hour, minute, min(second, 59)), bool(found[7])
    except ValueError:
        pass
    raise EventRefused(
        f"“{value[:40]}” is neither a day such as 20260324 nor a time such as 20260324T090000."
    )


def length_of(value: str) -> Length:
    """A DURATION; raises EventRefused."""
    found = _LENGTH.fullmatch(value.strip().upper())
    if not found or not any(found.groups()[1:]):
        raise EventRefused(f"“{value[:40]}” is no length of time. One looks like PT1H30M.")
    weeks, days, late_weeks, late_days, hours, minutes, seconds = (
        int(part or 0) for part in found.groups()[1:]
    )
    sign = -1 if found[1] == "-" else 1
    whole = sign * ((weeks + late_weeks) * 7 + days + late_days)
    clock = hours * 3600 + minutes * 60 + seconds
    if abs(whole) > 100_000 or clock > 8_640_000_000:
        raise EventRefused(f"“{value[:40]}” is longer than any event.")
    return Length(whole, sign * timedelta(seconds=clock))


def say_date(day: date) -> str:
    """A day as a property has it."""
    return f"{day:%Y%m%d}" if day.year >= 1000 else f"{day.year:04}{day:%m%d}"


def say_time(wall: datetime) -> str:
    """A wall time as a property has it."""
    return f"{say_date(wall)}T{wall:%H%M%S}"
