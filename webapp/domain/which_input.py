"""Of a time that clocks show twice on the day they go back, the answer which of the two is meant: a field for each end.

It is asked where a time is so, beside the times; elsewhere the field is empty, and says nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webapp.domain.periods import comes_twice, is_reached, walls

FIRST, SECOND, ANY = "first", "second", "any"  # the last: the first that will do
WHICH = ("start_which", "end_which")
WHICH_ONE = "Choose which {0} is meant: clocks show it twice that day."

Raw = Mapping[str, Any]
Errors = dict[str, str]


def which_of_two(document: Mapping[str, Any]) -> tuple[str, str]:
    """For start and end of a document: the first or the second, nothing where clocks show the time once."""
    if document["all_day"]:
        return "", ""
    start, end = walls(document)
    return which_of(start, document["zone"]), which_of(end, document.get("end_zone") or document["zone"])


def which_of(wall: datetime, zone: str) -> str:
    """The same for a wall time with its fold."""
    if not comes_twice(wall, zone):
        return ""
    return SECOND if wall.fold else FIRST


def read_which(raw: Raw, side: str, wall: datetime, zone: str, errors: Errors) -> datetime:
    """The time with its fold; whoever has not been asked which of two is meant is asked now."""
    if not comes_twice(wall, zone):
        return wall
    chosen = raw.get(f"{side}_which")
    if chosen not in (FIRST, SECOND, ANY):
        errors[f"{side}_which"] = WHICH_ONE.format(f"{wall:%H:%M}")
    return wall.replace(fold=chosen == SECOND)


def read_which_end(raw: Raw, end: datetime, zone: str, start: datetime, errors: Errors) -> datetime:
    """The same of an end. Up to the first of two it goes without saying: 01:00 to 02:00 is an hour."""
    same_zone = not raw.get("end_zone") or raw["end_zone"] == raw.get("zone")
    if not raw.get("end_which") and (is_reached(end, zone) or (start.fold and same_zone and end >= start)):
        return end  # an end behind the second of two equal times can be no first (periods.ending)
    found = read_which(raw, "end", end, zone, errors)
    if raw.get("end_which") == ANY and same_zone and not start.fold and found < start:
        return found.replace(fold=comes_twice(found, zone))
    return found
