"""One thing done to many events: what it would do, which of them it cannot be done to and why, and doing it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from webapp.domain.document import Document
from webapp.domain.many_input import DAY, DELETE, MOVE, SHARE, TAG, Wish, shifted, tagged, untagged
from webapp.domain.periods import span, wall_in
from webapp.domain.roles import Role
from webapp.domain.texts import Refused as Unfit
from webapp.models import Person
from webapp.operations.access import OpenEvent, open_events
from webapp.operations.batch_items import BatchRefused, Change, Drop, Fault, Give, Item
from webapp.operations.batching import Batch, How, run_batch
from webapp.operations.errors import Invalid, NotThere, RoleTooLow

TOO_LOW = "You may not change it."
TOO_LOW_TO_SHARE = "Only its owners share it."
COLLIDES = "Somebody is changing it just now."
NO_OVERLAPS = "It would overlap, and its calendar takes no overlaps."
NO_OVERLAPS_THERE = "It would overlap there, and that calendar takes no overlaps."
THERE = "It is there already."


@dataclass(frozen=True)
class Stays:
    """An event that it cannot be done to, and why."""

    event_id: int
    title: str
    why: str


@dataclass(frozen=True)
class Preview:
    """What would be: the events it is done to as they are now, the batch as it would come out, and those that stay."""

    wish: Wish
    events: list[OpenEvent] = field(default_factory=list)
    batch: Batch | None = None
    stay: list[Stays] = field(default_factory=list)


def preview(event_ids: Collection[int], wish: Wish, whom: Person | None, by: Person) -> Preview:
    """What would become of these events; nothing is written. Raises NotThere and RoleTooLow where it is nothing at all
    for want of rights.
    """
    opened = _opened(event_ids, by)
    wish = settled(wish, list(opened.values()), by)
    stay = {event_id: _too_low(wish) for event_id, one in opened.items() if one.role < _least(wish)}
    if len(stay) == len(opened):
        raise RoleTooLow
    if wish.kind == MOVE:
        there = (event_id for event_id, one in opened.items() if one.calendar.id == wish.calendar_id)
        stay |= {event_id: THERE for event_id in there if event_id not in stay}
    batch = None
    while ids := [event_id for event_id in opened if event_id not in stay]:
        try:
            batch = run_batch([_item(one, wish, whom) for one in ids], by, How({}, rehearse=True))
            break
        except BatchRefused as refused:
            stay |= {ids[fault.item]: _why(fault, wish) for fault in refused.faults}
    opened = _opened(event_ids, by)  # the rehearsal took back what was read before
    stays = [Stays(event_id, opened[event_id].event.title, why) for event_id, why in stay.items()]
    doing = [one for event_id, one in opened.items() if event_id not in stay]
    return Preview(wish, doing, batch, stays)


def do_to_many(
    event_ids: Sequence[int], wish: Wish, whom: Person | None, by: Person, key: str | None
) -> Batch:
    """Do it to all of these events, as one change set; raises BatchRefused where one of them cannot be."""
    request = {
        "do": "many",
        "events": sorted(event_ids),
        "wish": [wish.kind, str(wish.by), list(wish.tags), wish.role.word],
        "whom": whom.id if whom else 0,
        "calendar": wish.calendar_id,
    }
    return run_batch([_item(one, wish, whom) for one in event_ids], by, How(request, key))


def settled(wish: Wish, events: Sequence[OpenEvent], by: Person) -> Wish:
    """A wish for a day as one to move all of them by as many days as the first one has to."""
    if wish.kind != DAY or wish.day is None or not events:
        return wish
    first = min(_first_day(one, by.zone) for one in events)
    return replace(wish, by=timedelta(days=(wish.day - first).days))


def _first_day(opened: OpenEvent, zone: str) -> date:
    start, _ = span(opened.event.document)
    return start.date() if opened.event.all_day else wall_in(start, zone).date()


def _opened(event_ids: Collection[int], by: Person) -> dict[int, OpenEvent]:
    """Those that are there, by their start; raises NotThere where none is."""
    found = open_events(by, event_ids)
    there = [one for one in found.values() if not one.event.deleted and not one.event.purged]
    if not there:
        raise NotThere
    return {one.event.id: one for one in sorted(there, key=lambda one: (one.event.start_utc, one.event.id))}


def _least(wish: Wish) -> Role:
    return Role.OWNER if wish.kind == SHARE else Role.EDITOR


def _too_low(wish: Wish) -> str:
    return TOO_LOW_TO_SHARE if wish.kind == SHARE else TOO_LOW


def _item(event_id: int, wish: Wish, whom: Person | None) -> Item:
    if wish.kind == DELETE:
        return Drop(event_id)
    if wish.kind == SHARE:
        assert whom is not None
        return Give(event_id, {whom.id: wish.role})
    if wish.kind == MOVE:
        return Change(event_id, dict, calendar_id=wish.calendar_id)
    return Change(event_id, _changing(wish))


def _changing(wish: Wish) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        try:
            if wish.kind == TAG:
                return tagged(document, wish.tags)
            if wish.tags:
                return untagged(document, wish.tags)
            return shifted(document, wish.by)
        except Unfit as refusal:
            raise Invalid({"": str(refusal)}) from None

    return change


def _why(fault: Fault, wish: Wish) -> str:
    if fault.errors:
        return next(iter(fault.errors.values()))
    overlaps = NO_OVERLAPS_THERE if wish.kind == MOVE else NO_OVERLAPS
    return {"overlaps": overlaps, "collides": COLLIDES}.get(fault.why, TOO_LOW)
