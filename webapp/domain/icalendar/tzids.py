"""Names of time zones in calendar files, mapped to IANA zones: by name, as Windows says it, or by what its clock does."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from webapp.domain import zones
from webapp.domain.icalendar.components import Component
from webapp.domain.icalendar.problems import EventRefused
from webapp.domain.icalendar.values import moment_of, text_of
from webapp.domain.recurrence import Series, next_starts, starts
from webapp.domain.rules import RuleError, parse_rule

# Unicode's windowsZones, as Babel carries it: "W. Europe Standard Time" -> "Europe/Berlin".
_WINDOWS: Mapping[str, str] = get_global("windows_zone_mapping")
_BY_FOLDED = {name.casefold(): name for name in sorted(zones.ZONES)} | {
    name.casefold(): zone for name, zone in _WINDOWS.items()
}
_UTC = frozenset({"utc", "gmt", "z", "zulu", "etc/utc", "coordinated universal time"})
_PLACES = {zones.short_name(name).casefold(): name for name in sorted(zones.ZONES, reverse=True)} | {
    "central europe": "Europe/Berlin"
}
_BRACKETS = re.compile(r"\([^)]*\)")
_OFFSET = re.compile(r"(?:utc|gmt)\s*([+-])0?(\d{1,2})(?::?00)?", re.IGNORECASE)
# So many years after the first event a zone has to keep the same time as its definition.
_YEARS = 4
_MOST_OBSERVANCES = 400
_SAMPLE_DAYS = (1, 8, 15, 22, 28)


class Zones:
    """The zones of one file. `default` is where times without a zone are; `years` are those of its events."""

    def __init__(self, defined: Mapping[str, Component], default: str, first_year: int) -> None:
        self.default = default
        self._defined = defined
        self._first_year = first_year
        self._found: dict[str, str | None] = {}

    def iana(self, tzid: str) -> str:
        """The IANA name for a TZID; raises EventRefused."""
        if tzid not in self._found:
            self._found[tzid] = self._look_up(tzid)
        found = self._found[tzid]
        if found is None:
            raise EventRefused(
                f"We do not know the time zone “{tzid[:60]}”, and no zone that we know keeps its time. "
                "Give it the name of a place, such as Europe/Berlin."
            )
        return found

    def _look_up(self, tzid: str) -> str | None:
        if zones.known(tzid):
            return tzid
        definition = self._defined.get(text_of(tzid).strip())
        if definition is None:
            return by_name(tzid) or by_places(tzid)
        said = by_name(tzid) or _said_location(definition)
        return said or by_clock(definition, self._first_year) or by_places(tzid)


def by_name(tzid: str) -> str | None:
    """A zone by a name that is nearly one: with a prefix, in other capitals, or as Windows has it."""
    text = tzid.strip().strip('"')
    if text.casefold() in _UTC:
        return "UTC"
    parts = text.split("/")
    for first in range(len(parts)):
        candidate = "/".join(parts[first:])
        if "/" in candidate and zones.known(candidate):
            return candidate
        if found := _BY_FOLDED.get(candidate.casefold()):
            return found
    return _by_offset(text)


def by_places(tzid: str) -> str | None:
    """A zone by what a program calls it on its screen: "(GMT+10:00) Canberra, Melbourne, Sydney"."""
    text = _BRACKETS.sub(" ", tzid.replace("\\", ""))
    for part in (part.strip() for part in re.split(r"[,/]", text)):
        words = part.removesuffix(" Time").strip()
        found = _PLACES.get(part.casefold()) or _BY_FOLDED.get(f"{words} standard time".casefold())
        if not found and zones.known(part.replace("-", "/")):
            found = part.replace("-", "/")
        if found:
            return found
    offset = _OFFSET.search(tzid)
    return (
        _by_offset(offset[0])
        if offset and not any(letter.isalpha() for letter in _OFFSET.sub("", tzid))
        else None
    )


def _by_offset(text: str) -> str | None:
    """ "UTC+02" is Etc/GMT-2: names of that kind count the other way round."""
    found = _OFFSET.fullmatch(text)
    if not found:
        return None
    name = f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}"
    return name if zones.known(name) else None


def _said_location(definition: Component) -> str | None:
    line = definition.first("X-LIC-LOCATION")
    return by_name(line.value) if line else None


def by_clock(definition: Component, first_year: int) -> str | None:
    """The zone whose clock goes as a VTIMEZONE says, in the years of the events or at least in the first of them."""
    try:
        samples = _samples(definition, first_year)
    except (EventRefused, RuleError, ValueError, OverflowError):
        return None
    for size in (len(samples), len(samples) // _YEARS):
        for name in _candidates() if samples else ():
            if _keeps(name, samples[:size]):
                return name
    return None


@lru_cache(maxsize=1)
def _candidates() -> tuple[str, ...]:
    """The zones that Windows offers are the ones most people live in; then all others."""
    usual = [zone for zone in _WINDOWS.values() if zones.known(zone)]
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
    changes = sorted(_changes(definition, first_year))
    if not changes:
        return []
    found = []
    for year in range(first_year, first_year + _YEARS):
        for month in range(1, 13):
            for day in _SAMPLE_DAYS:
                moment = datetime(year, month, day, 12, tzinfo=UTC)
                found.append((moment, _offset_at(changes, moment)))
    return found


def _offset_at(changes: list[tuple[datetime, timedelta, timedelta]], moment: datetime) -> timedelta:
    offset = changes[0][1]
    for at, _, after in changes:
        if at > moment:
            break
        offset = after
    return offset


def _changes(definition: Component, first_year: int) -> list[tuple[datetime, timedelta, timedelta]]:
    """Moments at which the clock changes, with the offsets before and after, near the years that count."""
    found = []
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
    after = datetime(max(first_year - 2, 1), 1, 1)
    near = starts(series, after, datetime(first_year + _YEARS + 1, 1, 1))
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
