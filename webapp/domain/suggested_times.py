"""When a new event is, as its form begins: as the address asks, else on the next full hour, for an hour."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from webapp.domain.day_input import read_day, read_time
from webapp.domain.event_input import LONGEST
from webapp.domain.periods import end_after, ending, settled, to_utc, told_in
from webapp.domain.texts import Refused
from webapp.domain.which_input import FIRST, SECOND, WHICH, which_of

MORNING = "09:00"
_HOUR = timedelta(hours=1)


class Suggested(NamedTuple):
    """Wall times in the person's zone; `which` has the fields that say which of two equal times is meant."""

    start: datetime
    end: datetime
    all_day: bool
    which: dict[str, str]


def suggest_times(asked: Mapping[str, str], now: datetime, zone: str) -> Suggested:
    """The times of a new event at `now` (UTC); what is asked for and makes no sense is left out."""
    which = {name: asked[name] for name in WHICH if asked.get(name) in (FIRST, SECOND)}
    folds = [which.get(name) == SECOND for name in WHICH]
    all_day = asked.get("all_day") == "1"
    found = _asked_start(asked.get("date", ""), asked.get("time", ""), told_in(now, zone).date())
    start = found.replace(fold=folds[0]) if found else _coming(now, zone, bool(asked.get("date")))
    usual = start if all_day else start + _HOUR if found else end_after(start, _HOUR, zone)
    end = _asked_end(asked.get("end_date", ""), asked.get("end_time", ""), start, usual, folds[1])
    if not found and not all_day:
        which = _which(start, ending(end, zone, start), zone) | which
    return Suggested(start, end, all_day, which)


def _which(start: datetime, end: datetime, zone: str) -> dict[str, str]:
    return {
        name: said for name, wall in zip(WHICH, (start, end), strict=True) if (said := which_of(wall, zone))
    }


def next_hour(now: datetime, zone: str) -> datetime:
    """The next full hour on clocks in a zone, with its fold: 03:00 after 01:30 on a day that has no 02:00."""
    hour = told_in(now + _HOUR, zone).replace(minute=0, second=0, microsecond=0)
    return told_in(to_utc(hour, zone), zone)


def _coming(now: datetime, zone: str, today: bool) -> datetime:
    """The next full hour, or the last of the day if it is to be today."""
    coming, here = next_hour(now, zone), told_in(now, zone)
    if today and coming.date() != here.date():
        return settled(here.replace(minute=0, second=0, microsecond=0), zone)
    return coming


def _asked_start(day: str, time: str, today: date) -> datetime | None:
    """The start that an address names, in the morning where it names a day alone; None for today, or no day."""
    try:
        chosen = date.fromisoformat(day) if day else today
        clock = datetime.strptime(time, "%H:%M").time() if time else None
    except ValueError:
        chosen, clock = today, None
    if clock is None and chosen == today:
        return None
    return datetime.combine(chosen, clock or datetime.strptime(MORNING, "%H:%M").time())


def _asked_end(day: str, time: str, start: datetime, usual: datetime, later: bool) -> datetime:
    """The asked end where it will do; else the usual one."""
    try:
        chosen = read_day(day) if day else start.date()
        end = datetime.combine(chosen, read_time(time) if time else usual.time())
    except Refused:
        return usual
    # From the first of two equal times to the second it may be less than nothing on the wall; what will not do the form says.
    fits = start <= end <= start + LONGEST or (later and not start.fold and end.date() == start.date())
    return end if (day or time) and fits else usual
