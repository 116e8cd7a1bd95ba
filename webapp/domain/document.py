"""The document of an event: its fields, the units a person sees, and the stored form."""

import copy
import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from webapp.domain.periods import LATER

Document = dict[str, Any]
# json.dumps makes an encoder for every call, and json.loads guesses how bytes are encoded.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_READ = json.JSONDecoder().decode

SCHEMA = 4
FIELDS = (
    "title",
    "description",
    "location",
    "start",
    "end",
    "zone",
    "end_zone",
    "all_day",
    "rrule",
    "rdate",
    "exdate",
    "overrides",
    "attendees",
    "tags",
    "status",
    "extra",
)
STATUSES = ("confirmed", "tentative", "cancelled")
TAGS_AT_MOST = 20

# What changes together, conflicts together and is shown as one: unit -> fields of the document.
UNITS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "when": ("start", "end", "zone", "end_zone", "all_day"),
    "repeats": ("rrule", "rdate", "exdate"),
    "overrides": ("overrides",),
    "location": ("location",),
    "attendees": ("attendees",),
    "description": ("description",),
    "tags": ("tags",),
    "status": ("status",),
    # What a calendar file says and no page shows (icalendar/keeping.py).
    "extra": ("extra",),
}
# The units that people see and can ask for.
SHOWN = tuple(unit for unit in UNITS if unit != "extra")


# What an event has that does not repeat, ends in the zone in which it starts, came from no file and invites nobody.
ONCE: Document = {
    "end_zone": "",
    "rrule": "",
    "rdate": [],
    "exdate": [],
    "overrides": {},
    "attendees": {},
    "extra": {},
}


# Each field with its unit, and what a document has that does not say it.
_OF_FIELDS = [(field, unit, ONCE.get(field)) for unit, fields in UNITS.items() for field in fields]

# What an event and its versions are after a purge (operations/purging.py): stored as a body of no bytes.
PURGED: Document = {
    **ONCE,
    "title": "Purged event",
    "description": "",
    "location": "",
    "start": "1970-01-01",
    "end": "1970-01-01",
    "zone": "UTC",
    "all_day": True,
    "tags": [],
    "status": "confirmed",
}


def unit_of(document: Mapping[str, Any], unit: str) -> Document:
    """The part of a document that belongs to one unit."""
    return {field: document.get(field, ONCE.get(field)) for field in UNITS[unit]}


def changed_units(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names of the units that differ between two documents, in the order they are shown."""
    found: list[str] = []
    for field, unit, once in _OF_FIELDS:
        if before.get(field, once) != after.get(field, once) and unit not in found[-1:]:
            found.append(unit)
    return found


def units_at_first(document: Mapping[str, Any]) -> list[str]:
    """The units that the first version of an event sets."""
    return [unit for unit in UNITS if unit in SHOWN or document.get(unit)]


def pack(document: Mapping[str, Any]) -> bytes:
    """The stored body: canonical JSON (sorted keys, a schema number), zlib-compressed."""
    canonical = {**ONCE, **document, "schema": schema_of(document), "tags": sorted(document["tags"])}
    return zlib.compress(_CANONICAL(canonical).encode(), 6)


def schema_of(document: Mapping[str, Any]) -> int:
    """The schema that a document is stored in: the newest where it needs it, so that the others stay the same to the byte."""
    parts = (document, *document.get("overrides", {}).values())
    times = (str(part.get(side, "")) for part in parts for side in ("start", "end"))
    later = any(one.endswith(LATER) for one in (*times, *document.get("rdate", ())))
    return SCHEMA if later else SCHEMA - 1


def unpack(body: bytes) -> Document:
    """The document of a stored body, brought up to today's schema; of an empty one, which was purged, PURGED."""
    if not body:
        return copy.deepcopy(PURGED)
    document: Document = _READ(zlib.decompress(body).decode())
    for upcast in _UPCASTS[document.pop("schema", SCHEMA) - 1 :]:
        document = upcast(document)
    return document


def _to_2(document: Document) -> Document:
    """Schema 1 knew neither series, nor ends in another zone, nor lines of files."""
    return {
        **document,
        "end_zone": "",
        "rrule": "",
        "rdate": [],
        "exdate": [],
        "overrides": {},
        "extra": {},
    }


def _to_3(document: Document) -> Document:
    """Schema 2 invited nobody."""
    return {**document, "attendees": {}}


def _to_4(document: Document) -> Document:
    """Schema 3 had no word for the second of two equal times."""
    return document


# One pure function for each step from schema n to n + 1.
_UPCASTS: list[Callable[[Document], Document]] = [_to_2, _to_3, _to_4]
