"""What the clock of a VTIMEZONE does (RFC 5545, section 3.6.5): the IANA zone that keeps the same time, or its offset at a time."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from webapp.domain import zones
from webapp.domain.icalendar.nesting import Component
from webapp.domain.icalendar.problems import EventRefused
from webapp.domain.icalendar.values import moment_of
from webapp.domain.recurrence import Series, next_starts
from webapp.domain.rules import RuleError, parse_rule

# So many years after the first event a zone has to keep the same time as its definition.
_YEARS = 4
_MOST_OBSERVANCES = 400
# No clock changes as often in seven years, by one of the rules of its definition.
_MOST_ONSETS = 100
_SAMPLE_DAYS = (1, 8, 15, 22, 28)
# Moments (UTC) with the offsets before and after.
Changes = list[tuple[datetime, timedelta, timedelta]]


def by_clock(definition: Component, first_year: int) -> str | None:
    """The zone whose clock goes as a VTIMEZONE says, in the years of the events or at least in the first of them."""
    samples = _samples(definition, first_year)
    for size in (len(samples), len(samples) // _YEARS):
        for name in _candidates() if samples else ():
            if _keeps(name, samples[:size]):
                return name
    return None


def changes_of(definition: Component, year: int) -> Changes:
    """Moments at which the clock changes, in order, with the offsets before and after, near a year; empty where the
    definition says nothing that can be read."""
    try:
        return sorted(_changes(definition, year))
    except (EventRefused, RuleError, ValueError, OverflowError):
        return []


def offset_on(changes: Changes, wall: datetime) -> timedelta:
    """The offset from UTC at a wall time. A time that clocks skip counts with the offset before the gap, of one that
    they show twice the first is meant (RFC 5545, section 3.3.5)."""
    found = changes[0][1]
    for at, before, after in changes:
        if wall < at.replace(tzinfo=None) + max(before, after):
            break
        found = after
    return found


@lru_cache(maxsize=1)
def _candidates() -> tuple[str, ...]:
    """The zones that Windows offers are the ones most people live in; then all others."""
    usual = [zone for zone in get_global("windows_zone_mapping").values() if zones.known(zone)]
    fixed = [f"Etc/GMT{hours:+d}" for hours in range(-14, 13) if hours]
    return tuple(
        dict.fromkeys([*_OFTEN, *usual, *zones.ZONES, *(name for name in fixed if zones.known(name))])
    )


# Of zones that keep the same time the one that is meant most often.
_OFTEN = (
    "Europe/Berlin",
    "Europe/London",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Australia/Sydney",
)


def _keeps(zone: str, samples: list[tuple[datetime, timedelta]]) -> bool:
    place = ZoneInfo(zone)
    return all(moment.astimezone(place).utcoffset() == offset for moment, offset in samples)


def _samples(definition: Component, first_year: int) -> list[tuple[datetime, timedelta]]:
    """What the definition says the clock shows at moments spread over some years."""
    changes = changes_of(definition, first_year)
    if not changes:
        return []
    found = []
    for year in range(first_year, first_year + _YEARS):
        for month in range(1, 13):
            for day in _SAMPLE_DAYS:
                moment = datetime(year, month, day, 12, tzinfo=UTC)
                found.append((moment, _offset_at(changes, moment)))
    return found


def _offset_at(changes: Changes, moment: datetime) -> timedelta:
    offset = changes[0][1]
    for at, _, after in changes:
        if at > moment:
            break
        offset = after
    return offset


def _changes(definition: Component, first_year: int) -> Changes:
    found: Changes = []
    for part in definition.parts[:_MOST_OBSERVANCES]:
        if part.name in ("STANDARD", "DAYLIGHT"):
            before, after = (_offset(part, name) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
            for wall in _onsets(part, first_year):
                found.append(((wall - before).replace(tzinfo=UTC), before, after))
    return found


def _onsets(part: Component, first_year: int) -> list[datetime]:
    start = _wall(part, "DTSTART")
    extra = [_as_wall(one) for line in part.all("RDATE") for one in line.value.split(",")]
    rules = tuple(parse_rule(line.value) for line in part.all("RRULE"))
    series = Series(start, rules, extra=tuple(sorted(extra)))
    after, end = datetime(max(first_year - 2, 1), 1, 1), datetime(first_year + _YEARS + 1, 1, 1)
    near = [one for one in next_starts(series, after, _MOST_ONSETS) if one < end]
    if len(near) == _MOST_ONSETS:
        raise EventRefused("Its clock changes too often.")
    # One that came long before may still be the last.
    early = [one for one in (start, *extra) if one < after]
    return [*early, *near] or next_starts(series, start, 1)


def _wall(part: Component, name: str) -> datetime:
    line = part.first(name)
    if line is None:
        raise EventRefused(f"{name} is missing.")
    return _as_wall(line.value)


def _as_wall(value: str) -> datetime:
    moment, _ = moment_of(value.partition("/")[0])
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)
    return moment


def _offset(part: Component, name: str) -> timedelta:
    line = part.first(name)
    found = re.fullmatch(r"([+-]?)(\d{2})(\d{2})(\d{2})?", line.value.strip()) if line else None
    if not found:
        raise EventRefused(f"{name} is missing.")
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size
