"""What a calendar file says and Daybook does not show, kept as lines beside the document (the unit "extra").

`lines` holds the lines of the component in their order: a property that Daybook does not know as it was, one that it
knows as its name alone, to mark the place. Where the file says the same in another way than Daybook writes it, the
property stays as it was, too, and `as` holds a digest of the unit at that time: while the unit is the same, the file's
own lines are what goes out. `floating` names the zone that times without a zone were put in.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from webapp.domain.document import Document, unit_of
from webapp.domain.icalendar.lines import Line, name_of_line
from webapp.domain.icalendar.nesting import Component
from webapp.domain.icalendar.problems import EventRefused
from webapp.domain.zones import known

Extra = dict[str, Any]

# The properties that say a unit; "stamp" is about the event as a whole.
UNIT_OF = {
    "SUMMARY": "title",
    "DTSTART": "when",
    "DTEND": "when",
    "DURATION": "when",
    "RRULE": "repeats",
    "RDATE": "repeats",
    "EXRULE": "repeats",
    "EXDATE": "repeats",
    "LOCATION": "location",
    "ATTENDEE": "attendees",
    "DESCRIPTION": "description",
    "CATEGORIES": "tags",
    "STATUS": "status",
    "CREATED": "stamp",
    "LAST-MODIFIED": "stamp",
    "SEQUENCE": "stamp",
}
UNITS_OF_FILES = tuple(dict.fromkeys(UNIT_OF.values()))
# Written anew each time.
ALWAYS_OURS = frozenset({"UID", "DTSTAMP", "RECURRENCE-ID"})
_MOST_KEPT = 256 * 1024


def kept(
    component: Component,
    document: Document,
    ours: Mapping[str, list[str]],
    floating: str = "",
    first: Iterable[str] = (),
) -> Extra:
    """What to keep of a component beside its document, behind the lines `first`; `ours` is how Daybook writes each unit."""
    theirs: dict[str, list[Line]] = {unit: [] for unit in UNITS_OF_FILES}
    for line in component.own:
        if line.name in UNIT_OF:
            theirs[UNIT_OF[line.name]].append(line)
    own_way = {unit for unit, lines in theirs.items() if unit == "stamp" or _is_own_way(lines, ours[unit])}
    lines = [
        *first,
        *_kept_lines(component, {unit: written for unit, written in ours.items() if unit not in own_way}),
    ]
    if sum(map(len, lines)) > _MOST_KEPT:
        raise EventRefused(
            f"It has attachments or notes of more than {_MOST_KEPT // 1024} KB within. Leave them out."
        )
    extra: Extra = {"lines": lines} if lines else {}
    extra["as"] = {unit: digest(document, unit) for unit in sorted(own_way)}
    return extra | ({"floating": floating} if floating else {})


def digest(document: Mapping[str, Any], unit: str) -> str:
    """A few letters that are the same while a unit says the same."""
    text = json.dumps(_state(document, unit), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def is_as_it_came(document: Mapping[str, Any], unit: str) -> bool:
    """Whether the file's own lines still say what the unit says."""
    return bool(document["extra"].get("as", {}).get(unit) == digest(document, unit))


def own_level(lines: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Name and text of each kept line, and whether it belongs to the component itself, not to a part of it."""
    depth = 0
    for text in lines:
        name = name_of_line(text)
        begins, ends = (name == word and text[len(word) : len(word) + 1] == ":" for word in ("BEGIN", "END"))
        yield name, text, not depth and not begins
        depth += begins - ends


def _state(document: Mapping[str, Any], unit: str) -> Any:
    if unit == "stamp":
        alone = {name: shown for name, own in document["overrides"].items() if (shown := _shown(own))}
        return {**_shown(document), "overrides": alone}
    if unit == "repeats":  # what is written of it depends on when it is, and on ends of single dates
        return [
            unit_of(document, "when"),
            unit_of(document, "repeats"),
            document["overrides"] and _ends(document),
        ]
    return unit_of(document, unit)


def _shown(document: Mapping[str, Any]) -> Document:
    # Files that came in before there were people were told by documents without them.
    return {
        name: value for name, value in document.items() if name != "extra" and (value or name != "attendees")
    }


def _ends(document: Mapping[str, Any]) -> Any:
    return {name: own.get("end") for name, own in document["overrides"].items() if name in document["rdate"]}


def _is_own_way(theirs: list[Line], ours: list[str]) -> bool:
    """Whether the file's lines have to be kept. Names of zones that nobody else knows are never."""
    return not _has_odd_zone(theirs) and sorted(line.text for line in theirs) != sorted(ours)


def _has_odd_zone(lines: list[Line]) -> bool:
    return any(not known(line.params.get("TZID", "UTC")) for line in lines)


def _kept_lines(component: Component, ours: Mapping[str, list[str]]) -> list[str]:
    """The lines in their order; of units that Daybook writes its own way, the names mark the place."""
    own = {line.number for line in component.own}
    written = {unit: dict.fromkeys(map(name_of_line, lines)) for unit, lines in ours.items()}
    theirs = {line.name for line in component.own}
    marked: set[str] = set()
    found: list[str] = []
    for line in component.body:
        unit = UNIT_OF.get(line.name) if line.number in own else None
        if unit in written:
            here = [name for name in written[unit] if name == line.name or name not in theirs]
            found.extend(name for name in here if name not in marked)
            marked.update(here)
        elif line.number not in own or line.name not in ALWAYS_OURS:
            found.append(line.raw)
    return found
