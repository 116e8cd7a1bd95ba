"""What one edit did to single dates of a series, followed to where these dates are now, and taken back there.

A date is known by the name of its instance (series.py). Others may have moved the series since, and then it has another
name; or a split took it along into a second event, which may happen once. What the date has of its own is merged by
fields, as whole events are: from what the edit made of it, to what was before it, into what it is now.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from webapp.domain.document import Document
from webapp.domain.merge import Collision, merge
from webapp.domain.periods import LATER
from webapp.domain.recurrence import last_start, next_starts
from webapp.domain.series import (
    ALONE,
    OWN_FIELDS,
    as_instance,
    first_name,
    has_instance,
    in_order,
    name_of,
    repeats,
    series_of,
    wall_of,
    without_exceptions,
)
from webapp.domain.series_edits import edit_this, leave_out_this, new_names

_NAMES = ("start", "zone", "all_day", "rrule")
_MOMENT = timedelta(seconds=1)


class Part(NamedTuple):
    """What a series says of one date: what it has of its own, whether it is left out, whether it is an extra one."""

    own: Mapping[str, Any]
    out: bool
    extra: bool


@dataclass(frozen=True)
class DateBack:
    """An event without what was changed on one date. `conflicts` are what later changes touched, as it is now in `document`.

    `left_out`: somebody has left the date out since, so there is nothing to change on it.
    """

    document: Document
    conflicts: dict[str, Collision] = field(default_factory=dict)
    left_out: bool = False


def part_of(document: Mapping[str, Any], name: str) -> Part:
    """What a series says of one date."""
    return Part(
        document["overrides"].get(name, {}), name in document["exdate"], name in document.get("rdate", ())
    )


def changed_dates(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The dates that are otherwise in `after`, in their order; none where the series itself got other dates."""
    if any(before[one] != after[one] for one in _NAMES) or not repeats(before):
        return []
    names = {
        name for side in (before, after) for one in ("overrides", "exdate", "rdate") for name in side[one]
    }
    found = [name for name in names if part_of(before, name) != part_of(after, name)]
    return sorted(found, key=lambda name: (in_order(name), name))


def with_dates_of(document: Mapping[str, Any], source: Mapping[str, Any], names: list[str]) -> Document:
    """The document with these dates as they are in `source`."""
    parts = {name: part_of(source, name) for name in names}
    overrides = {name: own for name, own in document["overrides"].items() if name not in parts}
    overrides |= {name: part.own for name, part in parts.items() if part.own}
    exdate = {name for name in document["exdate"] if name not in parts}
    rdate = {name for name in document["rdate"] if name not in parts}
    return {
        **document,
        "overrides": overrides,
        "exdate": sorted(exdate | {name for name, part in parts.items() if part.out}),
        "rdate": sorted(rdate | {name for name, part in parts.items() if part.extra}),
    }


def is_there(document: Mapping[str, Any], name: str) -> bool:
    """Whether a date is in an event, or was left out of it."""
    return name in document["exdate"] or has_instance(document, name)


