"""What cannot be saved because of others: edits that collide, overlaps that are not wanted, versions that are out of date."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response

from webapp.api.event_shape import conflicts_of
from webapp.api.problems import problem
from webapp.domain.api_input import as_contract
from webapp.domain.api_times import say_name
from webapp.domain.document import UNITS, Document
from webapp.domain.merge import Collision
from webapp.domain.series import as_instance
from webapp.operations.events import EditConflict
from webapp.operations.overlaps import Overlapping
from webapp.operations.seen_versions import Outdated

COLLIDES = (
    "Others have changed the same since the version that you had seen. Nothing was changed: "
    "look at theirs, and send what it should be with base_version: {0}."
)
OUTDATED = (
    "The event is not at the version that you have seen. Nothing was changed: read it again, then decide."
)
# Fields of the contract by what is merged as one; the others have the name of their unit.
_FIELDS = {
    "when": ("start_time", "end_time", "time_zone", "all_day"),
    "repeats": ("is_recurring", "recurrence_pattern", "recurrence_exceptions"),
}
_SAID = ("title", "description", "location", "tags", "status")


def install(bp: Blueprint) -> None:
    """Bind each of them to its problem."""
    bp.register_error_handler(EditConflict, collides)
    bp.register_error_handler(Overlapping, overlapping)
    bp.register_error_handler(Outdated, lambda error: problem(412, OUTDATED))


def collides(error: EditConflict) -> Response:
    """409 with base, theirs and mine of each field, and the version that theirs is."""
    now, date = error.event.document, error.occurrence
    shown = as_instance(now, date) if date else now
    found = [one for unit, sides in error.merged.conflicts.items() for one in fields_of(unit, sides, shown)]
    if date:
        found = [one | {"occurrence": say_name(date, now)} for one in found]
    version = error.event.version
    return problem(409, COLLIDES.format(version), conflicts=found, version=version)


def overlapping(error: Overlapping) -> Response:
    """409 with what it overlaps with, as far as whoever saves may know."""
    return problem(409, str(error), conflicts=conflicts_of(error.overlaps.found, error.zone))


def fields_of(unit: str, sides: Collision, document: Document) -> Iterator[dict[str, Any]]:
    """What collides in a unit, by the fields of the contract: base, theirs and mine of each on which they do not agree."""
    if unit == "overrides":
        yield from _of_occurrences(sides, document)
    elif unit in UNITS and unit not in (*_FIELDS, *_SAID):
        yield {"field": unit, **{side: _raw(part, unit) for side, part in _sides(sides).items()}}
    else:
        told = {side: as_contract({**document, **part}) for side, part in _sides(sides).items()}
        yield from _differing(told, _FIELDS.get(unit, (unit,)))


def _of_occurrences(sides: Collision, document: Document) -> Iterator[dict[str, Any]]:
    """Single dates of a series on which both have put something else: `occurrence` says which."""
    parts = {side: part["overrides"] or {} for side, part in _sides(sides).items()}
    for name in sorted({name for own in parts.values() for name in own}):
        own = {side: part.get(name) for side, part in parts.items()}
        if own["mine"] == own["base"] or own["theirs"] == own["base"]:
            continue
        told = {
            side: as_contract(as_instance({**document, "overrides": part}, name))
            for side, part in parts.items()
        }
        for one in _differing(told, (*_SAID, *_FIELDS["when"])):
            yield one | {"occurrence": say_name(name, document)}


def _differing(told: Mapping[str, Mapping[str, Any]], names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for name in names:
        values = {side: each[name] for side, each in told.items()}
        if any(value != values["base"] for value in values.values()):
            yield {"field": name, **values}


def _sides(sides: Collision) -> dict[str, Document]:
    return {"base": sides.base, "theirs": sides.theirs, "mine": sides.mine}


def _raw(part: Document, unit: str) -> Any:
    """What the contract has no field for: names of who is invited; how many lines of a file are kept says nothing."""
    value = part.get(unit) or {}
    return sorted(who.get("name") or key for key, who in value.items()) if unit == "attendees" else None
