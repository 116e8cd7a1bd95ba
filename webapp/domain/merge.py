"""Three-way merge of event documents: what both sides wrote is either combined or reported as a collision."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.domain.attendee_merge import merge_attendees, merge_own
from webapp.domain.document import FIELDS, ONCE, TAGS_AT_MOST, UNITS, Document, unit_of
from webapp.domain.periods import LATER
from webapp.domain.text_merge import merge_text
from webapp.domain.texts import MANY_LINES_BYTES


@dataclass(frozen=True)
class Collision:
    """One unit that both sides changed differently: its part of the three documents."""

    base: Document
    theirs: Document
    mine: Document


@dataclass(frozen=True)
class Merged:
    """The merged document, the units of mine that were put on top of others' changes, and what collides.

    A colliding unit has theirs in `document`; nothing of mine is lost, as the collision holds it.
    `kept` are the units in which the document has a change of theirs that mine has not; `combined` those of them
    that hold changes of both.
    """

    document: Document
    merged: list[str]
    conflicts: dict[str, Collision]
    kept: list[str] = field(default_factory=list)
    combined: list[str] = field(default_factory=list)


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """What `theirs` (saved meanwhile) and `mine` (now being saved) make of their common `base`."""
    if theirs == base:  # nobody else has saved meanwhile, as nearly always: there is nothing to merge
        return Merged({**theirs, **{field: mine.get(field, ONCE.get(field)) for field in FIELDS}}, [], {})
    result = Merged(dict(theirs), [], {})
    others_changed = any(unit_of(theirs, unit) != unit_of(base, unit) for unit in UNITS)
    crossed = _crossed(base, theirs, mine)
    for unit in UNITS:
        sides = Collision(unit_of(base, unit), unit_of(theirs, unit), unit_of(mine, unit))
        part = None if unit in crossed else _merge_unit(unit, sides)
        if part is None:
            result.conflicts[unit] = sides
            continue
        result.document.update(part)
        if part != sides.theirs and others_changed:
            result.merged.append(unit)
        if part != sides.mine and sides.theirs != sides.base:
            result.kept.append(unit)
    result.combined.extend(unit for unit in result.kept if unit in result.merged)
    return result


def overlay(document: Mapping[str, Any], units: Iterable[str], source: Mapping[str, Any]) -> Document:
    """A copy of `document` with the named units taken from `source`."""
    copy = dict(document)
    for unit in units:
        copy.update(unit_of(source, unit))
    return copy


def _merge_unit(unit: str, sides: Collision) -> Document | None:
    """The unit's merged part, or None where the two sides cannot both be kept."""
    if sides.mine in (sides.base, sides.theirs):
        return sides.theirs
    if sides.theirs == sides.base:
        return sides.mine
    merger = _MERGERS.get(unit)
    return merger(sides) if merger else None


def _merge_tags(sides: Collision) -> Document | None:
    """Tags as a set: additions of both sides, without the removals of either; more than a form takes collide."""
    base, theirs, mine = (set(side["tags"] or ()) for side in (sides.base, sides.theirs, sides.mine))
    tags = sorted((theirs & mine) | ((theirs | mine) - base))
    return {"tags": tags} if len(tags) <= TAGS_AT_MOST else None


def _merge_overrides(sides: Collision) -> Document | None:
    """Exceptions of a series by their instance; in one instance, who is invited to it by person, and the rest as one."""
    base, theirs, mine = (side["overrides"] or {} for side in (sides.base, sides.theirs, sides.mine))
    merged = {}
    for name in sorted({*base, *theirs, *mine}):
        old, of_theirs, of_mine = base.get(name), theirs.get(name), mine.get(name)
        own = of_theirs if of_mine == old else of_mine
        if of_mine != old and of_theirs not in (old, of_mine):
            own = merge_own(old or {}, of_theirs or {}, of_mine or {})
            if own is None:
                return None
        if own:
            merged[name] = own
    return {"overrides": merged}


def _merge_attendees(sides: Collision) -> Document | None:
    """Who is invited, by person: an answer and a change of somebody's part are both kept."""
    found = merge_attendees(*(side["attendees"] or {} for side in (sides.base, sides.theirs, sides.mine)))
    return None if found is None else {"attendees": found}


def _crossed(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> set[str]:
    """Exceptions are named by the dates of the series: where one side moved those, the other's exceptions collide.

    Where both did, one of them by the rule alone, it is the start that names them. A date that one side left out and the other
    changed is a question as well: what has something of its own takes place.
    """
    if _left_out(base, theirs) & _given(base, mine) or _left_out(base, mine) & _given(base, theirs):
        return {"overrides"}
    both = _changed(base, theirs, _DATES) and _changed(base, mine, _DATES)
    moving = _START if both else _DATES
    if _changed(base, theirs, moving) == _changed(base, mine, moving):
        return set()  # both moved: that is a question of its own; or neither did
    still = mine if _changed(base, theirs, moving) else theirs
    return {unit for unit, fields in _NAMED_BY_DATE.items() if _changed(base, still, fields)}


def _left_out(base: Mapping[str, Any], side: Mapping[str, Any]) -> set[str]:
    """The dates that one side took out of the series."""
    return {*(side.get("exdate") or ())} - {*(base.get("exdate") or ())}


def _given(base: Mapping[str, Any], side: Mapping[str, Any]) -> set[str]:
    """The dates to which one side gave something of their own."""
    before, after = base.get("overrides") or {}, side.get("overrides") or {}
    return {name for name, own in after.items() if own != before.get(name)}


def _changed(base: Mapping[str, Any], side: Mapping[str, Any], fields: Iterable[str]) -> bool:
    return any(_named(side.get(field)) != _named(base.get(field)) for field in fields)


def _named(value: Any) -> Any:
    """A value as names of instances have it: for those, the second of two equal times is the first."""
    return value.removesuffix(LATER) if isinstance(value, str) else value


def _merge_description(sides: Collision) -> Document | None:
    """Long text by lines, then by words; two that together grow longer than a form takes collide."""
    text = merge_text(*(side["description"] or "" for side in (sides.base, sides.theirs, sides.mine))).text
    if text is None or len(text.encode()) > MANY_LINES_BYTES:
        return None
    return {"description": text}


_START = ("start", "zone", "all_day")
_DATES = (*_START, "rrule")
_NAMED_BY_DATE = {"repeats": ("exdate", "rdate"), "overrides": ("overrides",)}

# How a unit that both sides changed is combined; a unit without an entry collides. A merger may answer None: collide.
_MERGERS: dict[str, Callable[[Collision], Document | None]] = {
    "tags": _merge_tags,
    "overrides": _merge_overrides,
    "attendees": _merge_attendees,
    "description": _merge_description,
}
