"""What an occurrence takes up, the one rule of free times and of overlaps: the time of who goes there, and the room.

RFC 5545, section 3.8.2.7, lets an event say with TRANSP whether it takes up time of "the individual or resource
associated with the calendar": what a file says counts for both. Where nothing is said, hours take both; a whole day (a
birthday, a holiday) is a note for people, and takes the room.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from webapp.domain.icalendar.transparency import takes_time


class Takes(NamedTuple):
    """Whether it takes up the time of people, and the place in a calendar that holds one at a time."""

    time: bool
    room: bool


def takes(document: Mapping[str, Any] | None, recurrence_id: str, all_day: bool, status: str) -> Takes:
    """What an instance takes; `document` is the event it is of, None for one that did not come out of a file."""
    if status == "cancelled":
        return Takes(False, False)
    said = takes_time(document, recurrence_id) if document else None
    return Takes(not all_day, True) if said is None else Takes(said, said)
