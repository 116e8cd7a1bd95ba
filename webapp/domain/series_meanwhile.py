"""An edit of one date of a series that others have changed meanwhile: where that date is now, and what comes of both."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from webapp.domain.document import Document
from webapp.domain.merge import Merged, merge, overlay
from webapp.domain.series import ALONE, as_instance, has_instance, repeats, wall_of, without_exceptions
from webapp.domain.series_edits import new_names


class CaughtUp(NamedTuple):
    """The name that the date has now, and the date as both sides want it."""

    name: str
    merged: Merged


def caught_up(
    base: Mapping[str, Any],
    now: Mapping[str, Any],
    name: str,
    mine: Mapping[str, Any],
    seen: Mapping[str, Mapping[str, Any]],
) -> CaughtUp | None:
    """`mine`, made of the date `name` in `base`, on the series as it is `now`; None where that has no such date any more.

    `seen` has the later series of which somebody has seen a unit of that date.
    """
    there = date_now(base, now, name)
    if there is None:
        return None
    sides = (date_seen(base, name, seen), as_instance(now, there), mine)
    return CaughtUp(there, merge(*(_alone(side) for side in sides)))


def date_seen(base: Mapping[str, Any], name: str, seen: Mapping[str, Mapping[str, Any]]) -> Document:
    """A date as somebody has seen it: in `base`, and single units in later versions of the series."""
    date = as_instance(base, name)
    for unit, series in seen.items():
        date = overlay(date, [unit], as_instance(series, name))
    return date


def date_now(base: Mapping[str, Any], now: Mapping[str, Any], name: str) -> str | None:
    """The name of a date after the series was changed: exceptions go the same way (series_edits)."""
    moved = [one for one in ("start", "zone", "all_day") if base[one] != now[one]]
    shift = wall_of(now["start"]) - wall_of(base["start"]) if moved else timedelta()
    return _there(now, name, shift)


def date_in(other: Mapping[str, Any], name: str) -> str | None:
    """The name of a date in the event that a split has made of the rest: on the same day."""
    return _there(other, name, timedelta())


def _there(document: Mapping[str, Any], name: str, shift: timedelta) -> str | None:
    if not repeats(document):
        return None
    found = name if not shift and name in document["overrides"] else None
    found = found or new_names(without_exceptions(document), [name], shift).get(name)
    is_there = found and found not in document["exdate"] and has_instance(document, found)
    return found if is_there else None


def _alone(instance: Mapping[str, Any]) -> Document:
    """A date with the rule of its series, which may be changed along with it; of all else of the series it says nothing."""
    return {**instance, **ALONE, "rrule": instance["rrule"]}
