"""How Daybook writes each unit of a document as properties, one line each and not folded."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from webapp.domain.icalendar.attendees import attendee_lines
from webapp.domain.icalendar.values import PLACE, say_date, say_time, text_for
from webapp.domain.periods import is_later, to_utc
from webapp.domain.series import plain_when, wall_of

_DAY = timedelta(days=1)
_WHEN = frozenset(("start", "end", "zone", "end_zone", "all_day"))


def lines_of_units(document: Mapping[str, Any], floats: bool) -> dict[str, list[str]]:
    """The lines of each unit; "stamp", which is about the event as a whole, has none here."""
    return {
        "title": [f"SUMMARY:{text_for(document['title'])}"],
        "when": _when(document, floats),
        "repeats": _repeats(document, floats),
        "location": _text("LOCATION", document["location"]),
        "attendees": attendee_lines(document),
        "description": _text("DESCRIPTION", document["description"]),
        "tags": [f"CATEGORIES:{','.join(map(text_for, document['tags']))}"] if document["tags"] else [],
        "status": [f"STATUS:{document['status'].upper()}"],
        "stamp": [],
    }


def time_line(name: str, walls: Iterable[datetime], zone: str, all_day: bool, floats: bool) -> str:
    """A property of one or more times; those that are the second of two equal times stand among themselves."""
    if all_day:
        return f"{name};VALUE=DATE:{','.join(map(say_date, walls))}"
    walls = list(walls)
    if walls and walls[0].fold:
        values = [say_time(to_utc(wall, zone).replace(tzinfo=None)) + "Z" for wall in walls]
        return f"{name};{PLACE}={zone}:{','.join(values)}"
    values, param = _values(walls, zone, floats)
    return f"{name}{param}:{','.join(values)}"


def name_line(document: Mapping[str, Any], name: str, floats: bool) -> str:
    """RECURRENCE-ID of an instance of a series."""
    return time_line("RECURRENCE-ID", [wall_of(name)], document["zone"], document["all_day"], floats)


def single_ends(document: Mapping[str, Any]) -> dict[str, datetime]:
    """Extra dates that last longer or shorter than the series and differ in nothing else: RDATE with a PERIOD."""
    found = {}
    for name in document["rdate"]:
        own = document["overrides"].get(name)
        if own and own.keys() == _WHEN and not document["all_day"]:
            plain = plain_when(document, name)
            if not is_later(own) and own["end"] != plain["end"] and {**own, "end": plain["end"]} == plain:
                found[name] = wall_of(own["end"])
    return found


def _values(walls: Iterable[datetime], zone: str, floats: bool) -> tuple[list[str], str]:
    is_utc = zone == "UTC" and not floats
    values = [say_time(wall) + ("Z" if is_utc else "") for wall in walls]
    return values, "" if is_utc or floats else f";TZID={zone}"


def _text(name: str, value: str) -> list[str]:
    return [f"{name}:{text_for(value)}"] if value else []


def _when(document: Mapping[str, Any], floats: bool) -> list[str]:
    start, end = wall_of(document["start"]), wall_of(document["end"])
    zone, all_day = document["zone"], document["all_day"]
    first = time_line("DTSTART", [start], zone, all_day, floats)
    if all_day:
        return [first, time_line("DTEND", [end + _DAY], zone, True, floats)]
    return [
        first,
        time_line("DTEND", [end], document["end_zone"] or zone, False, floats and not document["end_zone"]),
    ]


def _repeats(document: Mapping[str, Any], floats: bool) -> list[str]:
    zone, all_day = document["zone"], document["all_day"]
    ends = single_ends(document)
    lines = [f"RRULE:{document['rrule']}"] if document["rrule"] else []
    plain = [wall_of(name) for name in document["rdate"] if name not in ends]
    for walls in ([wall for wall in plain if wall.fold == fold] for fold in (0, 1)):
        if walls:
            lines.append(time_line("RDATE", walls, zone, all_day, floats))
    if ends:
        lines.append(_periods(ends, zone, floats))
    if document["exdate"]:
        lines.append(time_line("EXDATE", map(wall_of, document["exdate"]), zone, all_day, floats))
    return lines


def _periods(ends: Mapping[str, datetime], zone: str, floats: bool) -> str:
    starts, param = _values(map(wall_of, ends), zone, floats)
    stops, _ = _values(ends.values(), zone, floats)
    pairs = ",".join(f"{start}/{stop}" for start, stop in zip(starts, stops, strict=True))
    return f"RDATE;VALUE=PERIOD{param}:{pairs}"
