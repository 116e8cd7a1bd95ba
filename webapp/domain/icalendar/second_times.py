"""A series that starts or ends at the second of two equal times, in a calendar file.

A time with TZID is the first of the two (RFC 5545, section 3.3.5), and a rule needs a start with TZID: in UTC all other
instances would be an hour off from the next change of the clock on. So the series starts at the first in a file, and
its first instance is a component of its own, whose times are in UTC.
"""

from typing import Any

from webapp.domain.document import UNITS, Document
from webapp.domain.periods import is_later, length, name_of, wall_of
from webapp.domain.series import first_name, repeats

_WHEN = UNITS["when"]


def as_written(document: Document) -> Document:
    """The series as a file says it; any other document as it is."""
    if not (repeats(document) and is_later(document)):
        return document
    name, start = first_name(document), wall_of(document["start"]).replace(fold=0)
    plain = {"start": name, "end": name_of(start + length(document), all_day=False)}
    own: dict[str, Any] = {field: document[field] for field in _WHEN} | document["overrides"].get(name, {})
    changed = {} if name in document["exdate"] else {name: own}
    return {**document, **plain, "overrides": document["overrides"] | changed}


def as_meant(document: Document) -> Document:
    """The way back, for a document whose file says so."""
    name = first_name(document)
    own = document["overrides"].get(name, {})
    if "start" not in own or not is_later(own):
        return document
    meant = {**document, **{field: own[field] for field in _WHEN}}
    alike = ("zone", "end_zone", "all_day")
    if first_name(meant) != name or length(meant) != length(document):
        return document
    if any(meant[field] != document[field] for field in alike):
        return document
    rest = {field: value for field, value in own.items() if field not in _WHEN}
    others = {other: kept for other, kept in document["overrides"].items() if other != name}
    return {**meant, "overrides": others | ({name: rest} if rest else {})}
