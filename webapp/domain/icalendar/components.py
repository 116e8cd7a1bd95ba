"""The components of a calendar file: its events and zones, and what else there is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from webapp.domain.icalendar.lines import Line
from webapp.domain.icalendar.nesting import Component, Nesting
from webapp.domain.icalendar.problems import Problem, refuse_file
from webapp.domain.icalendar.values import text_of

MOST_EVENTS = 10_000
MOST_ZONES = 200

# What Daybook has no place for: counted, and told.
LEFT_OUT = {
    "VTODO": ("task", "tasks"),
    "VJOURNAL": ("journal entry", "journal entries"),
    "VFREEBUSY": ("free/busy list", "free/busy lists"),
    "VAVAILABILITY": ("list of available hours", "lists of available hours"),
}


@dataclass
class Calendar:
    """What a file holds; `problems` says what is broken outside of its events."""

    events: list[Component]
    zones: dict[str, Component]
    left_out: Counter[str]
    problems: list[Problem]


def calendar_of(lines: Iterable[Line]) -> Calendar:
    """The events and zones of content lines; raises FileRefused where they are no calendar at all, or too many."""
    nesting = Nesting()
    found = Calendar([], {}, Counter(), nesting.problems)
    for one in nesting.outermost(lines):
        for event in _events(one):
            found.events.append(event)
        if one.name == "VTIMEZONE":
            _add_zone(found, one)
        elif one.name in LEFT_OUT:
            found.left_out[one.name] += 1
        if len(found.events) > MOST_EVENTS:
            raise refuse_file(
                f"The file has more than {MOST_EVENTS:,} events. Split it, and bring in the parts."
            )
    return found


def _events(one: Component) -> Iterator[Component]:
    """An event, or those in a component that nobody knows."""
    if one.name == "VEVENT":
        yield one
    elif one.name not in LEFT_OUT and one.name != "VTIMEZONE":
        for part in one.parts:
            yield from _events(part)


def _add_zone(found: Calendar, zone: Component) -> None:
    if zone.wrong:
        found.problems.append(zone.wrong)
    elif len(found.zones) < MOST_ZONES:
        name = zone.first("TZID")
        found.zones.setdefault(text_of(name.value).strip() if name else "", zone)
