"""Documents as a calendar file: what came in and is the same goes out as it was."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.domain.icalendar.keeping import UNIT_OF, UNITS_OF_FILES, is_as_it_came, own_level
from webapp.domain.icalendar.lines import Line, folded, name_of_line
from webapp.domain.icalendar.properties import lines_of_units, name_line, single_ends
from webapp.domain.icalendar.second_times import as_written
from webapp.domain.icalendar.values import say_time, text_for
from webapp.domain.icalendar.zone_files import zone_lines
from webapp.domain.series import instance_document

PRODUCT = "-//Daybook//Daybook//EN"


@dataclass(frozen=True)
class Outgoing:
    """An event that goes out: its UID, its document, which version of it this is and when it was made and changed."""

    uid: str
    document: Mapping[str, Any]
    version: int
    created: datetime
    updated: datetime


def write_file(events: Iterable[Outgoing], name: str = "") -> str:
    """A calendar file with the events, and the zones they are in."""
    listed = list(events)
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN"]
    head += [f"X-WR-CALNAME:{text_for(name)}"] if name else []
    zones = [line for zone, year in sorted(_zones(listed).items()) for line in zone_lines(zone, year)]
    body = [line for one in listed for line in _event(one)]
    return "\r\n".join([*map(folded, head), *map(folded, zones), *body, "END:VCALENDAR", ""])


def _zones(events: list[Outgoing]) -> dict[str, int]:
    """The zones of all times, with the first year in which each is needed."""
    found: dict[str, int] = {}
    for one in events:
        document = one.document
        for part in (document, *document["overrides"].values()):
            if part.get("all_day", document["all_day"]):
                continue
            for zone in (part.get("zone", document["zone"]), part.get("end_zone", "")):
                year = int(part.get("start", document["start"])[:4]) - 1
                if zone and zone != "UTC":
                    found[zone] = min(found.get(zone, year), year)
    return found


def _event(one: Outgoing) -> Iterator[str]:
    """The lines of an event and of each of its changed instances, as they are written."""
    document = as_written({**one.document})
    yield from _component(one, document, "")
    in_periods = single_ends(document)
    for name in sorted(document["overrides"]):
        if name not in in_periods:
            yield from _component(
                one, instance_document(document, name), name_line(document, name, _floats(document))
            )


def _floats(document: Mapping[str, Any]) -> bool:
    """Whether the file named no zone, and nobody has chosen one since."""
    return bool(document["extra"].get("floating") == document["zone"])


def _component(one: Outgoing, document: Mapping[str, Any], recurrence: str) -> Iterator[str]:
    kept = document["extra"].get("lines", [])
    yield "BEGIN:VEVENT"
    if not any(name == "UID" and own for name, _, own in own_level(kept)):
        yield folded(f"UID:{one.uid}")
    yield f"DTSTAMP:{_utc(one.updated)}"
    if recurrence:
        yield folded(recurrence)
    yield from _Lines(one, document).all(kept)
    yield "END:VEVENT"


class _Lines:
    """The lines of one component: those kept, in their places, and the others before the first part."""

    def __init__(self, one: Outgoing, document: Mapping[str, Any]) -> None:
        self.came = {unit for unit in UNITS_OF_FILES if is_as_it_came(document, unit)}
        ours = lines_of_units(document, _floats(document))
        ours["stamp"] = _stamp(one, document)
        self.pending = [line for unit, lines in ours.items() if unit not in self.came for line in lines]

    def all(self, kept: list[str]) -> Iterator[str]:
        for name, text, own in own_level(kept):
            if not own:
                yield from self._rest()
            unit = UNIT_OF.get(name) if own else None
            if unit is None or unit in self.came:
                yield text.replace("\n", "\r\n")
            else:
                yield from self._take(name)
        yield from self._rest()

    def _take(self, name: str) -> Iterator[str]:
        yield from (folded(line) for line in self.pending if name_of_line(line) == name)
        self.pending = [line for line in self.pending if name_of_line(line) != name]

    def _rest(self) -> Iterator[str]:
        yield from map(folded, self.pending)
        self.pending = []


def _stamp(one: Outgoing, document: Mapping[str, Any]) -> list[str]:
    """CREATED, LAST-MODIFIED and SEQUENCE of an event that was changed here, or made here."""
    kept = {
        name: Line(0, text, text).value
        for name, text, own in own_level(document["extra"].get("lines", []))
        if own
    }
    before = kept.get("SEQUENCE", "").strip()
    sequence = (
        (int(before) if before.isascii() and before.isdigit() and len(before) < 9 else 0) + one.version - 1
    )
    return [
        f"CREATED:{kept.get('CREATED') or _utc(one.created)}",
        f"LAST-MODIFIED:{_utc(one.updated)}",
        f"SEQUENCE:{sequence}",
    ]


def _utc(moment: datetime) -> str:
    return say_time(moment.replace(tzinfo=None)) + "Z"
