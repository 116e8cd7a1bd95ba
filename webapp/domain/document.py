"""The document of an event: its fields, the units a person sees, and the stored form."""

import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any

Document = dict[str, Any]

SCHEMA = 1
FIELDS = ("title", "description", "location", "start", "end", "zone", "all_day", "tags", "status")
STATUSES = ("confirmed", "tentative", "cancelled")
TAGS_AT_MOST = 20

# What changes together, conflicts together and is shown as one: unit -> fields of the document.
UNITS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "when": ("start", "end", "zone", "all_day"),
    "location": ("location",),
    "description": ("description",),
    "tags": ("tags",),
    "status": ("status",),
}


def unit_of(document: Mapping[str, Any], unit: str) -> Document:
    """The part of a document that belongs to one unit."""
    return {field: document.get(field) for field in UNITS[unit]}


def changed_units(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Names of the units that differ between two documents, in the order they are shown."""
    return [unit for unit in UNITS if unit_of(before, unit) != unit_of(after, unit)]


def pack(document: Mapping[str, Any]) -> bytes:
    """The stored body: canonical JSON (sorted keys, a schema number), zlib-compressed."""
    canonical = {**document, "schema": SCHEMA, "tags": sorted(document["tags"])}
    return zlib.compress(
        json.dumps(canonical, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(), 6
    )


def unpack(body: bytes) -> Document:
    """The document of a stored body, brought up to today's schema."""
    document: Document = json.loads(zlib.decompress(body))
    for upcast in _UPCASTS[document.pop("schema", SCHEMA) - 1 :]:
        document = upcast(document)
    return document


# One pure function for each step from schema n to n + 1; there has been one schema so far.
_UPCASTS: list[Callable[[Document], Document]] = []
