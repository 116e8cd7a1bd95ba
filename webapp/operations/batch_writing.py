"""Everything that a batch writes, for all of its events at once; inside a unit of work that holds their calendars."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webapp.domain.document import ONCE, Document
from webapp.domain.merge import merge
from webapp.domain.roles import Role
from webapp.domain.wording import describe
from webapp.models import Event, EventVersion
from webapp.operations.batch_items import (
    MOVES,
    NO_VERSION,
    BatchDone,
    BatchRefused,
    Change,
    Done,
    Drop,
    Fault,
    Give,
    Item,
    Make,
)
from webapp.operations.batch_reading import Opened, versions_of
from webapp.operations.errors import Invalid
from webapp.operations.events import new_event
from webapp.operations.overlaps import place_of
from webapp.operations.overlaps_of_many import ByEvent, Written, found_by_event
from webapp.operations.revising import Next, Revision, write_first_versions, write_unguarded
from webapp.operations.sharing_many import Grant, grant_many, not_held
from webapp.operations.unit import Unit

Versions = Mapping[tuple[int, int], EventVersion]
# So many overlaps are told of one event.
TOLD = 20


@dataclass(frozen=True)
class _Made:
    """A new event of the batch, before it is written."""

    number: int
    item: Make
    event: Event
    document: Document


def write_all(unit: Unit, items: Sequence[Item], opened: Opened, via: str, why: str) -> BatchDone:
    """Write it, and look for overlaps when all of it is there; raises BatchRefused, and the transaction is to end then."""
    nexts = _nexts(unit, items, opened)
    made = [
        _Made(number, item, new_event(unit, item.calendar_id), {**ONCE, **item.document})
        for number, item in enumerate(items)
        if isinstance(item, Make)
    ]
    changed = {one.event.id for one in nexts.values() if one.deleted or one.document != one.event.document}
    calendars = [one.item.calendar_id for one in made]
    calendars += [one.event.calendar_id for one in nexts.values() if one.event.id in changed]
    given = not_held(unit, _given(items, opened))
    calendars += [one.event.calendar_id for one in given]
    change_set = unit.change_set(min(calendars), "batch", why) if calendars else 0
    written: dict[int, list[Written]] = defaultdict(list)
    revision = Revision(change_set, via, summary=why)
    _write_made(unit, made, revision, written)
    _write_nexts(unit, [one for one in nexts.values() if one.event.id in changed], revision, written)
    grant_many(unit, _owners(unit, made, opened))  # these go with their events, and come back with them
    grant_many(unit, given, change_set)
    events = {one.number: one.event for one in made} | {
        number: opened.events[item.event_id].event
        for number, item in enumerate(items)
        if not isinstance(item, Make)
    }
    found = _overlaps(unit, items, events, written)
    done = [_done(item, events[number], found) for number, item in enumerate(items)]
    return BatchDone(change_set, done)


# -- what the events are to be


def _nexts(unit: Unit, items: Sequence[Item], opened: Opened) -> dict[int, Next]:
    """The next version of every event that is changed or deleted, by item; raises BatchRefused."""
    changes = [item for item in items if isinstance(item, Change)]
    versions = versions_of(
        {
            (one.event_id, one.based_on)
            for one in changes
            if _is_behind(one, opened.events[one.event_id].event)
        }
    )
    nexts, faults = {}, []
    for number, item in enumerate(items):
        if isinstance(item, Change | Drop):
            event = opened.events[item.event_id].event
            found = (
                _dropped(event) if isinstance(item, Drop) else _changed(unit, number, item, event, versions)
            )
            if isinstance(found, Fault):
                faults.append(found)
            else:
                nexts[number] = found
    if faults:
        raise BatchRefused(faults)
    return nexts


def _is_behind(change: Change, event: Event) -> bool:
    return change.based_on not in (0, event.version)


def _dropped(event: Event) -> Next:
    return Next(event, event.document, True, [("event.deleted", {})])


def _changed(unit: Unit, number: int, change: Change, event: Event, versions: Versions) -> Next | Fault:
    if change.calendar_id not in (None, event.calendar_id):
        return Fault(number, "invalid", {"event.calendar_id": MOVES})
    now = event.document
    base: Document | None = now
    if _is_behind(change, event):
        then = versions.get((event.id, change.based_on))
        base = then.document if then else None
    if base is None:
        return Fault(number, "invalid", {"base_version": NO_VERSION.format(change.based_on)})
    try:
        mine = change.mine(base)
    except Invalid as wrong:
        errors = {f"event.{name}": sentence for name, sentence in wrong.errors.items()}
        return Fault(number, "invalid", errors)
    merged = merge(base, now, {**base, **mine})
    if merged.conflicts:
        return Fault(number, "collides", version=event.version, document=now, merged=merged)
    said = describe(now, merged.document, unit.now)
    return Next(event, merged.document, False, said)


# -- writing


def _write_made(unit: Unit, made: list[_Made], revision: Revision, written: dict[int, list[Written]]) -> None:
    for calendar_id in sorted({one.item.calendar_id for one in made}):
        here = [(one.event, one.document) for one in made if one.item.calendar_id == calendar_id]
        write_first_versions(unit, calendar_id, here, revision)
        written[calendar_id] += [(event, document, None) for event, document in here]


def _write_nexts(
    unit: Unit, nexts: list[Next], revision: Revision, written: dict[int, list[Written]]
) -> None:
    for calendar_id in sorted({one.event.calendar_id for one in nexts}):
        here = [one for one in nexts if one.event.calendar_id == calendar_id]
        written[calendar_id] += write_unguarded(unit, calendar_id, here, revision)


def _owners(unit: Unit, made: list[_Made], opened: Opened) -> list[Grant]:
    """Whoever owns events through their calendar has no need of more; an editor gets a role of their own on each."""
    assert unit.actor_id is not None
    return [
        Grant(one.event, unit.actor_id, Role.OWNER)
        for one in made
        if one.item.as_owner and opened.calendars[one.item.calendar_id].role < Role.OWNER
    ]


def _given(items: Sequence[Item], opened: Opened) -> list[Grant]:
    return [
        Grant(opened.events[item.event_id].event, person_id, role)
        for item in items
        if isinstance(item, Give)
        for person_id, role in item.roles.items()
    ]


# -- overlaps


def _overlaps(
    unit: Unit, items: Sequence[Item], events: Mapping[int, Event], written: Mapping[int, list[Written]]
) -> ByEvent:
    """What each event overlaps with now; raises BatchRefused where its calendar, or whoever made it, takes none."""
    numbers = {event.id: number for number, event in events.items() if not isinstance(items[number], Give)}
    found: ByEvent = {}
    faults = []
    for calendar_id in sorted(written):
        place = place_of(calendar_id)
        holding = any(isinstance(item, Make) and item.refuse_overlaps for item in items)
        here = found_by_event(written[calendar_id], calendar_id, unit.actor, unit.now, holding)
        found |= here
        for event_id, overlaps in here.items():
            number = numbers[event_id]
            item = items[number]
            if place.conflict_policy == "refuse" or (isinstance(item, Make) and item.refuse_overlaps):
                faults.append(Fault(number, "overlaps", overlaps=overlaps[:TOLD], zone=place.zone))
    if faults:
        raise BatchRefused(sorted(faults, key=lambda fault: fault.item))
    unit.overlap_count += sum(map(len, found.values()))
    return found


def _done(item: Item, event: Event, found: ByEvent) -> Done:
    overlaps = [] if isinstance(item, Give) else found.get(event.id, [])[:TOLD]
    return Done(event.id, event.version, isinstance(item, Make), event.deleted, overlaps)