def moved_along(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What a date is called after its series was changed; one that it has no instance for moves by as much as the series."""
    shift = wall_of(after["start"]).replace(fold=0) - wall_of(before["start"]).replace(fold=0)
    found = new_names(without_exceptions(after), [name], shift).get(name)
    if found is not None or name.endswith(LATER):
        return found or name
    return name_of(wall_of(name) + shift, after["all_day"])


def first_of_the_rest(before: Mapping[str, Any], ended: Mapping[str, Any]) -> str:
    """The date from which on a split took everything along, by the series before it and what is left; "" where none is."""
    last = last_start(series_of(ended))
    if last is None:
        return ""
    names = [name_of(one, before["all_day"]) for one in next_starts(series_of(before), last + _MOMENT, 1)]
    names += [name for name in (*before["rdate"], *before["overrides"]) if not is_there(ended, name)]
    return min((name for name in names if in_order(name) > last), key=in_order, default="")


def through_split(name: str, first: str, rest: Mapping[str, Any]) -> str:
    """What a date is called in the event that was split off from the date `first` on, "" where that has not got it."""
    if not repeats(rest):
        return first_name(rest) if name == first else ""
    shift = wall_of(rest["start"]).replace(fold=0) - wall_of(first).replace(fold=0)
    return new_names(without_exceptions(rest), [name], shift).get(name, "")


def take_back_date(
    now: Mapping[str, Any],
    name: str,
    undone: tuple[Mapping[str, Any], str],
    before: Mapping[str, Any],
) -> DateBack:
    """An event as it is `now`, its date `name` without what led from `before` to `undone`, in which it is called otherwise."""
    after, called = undone
    made, was, here = part_of(after, called), part_of(before, called), part_of(now, name)
    if not repeats(now):
        return _merged_alone(now, as_instance(after, called), as_instance(before, called))
    out = was.out if here.out == made.out else here.out
    if out:
        return _left_out(now, name, was, here)
    document = _back_in(now, name, was, here, made)
    if here.out:
        return DateBack(_with_own(document, name, was.own))
    if made.own == was.own:
        return DateBack(document)
    return _merged(document, name, *_moved_with_it(document, name, called, made.own, was.own))


def chosen(back: DateBack, name: str, values: Mapping[str, Document]) -> DateBack:
    """The same with what somebody chose for units that collide; those that they did not answer still do."""
    if not values:
        return back
    whole = repeats(back.document)
    mine = as_instance(back.document, name) if whole else dict(back.document)
    for value in values.values():
        mine |= value
    document = edit_this(back.document, name, mine).document if whole else mine
    left = {unit: one for unit, one in back.conflicts.items() if unit not in values}
    return DateBack(document, left)


def _left_out(now: Mapping[str, Any], name: str, was: Part, here: Part) -> DateBack:
    """It does not happen: since before the change, or because somebody has left it out after it."""
    if here.out:
        return DateBack(dict(now), left_out=not was.out)
    return DateBack(leave_out_this(now, name).document)


def _back_in(now: Mapping[str, Any], name: str, was: Part, here: Part, made: Part) -> Document:
    """It happens, as an extra date where it was one."""
    extra = was.extra if here.extra == made.extra else here.extra
    rdate = {one for one in now["rdate"] if one != name} | ({name} if extra else set())
    return {**now, "exdate": [one for one in now["exdate"] if one != name], "rdate": sorted(rdate)}


def _with_own(document: Document, name: str, own: Mapping[str, Any]) -> Document:
    others = {other: kept for other, kept in document["overrides"].items() if other != name}
    changed = {**document, "overrides": others | ({name: dict(own)} if own else {})}
    return edit_this(changed, name, as_instance(changed, name)).document if own else changed


def _moved_with_it(
    document: Document, name: str, called: str, made: Mapping[str, Any], was: Mapping[str, Any]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What the date had of its own, with times as they are since somebody moved it along with its series.

    Other dates keep times of their own to the letter when their series is moved.
    """
    here, shift = document["overrides"].get(name, {}), wall_of(name) - wall_of(called)
    if not shift or "start" not in made or here.get("start") == made["start"]:
        return made, was
    return _later(made, shift), _later(was, shift)


def _later(own: Mapping[str, Any], shift: timedelta) -> Mapping[str, Any]:
    if "start" not in own:
        return own
    ends = {side: name_of(wall_of(own[side]) + shift, own["all_day"]) for side in ("start", "end")}
    return {**own, **ends}


def _merged(document: Document, name: str, made: Mapping[str, Any], was: Mapping[str, Any]) -> DateBack:
    """What the date has of its own, by fields."""
    base, mine = (as_instance(_with_plain(document, name, own), name) | ALONE for own in (made, was))
    theirs = as_instance(document, name) | ALONE
    merged = merge(base, theirs, mine)
    if merged.document == theirs:
        return DateBack(document, merged.conflicts)
    return DateBack(edit_this(document, name, merged.document).document, merged.conflicts)


def _with_plain(document: Document, name: str, own: Mapping[str, Any]) -> Document:
    others = {other: kept for other, kept in document["overrides"].items() if other != name}
    return {**document, "overrides": {**others, name: own}}


def _merged_alone(now: Mapping[str, Any], made: Mapping[str, Any], was: Mapping[str, Any]) -> DateBack:
    """The date has become an event that happens once: its fields are those of the event."""
    changed = [one for one in OWN_FIELDS if made[one] != was[one]]
    base, mine = ({**now, **{one: side[one] for one in changed}} for side in (made, was))
    merged = merge(base, now, mine)
    return DateBack(merged.document, merged.conflicts)
