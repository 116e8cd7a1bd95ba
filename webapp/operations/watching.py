"""What many people may see at this moment, and who changed that: a constant number of statements for all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, or_, select

from webapp.domain.roles import Role, higher, role_of
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
from webapp.operations.calendars import CalendarRow
from webapp.operations.sessions import IDLE


class Onlooker(NamedTuple):
    """What live pages need to know of the person behind a device."""

    id: int
    name: str
    zone: str
    locale: str
    clock: int
    week_start: int


@dataclass(frozen=True)
class AloneEvent:
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
    calendars: dict[int, CalendarRow] = field(default_factory=dict)
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

    At most four statements, whatever the number of people.
    """
    people = _signed_in(sign_in_ids, now or datetime.now(UTC))
    sights = {person.id: Sight(person) for person in people.values()}
    shares = db.session.connection().execute(_SHARES, {"people": list(sights)}).all()
    _add_calendars(sights, [share for share in shares if share.calendar_id is not None])
    _add_events(sights, [share for share in shares if share.event_id is not None])
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


def _signed_in(sign_in_ids: Collection[int], now: datetime) -> dict[int, Onlooker]:
    asked = {"devices": list(sign_in_ids), "now": now, "used": now - IDLE}
    return {row[0]: Onlooker(*row[1:]) for row in db.session.connection().execute(_SIGNED_IN, asked)}


def _add_calendars(sights: dict[int, Sight], shares: Sequence[Any]) -> None:
    wanted = {"wanted": list({share.calendar_id for share in shares})}
    found = {row.id: row for row in db.session.connection().execute(_CALENDARS, wanted)} if shares else {}
    rows: dict[tuple[int, str, bool], CalendarRow] = {}  # people with the same role see the same row
    for share in shares:
        calendar, seen_as = (
            found.get(share.calendar_id),
            (share.calendar_id, share.role, share.hidden is not None),
        )
        if calendar is not None:
            row = rows.get(seen_as) or rows.setdefault(seen_as, _calendar_row(calendar, share))
            sights[share.person_id].calendars[calendar.id] = row


def _calendar_row(calendar: Any, share: Any) -> CalendarRow:
    return CalendarRow(
        id=calendar.id,
        name=calendar.name,
        hue=calendar.hue,
        zone=calendar.zone,
        seq=calendar.seq,
        role=role_of(share.role) or Role.VIEWER,
        hidden=share.hidden is not None,
        private=False,
        owner_name="",
        one_at_a_time=calendar.one_at_a_time,
    )


def _add_events(sights: dict[int, Sight], shares: Sequence[Any]) -> None:
    wanted = {"wanted": list({share.event_id for share in shares})}
    found = {row.id: row for row in db.session.connection().execute(_EVENTS, wanted)} if shares else {}
    for share in shares:
        if event := found.get(share.event_id):
            role = role_of(share.role) or Role.VIEWER
            alone = AloneEvent(
                event.id, event.calendar_id, event.version, event.hue, role, event.one_at_a_time
            )
            sights[share.person_id].events[event.id] = alone


def _sign_ins() -> Rows:
    devices, people = table_of(SignIn).c, table_of(Person).c
    return (
        select(devices.id, *(people[name] for name in Onlooker._fields))
        .join_from(table_of(SignIn), table_of(Person), people.id == devices.person_id)
        .where(devices.id.in_(bindparam("devices", expanding=True)), people.disabled_at.is_(None))
        .where(devices.expires_at >= bindparam("now"), devices.seen_at >= bindparam("used"))
    )


def _shares() -> Rows:
    share, hidden = table_of(Share).c, table_of(HiddenCalendar).c
    mine = and_(hidden.person_id == share.person_id, hidden.calendar_id == share.calendar_id)
    return (
        select(share.person_id, share.calendar_id, share.event_id, share.role)
        .add_columns(hidden.person_id.label("hidden"))
        .join_from(table_of(Share), table_of(HiddenCalendar), mine, isouter=True)
        .where(share.person_id.in_(bindparam("people", expanding=True)))
    )


def _calendars() -> Rows:
    calendar = table_of(Calendar).c
    return select(
        calendar.id, calendar.name, calendar.hue, calendar.zone, calendar.seq, calendar.one_at_a_time
    ).where(calendar.id.in_(bindparam("wanted", expanding=True)), calendar.deleted_at.is_(None))


def _events() -> Rows:
    event, calendar = table_of(Event).c, table_of(Calendar).c
    return (
        select(event.id, event.calendar_id, event.version, calendar.hue, calendar.one_at_a_time)
        .join_from(table_of(Event), table_of(Calendar), calendar.id == event.calendar_id)
        .where(event.id.in_(bindparam("wanted", expanding=True)), calendar.deleted_at.is_(None))
    )


# Built once, and columns instead of entities: they are asked before every frame, for a thousand people at once.
_SIGNED_IN, _SHARES, _CALENDARS, _EVENTS = _sign_ins(), _shares(), _calendars(), _events()
