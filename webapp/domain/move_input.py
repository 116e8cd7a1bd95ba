"""The form "Move to…": a day, a time and a length, or a first day and a number of days."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from webapp.domain.day_input import read_day, read_time
from webapp.domain.document import Document
from webapp.domain.event_input import LONGEST
from webapp.domain.moving import Wanted, seen_in
from webapp.domain.periods import comes_twice
from webapp.domain.texts import Refused, showable
from webapp.domain.which_input import FIRST, SECOND, read_which

FIELDS = ("date", "time", "hours", "minutes", "days", "start_which")
_MINUTES_OF_AN_HOUR = 60


def as_fields(document: Document, zone: str) -> dict[str, str]:
    """What the form holds for an event as somebody in `zone` sees it."""
    seen = seen_in(document, zone)
    twice = not seen.all_day and comes_twice(seen.start, zone)
    return of_wanted(seen) | ({"start_which": SECOND if seen.start.fold else FIRST} if twice else {})


def of_wanted(wanted: Wanted) -> dict[str, str]:
    """What the form holds for a time."""
    length = wanted.end - wanted.start
    hours, minutes = divmod(int(length.total_seconds()) // 60, _MINUTES_OF_AN_HOUR)
    day = {"date": wanted.start.date().isoformat()}
    if wanted.all_day:
        return day | {"days": str(length.days + 1)}
    clock = {"time": f"{wanted.start:%H:%M}", "hours": str(hours), "minutes": str(minutes)}
    return day | clock | {"start_which": wanted.which}


def twice_in(fields: Mapping[str, str], zone: str) -> datetime | None:
    """The start that a form holds where clocks show it twice, for the form to ask which is meant."""
    try:
        start = datetime.combine(read_day(fields.get("date")), read_time(fields.get("time")))
    except Refused:
        return None
    return start if comes_twice(start, zone) else None


def read_fields(raw: Mapping[str, Any], all_day: bool, zone: str) -> tuple[Wanted | None, dict[str, str]]:
    """The time that was typed, by the clocks of a zone, or a sentence for each field that will not do."""
    errors: dict[str, str] = {}

    def read(name: str, reading: Callable[[object], Any]) -> Any:
        try:
            return reading(raw.get(name))
        except Refused as refusal:
            errors[name] = str(refusal)
            return None

    day = read("date", read_day)
    if all_day:
        days = read("days", _read_days)
        return (_days(day, days), errors) if not errors else (None, errors)
    clock, hours, minutes = (
        read("time", read_time),
        read("hours", _read_hours),
        read("minutes", _read_minutes),
    )
    if errors:
        return None, errors
    start = datetime.combine(day, clock)
    which = SECOND if read_which(raw, "start", start, zone, errors).fold else FIRST
    if errors:
        return None, errors
    return Wanted(start, start + timedelta(hours=hours, minutes=minutes), False, which), errors


def typed_again(raw: Mapping[str, Any]) -> dict[str, str]:
    """What was typed, to be shown again."""
    return {name: showable(raw.get(name)) for name in FIELDS if name in raw}


def _days(day: Any, days: int) -> Wanted:
    first = datetime.combine(day, datetime.min.time())
    return Wanted(first, first + timedelta(days=days - 1), True)


def _read_days(value: object) -> int:
    return _whole(value, 1, LONGEST.days, f"Write how many days it lasts, from 1 to {LONGEST.days}.")


def _read_hours(value: object) -> int:
    most = LONGEST.days * 24
    return _whole(value or "0", 0, most, f"Write how many hours it lasts, from 0 to {most}.")


def _read_minutes(value: object) -> int:
    return _whole(value or "0", 0, _MINUTES_OF_AN_HOUR - 1, "Write the minutes as a number from 0 to 59.")


def _whole(value: object, least: int, most: int, sentence: str) -> int:
    text = value.strip() if isinstance(value, str) else ""
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise Refused(sentence)
    return int(text)
