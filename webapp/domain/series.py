"""An event that repeats: its document, one instance of it, and all instances within a time.

An instance is named by its original start, a wall time in the event's zone as the document writes it
("2026-03-24T09:00", a day for all-day events): the RECURRENCE-ID of RFC 5545, section 3.8.4.4. `overrides` holds for
some instances the fields that differ from the series; an instance keeps its name wherever it is moved.

A rule picks wall times, and of two that clocks show alike the first. An extra date may be the second of them: it is
named so ("2026-10-25T02:30 later") and stands beside whatever the series has at the first.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from itertools import repeat
from operator import attrgetter
from types import MappingProxyType
from typing import Any, NamedTuple

from webapp.domain.attendance import with_own
from webapp.domain.document import Document
from webapp.domain.periods import LATER, ending, is_later, length, names_of, settled, span, spans, wall_in
from webapp.domain.periods import name_of as name_of
from webapp.domain.periods import wall_of as wall_of
from webapp.domain.recurrence import Series, last_start, one_time, starts
from webapp.domain.rules import Rule, parse_rule

# What one instance may have of its own.
OWN_FIELDS = (
    "title",
    "description",
    "location",
    "attendees",
    "start",
    "end",
    "zone",
    "end_zone",
    "all_day",
    "tags",
    "status",
    "extra",
)
_DAY, _TWO_DAYS, _RIGHT_AFTER = timedelta(days=1), timedelta(days=2), timedelta(seconds=1)
_BEGINNING = datetime(3, 1, 1, tzinfo=UTC)  # with room for what clocks do before it
_WHEN = ("start", "end", "zone", "end_zone", "all_day")
# One for all: a year of a daily series would make hundreds.
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_IN_ORDER, _BY_START = attrgetter("start", "recurrence_id"), attrgetter("start")


class Instance(NamedTuple):
    """One instance: its name, when it is (UTC, the end exclusive), and the fields that are its own."""

    recurrence_id: str
    start: datetime
    end: datetime
    own: Mapping[str, Any]


# Years of a daily series are made by this: `Instance` itself would be a call in Python for each.
_instance: Callable[[Iterable[Any]], Instance] = partial(tuple.__new__, Instance)


def repeats(document: Mapping[str, Any]) -> bool:
    """Whether an event has more than its one instance."""
    return bool(document["rrule"] or document["rdate"])


def series_of(document: Mapping[str, Any]) -> Series:
    """The dates of an event, of one without a rule as well."""
    return Series(
        _bare(wall_of(document["start"])),
        (_rule(document["rrule"]),) if document["rrule"] else (),
        document["zone"],
        document["all_day"],
        tuple(sorted(wall_of(name) for name in document["rdate"] if not name.endswith(LATER))),
        frozenset(wall_of(name) for name in document["exdate"] if not name.endswith(LATER)),
    )


def second_dates(document: Mapping[str, Any]) -> list[str]:
    """The names of the extra dates that are the second of two equal times; `series_of` knows nothing of them.

    One at which the series starts is its first instance anyway.
    """
    return [name for name in document["rdate"] if name.endswith(LATER) and name != document["start"]]


def in_order(name: str) -> datetime:
    """What names of instances are put in order by: the second of two equal times comes right after the first."""
    wall = wall_of(name)
    return wall.replace(fold=0) + _RIGHT_AFTER if wall.fold else wall


def instances(document: Mapping[str, Any], after: datetime, before: datetime) -> list[Instance]:
    """The instances that touch the time from `after` to `before` (UTC), in order of their start."""
    around = _around(document, after, before)
    found = _by_the_series(document, *around)
    if document["overrides"] or document["rdate"]:
        found = sorted([*found, *_second_ones(document), *_of_their_own(document, *around)], key=_IN_ORDER)
    else:
        # A clock that is set forward may show two one after the other that come the other way round.
        found.sort(key=_BY_START)
    first, last = (bisect_left(found, moment, key=_BY_START) for moment in (after, before))
    return [*(one for one in found[:first] if one.end >= after), *found[first:last]]


def moved_before(document: Mapping[str, Any]) -> list[Instance]:
    """Single dates that were moved to before the series begins, in order of their start."""
    return instances(document, _BEGINNING, span(document)[0]) if document["overrides"] else []


def instance_document(document: Mapping[str, Any], recurrence_id: str) -> Document:
    """One instance as a document of its own; raises KeyError for a name that no instance has."""
    if not has_instance(document, recurrence_id):
        raise KeyError(recurrence_id)
    return as_instance(document, recurrence_id) | ALONE


def instance_with_rule(document: Mapping[str, Any], recurrence_id: str) -> Document:
    """One instance as its form shows it: with the rule and the dates of its series; raises KeyError as above."""
    alone = instance_document(document, recurrence_id)
    return alone | {name: document[name] for name in ("rrule", "rdate", "exdate")}


def as_instance(document: Mapping[str, Any], recurrence_id: str) -> Document:
    """The series with the time of one instance and all that is its own."""
    own = document["overrides"].get(recurrence_id, {})
    found = {**document, **plain_when(document, recurrence_id), **own}
    if "attendees" in own:
        found["attendees"] = with_own(document["attendees"], own["attendees"])
    return found


def has_instance(document: Mapping[str, Any], recurrence_id: str) -> bool:
    """Whether the series has an instance of this name."""
    wall = _wall_or_none(recurrence_id)
    if wall is None or name_of(wall, document["all_day"]) != recurrence_id:
        return False
    if recurrence_id in document["overrides"]:
        return True
    if wall.fold:
        return recurrence_id in second_dates(document)
    return bool(starts(series_of(document), wall, wall + timedelta(seconds=1)))


def plain_when(document: Mapping[str, Any], recurrence_id: str) -> Document:
    """When an instance is by the series alone: as long as the first, which is what the document says to the letter.

    A rule picks wall times, and of two that are equal the first (RFC 5545, section 3.3.5).
    """
    if is_later(document) and recurrence_id == first_name(document):
        start, end = document["start"], document["end"]
    else:
        start, wall = recurrence_id, wall_of(recurrence_id)
        until = wall + length(document)
        until = ending(until, document["zone"], wall) if wall.fold and not document["end_zone"] else until
        end = name_of(until, document["all_day"])
    return {
        "start": start,
        "end": end,
        "zone": document["zone"],
        "end_zone": document["end_zone"],
        "all_day": document["all_day"],
    }


def when_at(when: Mapping[str, Any], start: datetime) -> Document:
    """The fields of time of what starts so and is as long as `when` says; to the letter where that starts so itself."""
    if start == wall_of(when["start"]):
        return {field: when[field] for field in _WHEN}
    zone, all_day, end = when["zone"], when["all_day"], start + length(when)
    start = start if all_day else settled(start, zone)
    end = end if when["end_zone"] else ending(end, zone, start)
    kept = {field: when[field] for field in ("zone", "end_zone", "all_day")}
    return {"start": name_of(start, all_day), "end": name_of(end, all_day), **kept}


def without_exceptions(document: Mapping[str, Any]) -> Document:
    """The series as its rule and its extra dates have it: nothing is left out, and no date has anything of its own."""
    return {**document, "exdate": [], "overrides": {}}


def first_name(document: Mapping[str, Any]) -> str:
    """The name of the first instance: when it starts, also where that is the second of two equal times."""
    return name_of(_bare(wall_of(document["start"])), document["all_day"])


def last_end(document: Mapping[str, Any]) -> datetime | None:
    """The end of the last instance (UTC), None where there is no last one."""
    last = last_start(series_of(document))
    if last is None:
        return None
    usual = max(
        span(plain_when(document, name))[1]
        for name in (name_of(last, document["all_day"]), *second_dates(document))
    )
    moved = [span({**plain_when(document, name), **own})[1] for name, own in document["overrides"].items()]
    return max([usual, *moved])


# What makes a document one that does not repeat.
ALONE: Document = {"rrule": "", "rdate": [], "exdate": [], "overrides": {}}


def _by_the_series(document: Mapping[str, Any], first: datetime, last: datetime) -> list[Instance]:
    """Those that are as the series has them. A month of each series in view is asked for, so each step here counts."""
    overrides, series = document["overrides"], series_of(document)
    walls = starts(series, first, last)
    names = names_of(walls, document["all_day"], one_time(series))
    found = list(map(_instance, zip(names, *spans(document, walls), repeat(_NOTHING))))
    return [one for one in found if one.recurrence_id not in overrides] if overrides else found


def _second_ones(document: Mapping[str, Any]) -> Iterator[Instance]:
    for name in second_dates(document):
        if name not in document["overrides"]:
            yield Instance(name, *span(plain_when(document, name)), _NOTHING)


def _of_their_own(document: Mapping[str, Any], first: datetime, last: datetime) -> Iterator[Instance]:
    """Those that were given something of their own, wherever they were moved.

    Most lie elsewhere, which the days that they name tell: two more on each side, as they may be in another zone.
    """
    earliest, latest = (day.date().isoformat() for day in (first - _TWO_DAYS, last + _TWO_DAYS))
    for name, own in document["overrides"].items():
        start, end = own.get("start", name), own.get("end", name)
        if start < latest and max(start, end) >= earliest:
            yield Instance(name, *span({**plain_when(document, name), **own}), own)


def _around(document: Mapping[str, Any], after: datetime, before: datetime) -> tuple[datetime, datetime]:
    """The wall times between which an instance starts that touches a time, with room for what clocks do."""
    reach = length(document) + _DAY
    return _near(after, document["zone"]) - reach - _DAY, _near(before, document["zone"]) + _DAY


def _near(moment: datetime, zone: str) -> datetime:
    """A wall time about a moment, for moments at the very ends of what dates can say too."""
    if not 2 < moment.year < 9998:
        return moment.replace(tzinfo=None, year=min(max(moment.year, 2), 9998), day=1)
    return wall_in(moment, zone)


@lru_cache(maxsize=2048)
def _rule(text: str) -> Rule:
    return parse_rule(text)


def _bare(wall: datetime) -> datetime:
    """A wall time as the names of instances have it."""
    return wall.replace(fold=0)


def _wall_or_none(text: str) -> datetime | None:
    try:
        return wall_of(text)
    except ValueError:
        return None
