"""Names of time zones in calendar files, mapped to IANA zones: by name, as Windows says it, or by what its clock does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.core import get_global

from webapp.domain import zones
from webapp.domain.icalendar.clocks import Changes, by_clock, changes_of, offset_on
from webapp.domain.icalendar.nesting import Component
from webapp.domain.icalendar.problems import EventRefused
from webapp.domain.icalendar.values import text_of

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


@dataclass(frozen=True, slots=True)
class Place:
    """Where a wall time is. `fixed`: its zone has the right offset at that time alone, so nothing can repeat there."""

    zone: str
    wall: datetime
    fixed: bool = False


class Zones:
    """The zones of one file. `default` is where times without a zone are; `first_year` is that of its first event."""

    # How often the definitions of one file are compared with all zones that there are.
    MOST_LOOKS = 60

    def __init__(self, defined: Mapping[str, Component], default: str, first_year: int) -> None:
        self.default = default
        self._defined = defined
        self._first_year = first_year
        self._found: dict[str, str | None] = {}
        self._then: dict[tuple[str, int], tuple[str | None, Changes]] = {}
        self._looks = 0

    def place(self, wall: datetime, tzid: str) -> Place:
        """The IANA zone for a TZID and the time there: the zone of that name or with that clock, in the years of the file
        or in the year of this time; else one with the offset that it has then. Raises EventRefused."""
        if tzid not in self._found:
            self._found[tzid] = self._look_up(tzid)
        if found := self._found[tzid]:
            return Place(found, wall)
        zone, changes = self._look_again(tzid, wall.year)
        if zone:
            return Place(zone, wall)
        if changes:
            return _fixed(wall, offset_on(changes, wall))
        raise EventRefused(
            f"We do not know the time zone “{tzid[:60]}”, and the file does not say what its clocks show. "
            "Give it the name of a place, such as Europe/Berlin."
        )

    def _look_up(self, tzid: str) -> str | None:
        if zones.known(tzid):
            return tzid
        definition = self._definition(tzid)
        if definition is None:
            return by_name(tzid) or by_places(tzid)
        said = by_name(tzid) or _said_location(definition)
        return said or self._by_clock(definition, self._first_year) or by_places(tzid)

    def _look_again(self, tzid: str, year: int) -> tuple[str | None, Changes]:
        definition = self._definition(tzid)
        if definition is None:
            return None, []
        if (tzid, year) not in self._then:
            zone = self._by_clock(definition, year)
            self._then[tzid, year] = zone, changes_of(definition, year) if self._may_look() else []
        return self._then[tzid, year]

    def _by_clock(self, definition: Component, year: int) -> str | None:
        self._looks += 1
        return by_clock(definition, year) if self._may_look() else None

    def _may_look(self) -> bool:
        return self._looks <= self.MOST_LOOKS

    def _definition(self, tzid: str) -> Component | None:
        return self._defined.get(text_of(tzid).strip())


def _fixed(wall: datetime, offset: timedelta) -> Place:
    """A zone of whole hours that shows the same time then; for other offsets the time in UTC."""
    hours, rest = divmod(offset, timedelta(hours=1))
    zone = by_offset(hours) if not rest else None
    return Place(zone, wall, fixed=True) if zone else Place("UTC", wall - offset, fixed=True)


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
    """ "UTC+02" is Etc/GMT-2."""
    found = _OFFSET.fullmatch(text)
    if not found:
        return None
    return by_offset(int(f"{found[1]}{found[2]}"))


def by_offset(hours: int) -> str | None:
    """Etc/GMT-2 for two hours before UTC: names of that kind count the other way round."""
    name = f"Etc/GMT{-hours:+d}" if hours else "UTC"
    return name if zones.known(name) else None


def _said_location(definition: Component) -> str | None:
    line = definition.first("X-LIC-LOCATION")
    return by_name(line.value) if line else None
