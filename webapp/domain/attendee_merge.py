"""Attendees of both sides of a merge, key by key and field by field."""

from collections.abc import Mapping
from typing import Any

from webapp.domain.attendance import ANSWERS, AT_MOST, PARTS

_ABSENT, _COLLIDES = object(), object()
# What somebody was whom both sides have invited: one who gave an answer or is optional was changed since.
_NEW = {"part": PARTS[0], "answer": ANSWERS[0]}


def merge_attendees(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Who is invited after the changes of both sides, or what an instance has of its own; None where they collide."""
    found: dict[str, Any] = {}
    for key in sorted({*base, *theirs, *mine}):
        who = _either(*(side.get(key, _ABSENT) for side in (base, theirs, mine)))
        if who is _COLLIDES:
            return None
        if who is not _ABSENT:
            found[key] = who
    return found if len(found) <= AT_MOST else None


def merge_own(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What one instance has of its own after the changes of both sides; None where they collide."""
    people = merge_attendees(*(side.get("attendees", {}) for side in (base, theirs, mine)))
    rest = _either_whole(*(_without_people(side) for side in (base, theirs, mine)))
    if people is None or rest is None:
        return None
    return {**rest, **({"attendees": people} if people else {})}


def _without_people(own: Mapping[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in own.items() if field != "attendees"}


def _either_whole(base: Any, theirs: Any, mine: Any) -> Any:
    if mine in (base, theirs):
        return theirs
    return mine if theirs == base else None


def _either(base: Any, theirs: Any, mine: Any) -> Any:
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    if not isinstance(theirs, Mapping) or not isinstance(mine, Mapping):
        return _COLLIDES
    return _fields(base if isinstance(base, Mapping) else _NEW, theirs, mine)


def _fields(base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]) -> Any:
    """An answer of one side and another part of the other; what people are called is no reason to ask."""
    found: dict[str, str] = {}
    for field in sorted({*theirs, *mine}):
        old = base.get(field)
        of_theirs, of_mine = theirs.get(field, old), mine.get(field, old)
        if of_mine not in (old, of_theirs) and of_theirs != old and field != "name":
            return _COLLIDES
        value = of_theirs if of_mine == old or field == "name" else of_mine
        if value is not None:
            found[field] = value
    return found
