"""Deleting a whole calendar for good: every event with its past, what it is called, and who was let in.

What stays are the frames of its rows of history with their links, a tombstone of each event, and a line of the audit
log that says who purged it, when and why, with one hash over all that was there. That line vouches for the rows of
sharing that have no content any more.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from webapp.domain.purges import CALENDAR_PURGED, GONE, PURGED_CALENDAR, PURGED_SETTINGS, PURGED_SHARING
from webapp.extensions import db
from webapp.models import (
    Answered,
    Calendar,
    CalendarChange,
    CalendarLook,
    Event,
    EventVersion,
    HiddenCalendar,
    Person,
    Share,
    ShareChange,
    Webhook,
)
from webapp.models.base import table_of
from webapp.operations.access import LARGEST_ID
from webapp.operations.administration import require_admin
from webapp.operations.audit import audit
from webapp.operations.errors import NotThere, Refused
from webapp.operations.purging import empty_events
from webapp.operations.revising import hold
from webapp.operations.sealing import seal_rows, sealed_among
from webapp.operations.unit import Unit, unit_of_work

ALREADY = "This calendar has been purged already."

# What a purge does with every table that names a calendar; a test finds those that are missing here.
DELETED = (CalendarLook, HiddenCalendar, Share, Webhook)
EMPTIED = (CalendarChange, EventVersion, ShareChange)
BY_EVENT = ("event", "occurrence")  # with each of its events
KEPT = ("calendar_log", "change_set")  # numbers and moments alone


@dataclass(frozen=True)
class PurgeableCalendar:
    """What an admin is shown of a calendar before they purge it: nothing of what is in it."""

    calendar_id: int
    name: str
    hue: str
    events: int
    versions: int
    deleted: bool
    owners: list[str]
    people: int
    changes_of_sharing: int
    purged: bool


@dataclass(frozen=True)
class Emptied:
    """How much of a calendar a purge deleted."""

    events: int
    versions: int


def purgeable_calendar(calendar_id: int) -> PurgeableCalendar:
    """A calendar without its content, for admins; raises NotThere. Three statements."""
    calendar = db.session.get(Calendar, calendar_id) if 0 < calendar_id <= LARGEST_ID else None
    if calendar is None:
        raise NotThere
    inside = _events(calendar_id)
    counts = [
        select(func.count()).select_from(Event).where(*inside),
        select(func.coalesce(func.sum(Event.version), 0)).where(*inside),
        select(func.count()).select_from(Share).where(Share.calendar_id == calendar_id),
        select(func.count()).select_from(ShareChange).where(_sharing(calendar_id)),
    ]
    row = db.session.execute(select(*(one.scalar_subquery() for one in counts))).one()
    named = select(Person.name).join(Share, Share.person_id == Person.id)
    owners = named.where(Share.calendar_id == calendar_id, Share.role == "owner").order_by(Person.name)
    return PurgeableCalendar(
        calendar_id,
        calendar.name,
        calendar.hue,
        events=row[0],
        versions=row[1],
        deleted=calendar.deleted_at is not None,
        owners=list(db.session.scalars(owners)),
        people=row[2],
        changes_of_sharing=row[3],
        purged=calendar.purged_at is not None,
    )


def purge_calendar(calendar_id: int, why: str, by: Person, address: str = "") -> Emptied:
    """Delete a calendar with everything in it, now and ever; says how much that was. It cannot be undone.

    Raises NotThere, RoleTooLow for everybody but admins, and Refused for a calendar that was purged before.
    """
    with unit_of_work(by) as unit:
        require_admin(unit)
        calendar = _hold(unit, calendar_id)
        events = unit.session.scalars(
            select(Event)
            .where(*_events(calendar_id))
            .order_by(Event.id)
            .execution_options(populate_existing=True)
        ).all()
        emptied = Emptied(len(events), sum(event.version for event in events))
        marks = [_fingerprint(unit, ShareChange, _sharing(calendar_id))]
        marks.append(empty_settings(unit, calendar_id))
        marks += empty_events(unit, calendar_id, events, why)
        _empty_sharing(unit, calendar_id)
        _forget(unit, calendar)
        about = {"why": why, "events": emptied.events, "versions": emptied.versions}
        about["fingerprint"] = hashlib.sha256("".join(marks).encode()).hexdigest()
        here = EventVersion.event_id.in_(select(Event.id).where(Event.calendar_id == calendar_id))
        sealed = {
            "version": sealed_among(unit, "version", here),
            "sharing": sealed_among(unit, "sharing", _sharing(calendar_id)),
            "settings": sealed_among(unit, "settings", CalendarChange.calendar_id == calendar_id),
        }
        about |= seal_rows(unit, sealed)
        audit(unit, CALENDAR_PURGED, ("calendar", calendar_id, f"calendar {calendar_id}"), address, **about)
        return emptied


def _hold(unit: Unit, calendar_id: int) -> Calendar:
    """The calendar, held until the commit."""
    hold(unit, calendar_id)
    wanted = select(Calendar).where(Calendar.id == min(calendar_id, LARGEST_ID))
    calendar = unit.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if calendar is None:
        raise NotThere
    if calendar.purged_at is not None:
        raise Refused(ALREADY)
    return calendar


def _events(calendar_id: int) -> tuple[ColumnElement[bool], ...]:
    """The events that are in it now and have been purged by nobody; those that moved away have left it."""
    return Event.calendar_id == calendar_id, Event.body != GONE


def _sharing(calendar_id: int) -> ColumnElement[bool]:
    """Its own changes of sharing, and in its chain those of the events that are in it now."""
    here = select(Event.id).where(Event.calendar_id == calendar_id)
    mine = or_(ShareChange.event_id.is_(None), ShareChange.event_id.in_(here))
    return and_(ShareChange.calendar_id == calendar_id, mine)


def _fingerprint(
    unit: Unit, model: type[ShareChange] | type[CalendarChange], condition: ColumnElement[bool]
) -> str:
    """One hash over those of all these changes."""
    digests = select(model.digest).where(condition).order_by(model.position)
    return hashlib.sha256(b"".join(bytes(one or b"") for one in unit.session.scalars(digests))).hexdigest()


def _empty_sharing(unit: Unit, calendar_id: int) -> None:
    """Who was let in is forgotten, and nobody is any more; their open pages hear of it."""
    nothing: dict[str, Any] = PURGED_SHARING | {"salt": None}
    unit.session.execute(update(table_of(ShareChange)).where(_sharing(calendar_id)).values(**nothing))
    here = select(Event.id).where(Event.calendar_id == calendar_id)
    shares = or_(Share.calendar_id == calendar_id, Share.event_id.in_(here))
    for person_id in unit.session.scalars(select(Share.person_id).where(shares).distinct()).all():
        unit.access_changed(person_id)
    unit.session.execute(delete(Share).where(shares))


def empty_settings(unit: Unit, calendar_id: int) -> str:
    """Forget what a calendar was called and how it was set before; gives back one hash over all that was there."""
    mark = _fingerprint(unit, CalendarChange, CalendarChange.calendar_id == calendar_id)
    changes = table_of(CalendarChange)
    nothing: dict[str, Any] = PURGED_SETTINGS | {"salt": None}
    unit.session.execute(update(changes).where(changes.c.calendar_id == calendar_id).values(**nothing))
    return mark


def _forget(unit: Unit, calendar: Calendar) -> None:
    """What it was called and how it was set, what people had switched off or seen, and the request that made it."""
    for model in DELETED:
        unit.session.execute(delete(model).where(model.calendar_id == calendar.id))
    for kept in unit.session.scalars(select(Answered)).all():
        if kept.result == {"id": calendar.id}:
            kept.fingerprint = "purged"
    for column, value in PURGED_CALENDAR.items():
        setattr(calendar, column, value)
    calendar.purged_at = unit.now
    calendar.deleted_at = calendar.deleted_at or unit.now
    unit.session.flush()
    unit.log(calendar.id, unit.next_seq(calendar.id), "calendar", calendar.id)
