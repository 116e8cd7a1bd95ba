"""Where the instances of an event lie in time: rows that month, agenda and conflicts read. Called inside a unit of work.

A series is placed within a horizon around today; `event.placed_from` and `placed_until` say where the rows end, so that
whoever looks beyond knows that there is more to expand. Dates that were moved to before the first one are placed however
far away: who looks for what has begun by a moment goes by the first. The horizon of a series moves on with every save of its times
and with extending.py.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, insert

from webapp.domain import series
from webapp.domain.document import Document
from webapp.domain.periods import span
from webapp.domain.series import Instance
from webapp.models import Event, Occurrence
from webapp.models.base import table_of
from webapp.operations.prepared import Prepared
from webapp.operations.unit import Unit

# What moves an event in time, or shows where it is.
PLACING = frozenset({"when", "repeats", "overrides"})
BEHIND, AHEAD = timedelta(days=400), timedelta(days=800)
# No event is longer: so far back whoever looks at a window has to look for what reaches into it.
LONGEST_EVENT = timedelta(days=367)
# A series with more instances than this within the horizon is placed as far as they go.
MOST_PLACES = 2_000

_places = table_of(Occurrence)
_CLEAR = Prepared(delete(_places).where(_places.c.event_id == bindparam("of")))
_PLACE = Prepared(insert(_places))


def measured(document: Document) -> dict[str, Any]:
    """The columns of the head that say when an event is: its first instance, its last, whether it repeats."""
    start, end = span(document)
    repeats = series.repeats(document)
    last = series.last_end(document) if repeats else end
    return {"start_utc": start, "end_utc": end, "repeats": repeats, "last_utc": last}


def place(unit: Unit, event: Event, document: Document) -> None:
    """Write the rows of an event anew, none for a deleted one; sets the bounds within which they are complete."""
    unit.run(_CLEAR, {"of": event.id})
    write_places(unit, [] if event.deleted else [(event, document, bounded(event, document, unit.now))])


def clear_places(unit: Unit, event_ids: list[int]) -> None:
    """Take the rows of these events away."""
    if event_ids:
        unit.run(_CLEAR, [{"of": event_id} for event_id in event_ids])


def write_places(unit: Unit, found: Iterable[tuple[Event, Document, list[Instance]]]) -> None:
    """Write the rows of events that have none."""
    rows = [_row(event, document, one) for event, document, instances in found for one in instances]
    if rows:
        unit.run(_PLACE, rows)


def bounded(event: Event, document: Document, now: datetime, part: float = 1) -> list[Instance]:
    """The instances within the horizon or a part of it; sets the bounds within which the rows are complete."""
    if not event.repeats:
        if event.placed_from or event.placed_until:  # it was a series; else there is nothing to write
            event.placed_from = event.placed_until = None
        return [Instance("", event.start_utc, event.end_utc, {})]
    first, last = now - BEHIND * part, now + AHEAD * part
    found = series.instances(document, first, last)
    if len(found) > MOST_PLACES:
        last = found[MOST_PLACES].start
        found = [one for one in found if one.start < last]
    starts_within = event.start_utc >= first
    event.placed_from = None if starts_within else first
    event.placed_until = None if event.last_utc is not None and event.last_utc <= last else last
    return [*_too_early(document, found), *found]


def _too_early(document: Document, found: list[Instance]) -> list[Instance]:
    """Dates that were moved to before the first one, and are not among these."""
    early = series.moved_before(document)
    names = {one.recurrence_id for one in found} if early else ()
    return [one for one in early if one.recurrence_id not in names]


def _row(event: Event, document: Document, one: Instance) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "recurrence_id": one.recurrence_id,
        "calendar_id": event.calendar_id,
        "start_utc": one.start,
        "end_utc": one.end,
        "title": one.own.get("title"),
        "location": one.own.get("location"),
        "status": one.own.get("status"),
        "all_day": one.own.get("all_day", document["all_day"]),
    }
