"""Since you last looked: how far each person has seen an event or a calendar, and what others did there since.

A look belongs to a visit: looks within half an hour of each other are one, so that what was new when one came stays
new while one goes to and fro. What one did oneself is never new.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from webapp.extensions import db
from webapp.models import Calendar, CalendarChange, CalendarLook, Event, EventLook, EventVersion, Person
from webapp.operations.access import open_calendar, open_event
from webapp.operations.unit import unit_of_work

VISIT = timedelta(minutes=30)
Kind = type[EventLook] | type[CalendarLook]


class Since(NamedTuple):
    """Where one last looked, and how much others did since."""

    place: int
    changes: int


def look_at_event(
    event_id: int, version: int, by: Person, now: datetime | None = None, arrived: bool = False
) -> None:
    """Keep that a person has seen an event as far as this version; never further than there is one.

    `arrived`: they saw it arrive, so where nothing was new when they came, nothing of it is new afterwards.
    """
    seen = min(version, open_event(by, event_id).event.version)
    whose = {"person_id": by.id, "event_id": event_id}
    _keep(EventLook, whose, seen, by, now or datetime.now(UTC), arrived)


def look_at_calendar(
    calendar_id: int, seq: int, by: Person, now: datetime | None = None, arrived: bool = False
) -> None:
    """Keep that a person has seen the history of a calendar as far as this number of its log; see look_at_event."""
    seen = min(seq, open_calendar(by, calendar_id).calendar.seq)
    whose = {"person_id": by.id, "calendar_id": calendar_id}
    _keep(CalendarLook, whose, seen, by, now or datetime.now(UTC), arrived)


def new_in_event(event: Event, person: Person, now: datetime) -> Since | None:
    """What others did to an event since this person looked; None where nothing, or they never did. Two statements."""
    look = db.session.get(EventLook, (person.id, event.id))
    if look is None or (place := _place(look, now)) >= event.version:
        return None
    wanted = select(func.count()).where(
        EventVersion.event_id == event.id, EventVersion.version > place, _by_others(person)
    )
    return _since(place, db.session.scalar(wanted))


def new_in_calendar(calendar: Calendar, person: Person, now: datetime) -> Since | None:
    """How many change sets and changes of settings of others a calendar has since this person looked. Two statements."""
    look = db.session.get(CalendarLook, (person.id, calendar.id))
    if look is None or (place := _place(look, now)) >= calendar.seq:
        return None
    sets = select(func.count(EventVersion.change_set_id.distinct())).where(
        EventVersion.calendar_id == calendar.id, EventVersion.seq > place, _by_others(person)
    )
    settings = select(func.count()).where(
        CalendarChange.calendar_id == calendar.id,
        CalendarChange.seq > place,
        _by_others(person, CalendarChange.actor_id),
    )
    return _since(place, db.session.scalar(select(sets.scalar_subquery() + settings.scalar_subquery())))


def _keep(kind: Kind, whose: dict[str, int], seen: int, by: Person, now: datetime, arrived: bool) -> None:
    """Written where there is something new, or another visit begins."""
    key = tuple(whose.values())
    known: Any = db.session.get(kind, key)
    if known is not None and known.seen >= seen and now - known.at <= VISIT:
        return
    with unit_of_work(by, now) as unit:
        # Two pages of one person may look for the first time at once.
        unit.session.execute(select(Person.id).where(Person.id == by.id).with_for_update())
        look: Any = unit.session.get(kind, key, populate_existing=True)
        if look is None:
            unit.session.add(kind(**whose, seen=seen, before=seen, at=now))
        else:
            place, last = _place(look, now), max(look.seen, seen)
            nothing_was_new = place >= look.seen
            look.before = last if arrived and nothing_was_new else place
            look.seen, look.at = last, now


def _place(look: EventLook | CalendarLook, now: datetime) -> int:
    return look.before if now - look.at <= VISIT else look.seen


def _by_others(person: Person, actor_id: Any = EventVersion.actor_id) -> Any:
    return or_(actor_id.is_(None), actor_id != person.id)


def _since(place: int, count: int | None) -> Since | None:
    return Since(place, count) if count else None
