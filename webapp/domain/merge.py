"""Three-way merge of event documents: what both sides wrote is either combined or reported as a collision."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from webapp.domain.document import UNITS, Document, unit_of


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
    """

    document: Document
    merged: list[str]
    conflicts: dict[str, Collision]


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """What `theirs` (saved meanwhile) and `mine` (now being saved) make of their common `base`."""
    document, merged, conflicts = dict(theirs), list[str](), dict[str, Collision]()
    others_changed = any(unit_of(theirs, unit) != unit_of(base, unit) for unit in UNITS)
    for unit in UNITS:
        sides = Collision(unit_of(base, unit), unit_of(theirs, unit), unit_of(mine, unit))
        part = _merge_unit(unit, sides)
        if part is None:
            conflicts[unit] = sides
        elif part != sides.theirs:
            document.update(part)
            if others_changed:
                merged.append(unit)
    return Merged(document, merged, conflicts)


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


def _merge_tags(sides: Collision) -> Document:
    """Tags as a set: additions of both sides, without the removals of either."""
    base, theirs, mine = (set(side["tags"] or ()) for side in (sides.base, sides.theirs, sides.mine))
    return {"tags": sorted((theirs & mine) | ((theirs | mine) - base))}


# How a unit that both sides changed is combined; a unit without an entry collides. A merger may answer None: collide.
_MERGERS: dict[str, Callable[[Collision], Document | None]] = {"tags": _merge_tags}
