"""Time zones by their IANA names: which are offered, which are known, what they are called."""

from datetime import datetime, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import available_timezones

_LONGEST_NAME = 64
# Names that say something about one machine, or nothing at all.
_NOT_PLACES = {"localtime", "posixrules", "Factory"}
_KNOWN = frozenset(available_timezones() - _NOT_PLACES)


def _table(name: str, separator: str) -> list[list[str]]:
    text = resources.files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    return [line.split(separator) for line in text.splitlines() if line and not line.startswith("#")]


# zone.tab has one zone for each place that is told apart today, and no names kept for old programs only.
ZONES = tuple(sorted(({row[2] for row in _table("zone.tab", "\t")} & _KNOWN) | {"UTC"}))

# Lines "L Asia/Kolkata Asia/Calcutta": the second is an old name of the first.
_NEW_NAMES = {row[2]: row[1] for row in _table("tzdata.zi", " ") if row[0] == "L"} | {"Etc/UTC": "UTC"}


def known(name: object) -> bool:
    """Whether a zone of this name exists, also an old name; takes anything and never raises."""
    return isinstance(name, str) and len(name) <= _LONGEST_NAME and name in _KNOWN


def modern(name: str) -> str:
    """The name under which a known zone is offered: "Asia/Calcutta", which browsers still say, -> "Asia/Kolkata"."""
    return name if name in ZONES or name not in _NEW_NAMES else modern(_NEW_NAMES[name])


def short_name(zone: str) -> str:
    """The place a zone is named after: "Europe/Berlin" -> "Berlin"."""
    return zone.rpartition("/")[2].replace("_", " ")


def long_name(zone: str) -> str:
    """The place within its region: "America/Argentina/Buenos_Aires" -> "Argentina, Buenos Aires"."""
    _, _, place = zone.partition("/")
    return (place or zone).replace("_", " ").replace("/", ", ")


def abbreviation(there: datetime) -> str:
    """What people call the offset of an aware time: "CEST"; most of the world has only numbers for it, "UTC+10:30"."""
    name = there.tzname() or ""
    return name if name.isalpha() else offset(there)


def offset(there: datetime) -> str:
    """How far an aware time is from UTC: "UTC+10:30"."""
    away = there.utcoffset() or timedelta()
    hours, minutes = divmod(abs(away) // timedelta(minutes=1), 60)
    return f"UTC{'−' if away < timedelta() else '+'}{hours}" + (f":{minutes:02}" if minutes else "")


@lru_cache(maxsize=64)
def grouped(*also: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For a select: regions in order, each with its (zone, place) pairs; UTC comes first.

    `also` are the zones that are chosen now: one that goes by an old name is offered by it, too, so that it stays.
    """
    regions: dict[str, list[tuple[str, str]]] = {}
    offered = {*ZONES, *filter(known, also)}
    for zone in sorted(offered, key=lambda zone: (zone != "UTC", zone)):
        regions.setdefault(_region(zone), []).append((zone, long_name(zone)))
    return tuple((region, tuple(places)) for region, places in regions.items())


def _region(zone: str) -> str:
    return zone.partition("/")[0] if "/" in zone else "Everywhere"
