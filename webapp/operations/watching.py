"""What many people may see at this moment, and who changed that: a constant number of statements for all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, or_, select

from webapp.domain.roles import Role, higher
from webapp.extensions import db
from webapp.models import (
    Calendar,
    Event,
    HiddenCalendar,
    Person,
    Share,
    ShareChange,
    SignIn,
)
from webapp.models.base import table_of
from webapp.operations.access import Rows
from webapp.operations.prepared import Prepared
from webapp.operations.sessions import IDLE


class Onlooker(NamedTuple):
    """What live pages need to know of the person behind a device."""

    id: int
    name: str
    zone: str
    locale: str
    clock: int
    week_start: int


class SeenCalendar(NamedTuple):
    """A calendar as one person sees it; people with the same role see the same object."""

    id: int
    name: str
    hue: str
    zone: str
    seq: int
    one_at_a_time: bool
    role: Role
    hidden: bool


class AloneEvent(NamedTuple):
    """An event that a person was given by itself."""

    event_id: int
    calendar_id: int
    version: int
    hue: str
    role: Role
    one_at_a_time: bool


@dataclass
class Sight:
    """What one person may see: calendars and single events by id, with the role and the counter of each."""

    person: Onlooker
    calendars: dict[int, SeenCalendar] = field(default_factory=dict)
    events: dict[int, AloneEvent] = field(default_factory=dict)

    def role_on_event(self, event_id: int, calendar_id: int) -> Role | None:
        calendar, event = self.calendars.get(calendar_id), self.events.get(event_id)
        return higher(calendar.role if calendar else None, event.role if event else None)

    def role_at(self, calendar_id: int, event_id: int | None) -> Role | None:
        """The role on a whole calendar, or on one event of it."""
        if event_id is not None:
            return self.role_on_event(event_id, calendar_id)
        calendar = self.calendars.get(calendar_id)
        return calendar.role if calendar else None

    @property
    def alone(self) -> list[AloneEvent]:
        """Events that the person sees without their calendars."""
        return [event for event in self.events.values() if event.calendar_id not in self.calendars]


def begin_reading() -> None:
    """Let the statements that follow see one snapshot of the database."""
    db.session.rollback()


def sights_of(sign_in_ids: Collection[int], now: datetime | None = None) -> dict[int, Sight]:
    """What the people behind these signed-in devices may see, by device; who is signed out is missing.

    Two statements, whatever the number of people.
    """
    connection = db.session.connection()
    at = now or datetime.now(UTC)
    rows = _SIGNED_IN.read_of(connection, "devices", sign_in_ids, {"now": at, "used": at - IDLE})
    people = {row[0]: Onlooker._make(row[1:]) for row in rows}
    sights = {person.id: Sight(person) for person in people.values()}
    seen: dict[tuple[int, str, bool], SeenCalendar] = {}
    for share in _SHARES.read_of(connection, "people", sights):
        person_id, role, hidden, event_id, version, number, name, hue, zone, seq, one_at_a_time = share
        if event_id is not None:
            alone = AloneEvent(event_id, number, version, hue, _ROLES[role], one_at_a_time)
            sights[person_id].events[event_id] = alone
            continue
        key = (number, role, hidden is not None)
        if key not in seen:
            seen[key] = SeenCalendar(number, name, hue, zone, seq, one_at_a_time, _ROLES[role], key[2])
        sights[person_id].calendars[number] = seen[key]
    return {sign_in_id: sights[person.id] for sign_in_id, person in people.items()}


def who_took_access(people: Collection[int], calendar_id: int | None, event_id: int | None) -> dict[int, str]:
    """By person, the name of whoever took their last role on a calendar or event from them; one statement."""
    last = _last_share_changes(people, calendar_id, event_id)
    return {
        person_id: change.actor_label
        for person_id, change in last.items()
        if change.new_role is None and change.actor_id != person_id
    }


def who_changed_roles(
    people: Collection[int], calendar_id: int | None, event_id: int | None
) -> dict[int, str]:
    """By person, the name of whoever else changed their role on a calendar or event last; one statement."""
    last = _last_share_changes(people, calendar_id, event_id)
    return {
        person_id: change.actor_label for person_id, change in last.items() if change.actor_id != person_id
    }


def _last_share_changes(
    people: Collection[int], calendar_id: int | None, event_id: int | None
) -> dict[int, ShareChange]:
    """Without `calendar_id` it is the event's own calendar. Nobody hears of others' roles: `people` are who is told."""
    of_event = select(Event.calendar_id).where(Event.id == event_id).scalar_subquery()
    query = select(ShareChange).where(
        ShareChange.person_id.in_(people),
        ShareChange.calendar_id == (of_event if calendar_id is None else calendar_id),
        or_(ShareChange.event_id.is_(None), ShareChange.event_id == event_id),
    )
    ordered = db.session.scalars(query.order_by(ShareChange.id))
    return {change.person_id: change for change in ordered if change.person_id is not None}


def _sign_ins() -> Rows:
    devices, people = table_of(SignIn).c, table_of(Person).c
    return (
        select(devices.id, *(people[name] for name in Onlooker._fields))
        .join_from(table_of(SignIn), table_of(Person), people.id == devices.person_id)
        .where(devices.id.in_(bindparam("devices", expanding=True)), people.disabled_at.is_(None))
        .where(devices.expires_at >= bindparam("now"), devices.seen_at >= bindparam("used"))
    )


def _shares_seen() -> Rows:
    """Every share with its calendar, and with the event where it is of one alone."""
    share, hidden, event, calendar = (table_of(model).c for model in (Share, HiddenCalendar, Event, Calendar))
    mine = and_(hidden.person_id == share.person_id, hidden.calendar_id == share.calendar_id)
    of = func.coalesce(share.calendar_id, event.calendar_id)
    return (
        select(share.person_id, share.role, hidden.person_id.label("hidden"), event.id, event.version)
        .add_columns(
            calendar.id, calendar.name, calendar.hue, calendar.zone, calendar.seq, calendar.one_at_a_time
        )
        .join_from(table_of(Share), table_of(Event), event.id == share.event_id, isouter=True)
        .join(table_of(Calendar), calendar.id == of)
        .join(table_of(HiddenCalendar), mine, isouter=True)
        .where(share.person_id.in_(bindparam("people", expanding=True)), calendar.deleted_at.is_(None))
    )


_ROLES = {role.word: role for role in Role}
# Compiled once, and past SQLAlchemy on SQLite: they are asked before every frame, for a thousand people at once.
_SIGNED_IN, _SHARES = Prepared(_sign_ins()), Prepared(_shares_seen())
