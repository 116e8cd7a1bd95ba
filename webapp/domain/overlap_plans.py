"""What of an event is to be looked at for overlaps: of an edit, what it moves and whom it brings in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from webapp.domain.attendance import accounts, every_account
from webapp.domain.document import Document
from webapp.domain.overlaps import Span
from webapp.domain.periods import span
from webapp.domain.series import Instance, as_instance, instances, last_end, repeats
from webapp.domain.taking_time import takes

# Of a series what lies ahead within this time is looked at, and no more instances than MOST.
AHEAD = timedelta(days=366)
MOST = 400
_FIELDS = (
    "start",
    "end",
    "zone",
    "end_zone",
    "all_day",
    "rrule",
    "rdate",
    "exdate",
    "overrides",
    "status",
    "extra",
)


@dataclass(frozen=True)
class Plan:
    """A document, its event (0 for a new one), who organizes it, and what it was before."""

    document: Document
    organizer_id: int | None = None
    event_id: int = 0
    before: Mapping[str, Any] | None = None


def may_bring_overlaps(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether an edit touches when an event is, or who takes part."""
    return any(before.get(field) != after.get(field) for field in (*_FIELDS, "attendees"))


def has_people(plan: Plan) -> bool:
    """Whether somebody with an account may take part, now and then at least."""
    alone = plan.document["overrides"].values()
    return bool(
        plan.organizer_id or plan.document.get("attendees") or any(own.get("attendees") for own in alone)
    )


def spans_of(plan: Plan, now: datetime) -> list[Span]:
    """The occurrences that happen and are new: at another time than before, or with somebody who was not there.

    `room` is true for those at a time that is new. Of a series those count that lie ahead, within AHEAD.
    """
    after = _active(plan, plan.document, now)
    if plan.before is None:
        return after
    was = {(one.start, one.end, one.all_day): one for one in _active(plan, plan.before, now)}
    return [new for one in after if (new := _new(one, was))]


def organizer_alone(document: Mapping[str, Any], organizer_id: int | None) -> frozenset[int]:
    """Whoever organizes an event to which nobody is invited, and takes part in it themselves."""
    if organizer_id is None or accounts(document) or organizer_id in every_account(document):
        return frozenset()
    return frozenset({organizer_id})


def looked_until(document: Mapping[str, Any], now: datetime) -> datetime | None:
    """Up to when the occurrences of a document are looked at; None where these are all that lie ahead."""
    if not repeats(document):
        return None
    first, last = _ahead(document, now), last_end(document)
    found = instances(document, first, first + AHEAD)
    if len(found) > MOST:
        return found[MOST].start
    return first + AHEAD if last is None or last > first + AHEAD else None


def _active(plan: Plan, document: Mapping[str, Any], now: datetime) -> list[Span]:
    found: list[Span] = []
    alone = organizer_alone(document, plan.organizer_id)
    for one in _instances(document, now):
        own = as_instance(document, one.recurrence_id) if one.own else document
        time, room = takes(document, one.recurrence_id, own["all_day"], own["status"])
        if time or room:
            people = alone | {who for who, goes in accounts(own).items() if goes}
            taken = people if time else frozenset[int]()
            found.append(
                Span(one.start, one.end, plan.event_id, one.recurrence_id, own["all_day"], taken, room)
            )
    return found


def _instances(document: Mapping[str, Any], now: datetime) -> list[Instance]:
    first, end = span(document)
    if not repeats(document):
        return [Instance("", first, end, {})]
    after = _ahead(document, now)
    return list(islice(instances(document, after, after + AHEAD), MOST))


def _ahead(document: Mapping[str, Any], now: datetime) -> datetime:
    return max(now, min([span(document)[0], *_moved_to(document)]))


def _moved_to(document: Mapping[str, Any]) -> list[datetime]:
    """When instances begin that have a time of their own: before the first one, it may be."""
    return [span({**document, **own})[0] for own in document["overrides"].values() if "start" in own]


def _new(one: Span, was: Mapping[Any, Span]) -> Span | None:
    known = was.get((one.start, one.end, one.all_day))
    if known is None:
        return one
    people = one.people - known.people
    room = one.room and not known.room
    return one._replace(people=people, room=room) if people or room else None
