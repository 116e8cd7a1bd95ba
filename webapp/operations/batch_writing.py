"""Everything that a batch writes, for all of its events at once; inside a unit of work that holds their calendars."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from webapp.domain.document import ONCE, Document
from webapp.domain.roles import Role
from webapp.models import Event
from webapp.operations.batch_items import BatchDone, BatchRefused, Done, Fault, Give, Item, Make
from webapp.operations.batch_moving import check_uids, let_in_all
from webapp.operations.batch_plans import Plan, plans_of
from webapp.operations.batch_reading import Opened
from webapp.operations.events import new_event
from webapp.operations.invitees import let_in
from webapp.operations.overlaps import place_of
from webapp.operations.overlaps_of_many import ByEvent, Written, found_by_event
from webapp.operations.revising import Revision, write_first_versions, write_unguarded
from webapp.operations.series import split_message
from webapp.operations.sharing_many import Grant, carry_over, grant_many, not_held
from webapp.operations.taking_part import organizer_of
from webapp.operations.unit import Unit

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
    plans = plans_of(items, opened)
    changed = [plan for plan in plans.values() if plan.is_change]
    moved = [plan for plan in changed if plan.moves]
    check_uids(unit, moved)
    made = [
        _Made(number, item, new_event(unit, item.calendar_id), {**ONCE, **item.document})
        for number, item in enumerate(items)
        if isinstance(item, Make)
    ]
    given = not_held(unit, _given(items, opened))
    calendars = [one.item.calendar_id for one in made] + [plan.calendar_id for plan in changed]
    calendars += [rest.calendar_id for plan in plans.values() for rest in plan.rests]
    calendars += [one.event.calendar_id for one in given]
    change_set = unit.change_set(min(calendars), "batch", why) if calendars else 0
    written: dict[int, list[Written]] = defaultdict(list)
    revision = Revision(change_set, via, summary=why)
    _write_made(unit, made, revision, written)
    _write_plans(unit, changed, revision, written)
    rests = _write_rests(unit, plans.values(), revision, written)
    let_in_all(unit, [plan.event for plan in moved])
    grant_many(unit, _owners(unit, made, opened))  # these go with their events, and come back with them
    grant_many(unit, given, change_set)
    numbers = {plan.event.id: plan.number for plan in plans.values()}
    numbers |= {one.event.id: one.number for one in made} | {event.id: n for n, event in rests.items()}
    found = _overlaps(unit, items, numbers, written)
    events = rests | {one.number: one.event for one in made}
    done = [
        _done(item, events.get(number) or _event(item, opened), found, _date(number, item, plans, rests))
        for number, item in enumerate(items)
    ]
    return BatchDone(change_set, done)


# -- writing


def _write_made(unit: Unit, made: list[_Made], revision: Revision, written: dict[int, list[Written]]) -> None:
    for calendar_id in sorted({one.item.calendar_id for one in made}):
        here = [(one.event, one.document) for one in made if one.item.calendar_id == calendar_id]
        write_first_versions(unit, calendar_id, here, revision)
        written[calendar_id] += [(event, document, None) for event, document in here]


def _write_plans(
    unit: Unit, plans: list[Plan], revision: Revision, written: dict[int, list[Written]]
) -> None:
    for calendar_id in sorted({plan.calendar_id for plan in plans}):
        here = [plan.next(unit.now) for plan in plans if plan.calendar_id == calendar_id]
        written[calendar_id] += write_unguarded(unit, calendar_id, here, revision)


def _write_rests(
    unit: Unit, plans: Iterable[Plan], revision: Revision, written: dict[int, list[Written]]
) -> dict[int, Event]:
    """The second events of split series, by item; those who are invited to them see them."""
    made = {}
    for plan in plans:
        for rest in plan.rests:
            second = new_event(unit, rest.calendar_id)
            said = split_message(plan.event.id, rest.before, rest.ended, rest.document)
            how = replace(revision, said=said, organizer_id=organizer_of(unit, plan.event.id))
            write_first_versions(unit, rest.calendar_id, [(second, rest.document)], how)
            carry_over(unit, plan.event, second)
            let_in(unit, second.id, rest.calendar_id, None, rest.document)
            written[rest.calendar_id].append((second, rest.document, rest.before))
            made[rest.number] = second
    return made


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
    unit: Unit, items: Sequence[Item], numbers: Mapping[int, int], written: Mapping[int, list[Written]]
) -> ByEvent:
    """What each event overlaps with now; raises BatchRefused where its calendar, or whoever made it, takes none.

    `numbers` are the items by event.
    """
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


def _event(item: Item, opened: Opened) -> Event:
    assert not isinstance(item, Make)
    return opened.events[item.event_id].event


def _date(number: int, item: Item, plans: Mapping[int, Plan], rests: Mapping[int, Event]) -> str:
    """The date of a series that an item was about; where it split the series, it is about all that follows."""
    if isinstance(item, Make) or item.event_id not in plans or number in rests:
        return ""
    return plans[item.event_id].dates.get(number, "")


def _done(item: Item, event: Event, found: ByEvent, date: str) -> Done:
    overlaps = [] if isinstance(item, Give) else found.get(event.id, [])[:TOLD]
    return Done(event.id, event.version, isinstance(item, Make), event.deleted, overlaps, date)
