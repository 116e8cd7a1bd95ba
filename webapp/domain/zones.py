"""Time zones by their IANA names: which are offered, which are known, what they are called."""

from functools import cache
from importlib import resources
from zoneinfo import available_timezones

_LONGEST_NAME = 64
# Names that say something about one machine, or nothing at all.
_NOT_PLACES = {"localtime", "posixrules", "Factory"}
_KNOWN = frozenset(available_timezones() - _NOT_PLACES)


def _places() -> tuple[str, ...]:
    """The zones of zone.tab: one for each place that is told apart today, without the links kept for old programs."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple(sorted(({row[2] for row in rows} & _KNOWN) | {"UTC"}))


ZONES = _places()


def known(name: object) -> bool:
    """Whether a zone of this name exists, also an old name; takes anything and never raises."""
    return isinstance(name, str) and len(name) <= _LONGEST_NAME and name in _KNOWN


def short_name(zone: str) -> str:
    """The place a zone is named after: "Europe/Berlin" -> "Berlin"."""
    return zone.rpartition("/")[2].replace("_", " ")


def long_name(zone: str) -> str:
    """The place within its region: "America/Argentina/Buenos_Aires" -> "Argentina, Buenos Aires"."""
    _, _, place = zone.partition("/")
    return (place or zone).replace("_", " ").replace("/", ", ")


@cache
def grouped() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """For a select: regions in order, each with its (zone, place) pairs; UTC comes first."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(ZONES, key=lambda zone: (zone != "UTC", zone)):
        regions.setdefault(_region(zone), []).append((zone, long_name(zone)))
    return tuple((region, tuple(places)) for region, places in regions.items())


def _region(zone: str) -> str:
    return zone.partition("/")[0] if "/" in zone else "Everywhere"
