"""What a batch is about, with the rights of this moment: read at once, held until the commit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from webapp.domain.roles import Role
from webapp.extensions import db
from webapp.models import EventVersion
from webapp.operations.access import OpenCalendar, OpenEvent, open_calendars, open_events
from webapp.operations.batch_items import (
    BatchRefused,
    Change,
    Fault,
    Give,
    Item,
    Make,
    Why,
)
from webapp.operations.members import unknown_among
from webapp.operations.revising import hold
from webapp.operations.unit import Unit

UNKNOWN = "No account has this number. Find the person with GET /api/users."
_AT_ONCE = 250


@dataclass(frozen=True)
class Opened:
    """The events and calendars that a batch names and its actor sees, held until the commit."""

    events: Mapping[int, OpenEvent]
    calendars: Mapping[int, OpenCalendar]


def open_all(unit: Unit, items: Sequence[Item]) -> Opened:
    """Hold every calendar that the batch touches, in the order of their ids; raises BatchRefused for what may not be done."""
    assert unit.actor is not None
    events = {item.event_id for item in items if not isinstance(item, Make)}
    places = {item.calendar_id for item in items if isinstance(item, Make | Change) and item.calendar_id}
    while True:
        seen, known = open_events(unit.actor, events), open_calendars(unit.actor, places)
        for calendar_id in sorted({one.calendar.id for one in seen.values()} | known.keys()):
            hold(unit, calendar_id)
        now = open_events(unit.actor, events)
        if all(one.calendar.id == seen[number].calendar.id for number, one in now.items() if number in seen):
            break
        unit.begin_again()  # one of them moved while we waited
    opened = Opened(
        {number: one for number, one in now.items() if number in seen}, open_calendars(unit.actor, places)
    )
    if faults := [*_refused(items, opened), *_unknown(items)]:
        raise BatchRefused(sorted(faults, key=lambda fault: fault.item))
    return opened


def versions_of(wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], EventVersion]:
    """Versions by event and number; those that are not there are missing. None asked for, no statement."""
    found: dict[tuple[int, int], EventVersion] = {}
    ordered = sorted(wanted)
    for n in range(0, len(ordered), _AT_ONCE):
        which = tuple_(EventVersion.event_id, EventVersion.version).in_(ordered[n : n + _AT_ONCE])
        for one in db.session.scalars(select(EventVersion).where(which)):
            found[one.event_id, one.version] = one
    return found


def _refused(items: Sequence[Item], opened: Opened) -> Iterable[Fault]:
    for number, item in enumerate(items):
        if why := _why_not(item, opened):
            yield Fault(number, why)


def _why_not(item: Item, opened: Opened) -> Why | None:
    if isinstance(item, Make):
        calendar = opened.calendars.get(item.calendar_id)
        return "missing" if calendar is None else _too_low(calendar.role, Role.EDITOR)
    found = opened.events.get(item.event_id)
    if found is None or found.event.deleted or found.event.purged:
        return "missing"
    return _too_low(found.role, Role.OWNER if isinstance(item, Give) else Role.EDITOR)


def _too_low(role: Role, least: Role) -> Why | None:
    return "forbidden" if role < least else None


def _unknown(items: Sequence[Item]) -> Iterable[Fault]:
    given = [(number, item) for number, item in enumerate(items) if isinstance(item, Give)]
    everybody = {person_id for _, item in given for person_id in item.roles}
    unknown = unknown_among(everybody) if everybody else set()
    for number, item in given:
        errors = {
            f"users[{n}].user_id": UNKNOWN for n, person_id in enumerate(item.roles) if person_id in unknown
        }
        if errors:
            yield Fault(number, "invalid", errors)
