"""The components of a calendar file: its events and zones, and what else there is."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from webapp.domain.icalendar.lines import Line
from webapp.domain.icalendar.problems import refuse_file
from webapp.domain.icalendar.values import text_of

DEEPEST = 8
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
class Component:
    """A component: its own properties, and every line of it between BEGIN and END, those of its parts included."""

    name: str
    line: int
    own: list[Line] = field(default_factory=list)
    body: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def first(self, name: str) -> Line | None:
        return next((line for line in self.own if line.name == name), None)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.own if line.name == name]


@dataclass
class Calendar:
    """What a file holds."""

    events: list[Component]
    zones: dict[str, Component]
    left_out: Counter[str]


def calendar_of(lines: Iterable[Line]) -> Calendar:
    """The events and zones of content lines; raises FileRefused where the file is broken."""
    events: list[Component] = []
    zones: dict[str, Component] = {}
    left_out: Counter[str] = Counter()
    for one in _outermost(lines):
        if one.name == "VEVENT":
            events.append(one)
        elif one.name == "VTIMEZONE" and len(zones) < MOST_ZONES:
            name = one.first("TZID")
            zones.setdefault(text_of(name.value).strip() if name else "", one)
        elif one.name in LEFT_OUT:
            left_out[one.name] += 1
        if len(events) > MOST_EVENTS:
            raise refuse_file(
                f"The file has more than {MOST_EVENTS:,} events. Split it, and bring in the parts."
            )
    return Calendar(events, zones, left_out)


def _outermost(lines: Iterable[Line]) -> Iterator[Component]:
    """The components within VCALENDAR; some programs write them without one, or with one in another."""
    open_ones: list[Component] = []
    known = False
    wrapped: list[int] = []
    for line in lines:
        begins, ends = line.name == "BEGIN", line.name == "END"
        kind = line.value.strip().upper() if begins or ends else ""
        if not known and not (begins and kind in ("VCALENDAR", "VEVENT", "VTIMEZONE", *LEFT_OUT)):
            raise refuse_file("This is no calendar file: it does not begin with BEGIN:VCALENDAR.")
        known = True
        if not open_ones and kind == "VCALENDAR":
            wrapped = [*wrapped, line.number] if begins else wrapped[:-1]
            continue
        if begins:
            _begin(line, kind, open_ones)
        elif ends:
            closed = _end(line, kind, open_ones)
            if not open_ones:
                yield closed
        elif open_ones:
            _add(line, open_ones)
    if not known:
        raise refuse_file("The file is empty. Choose another one.")
    if unfinished := [("VCALENDAR", line) for line in wrapped] + [(one.name, one.line) for one in open_ones]:
        name, begun = unfinished[-1]
        raise refuse_file(f"{name} begins here and never ends: the file seems cut off.", begun)


def _begin(line: Line, kind: str, open_ones: list[Component]) -> None:
    if len(open_ones) >= DEEPEST:
        raise refuse_file(f"More than {DEEPEST} components lie within each other here.", line.number)
    component = Component(kind, line.number)
    for outer in open_ones:
        outer.body.append(line)
    if open_ones:
        open_ones[-1].parts.append(component)
    open_ones.append(component)


def _end(line: Line, kind: str, open_ones: list[Component]) -> Component:
    if not open_ones or open_ones[-1].name != kind:
        what = open_ones[-1].name if open_ones else "nothing"
        raise refuse_file(f"{kind[:40] or 'Nothing'} ends here, but {what} is what was open.", line.number)
    closed = open_ones.pop()
    for outer in open_ones:
        outer.body.append(line)
    return closed


def _add(line: Line, open_ones: list[Component]) -> None:
    if not line.is_content() and any(one.name == "VEVENT" for one in open_ones):
        raise refuse_file(f"“{line.text[:40]}” is no property: a name and a colon are missing.", line.number)
    open_ones[-1].own.append(line)
    for outer in open_ones:
        outer.body.append(line)
