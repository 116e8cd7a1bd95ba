"""The only look-ups by id. Finding is authorising: what one may not see is not there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.orm import aliased

from webapp.domain.roles import Role, higher, role_of
from webapp.extensions import db
from webapp.models import Calendar, ChangeSet, Event, EventVersion, FeedAddress, Person, Share, ShareChange
from webapp.models.base import table_of
from webapp.operations.errors import NotThere, Purged, RoleTooLow
from webapp.operations.prepared import Prepared
from webapp.operations.refreshing import as_object

Rows = Select[*tuple[Any, ...]]

LARGEST_ID = 2_147_483_647  # PostgreSQL's integer; anything larger is not there, not a fault

# The role on the calendar, and the one on the event alone, of whoever asks.
calendar_share = aliased(Share, name="on_calendar")
event_share = aliased(Share, name="on_event")


@dataclass(frozen=True)
class OpenCalendar:
    """A calendar and the role that the person who asked has on it."""

    calendar: Calendar
    role: Role


@dataclass(frozen=True)
class OpenEvent:
    """An event, its calendar, and the role that counts; `through_calendar` is None for who was given the event alone."""

    event: Event
    calendar: Calendar
    role: Role
    through_calendar: Role | None


@dataclass(frozen=True)
class OpenFeed:
    """The calendar that the secret address of a feed leads to, and the person whose address and rights they are."""

    calendar: Calendar
    person: Person


@dataclass(frozen=True)
class OpenChangeSet:
    """A change set of which the person who asked sees something; `role` is the lowest that they have on what it changed.

    None where some of that is out of their sight.
    """

    change_set: ChangeSet
    role: Role | None


def open_calendar(
    person: Person, calendar_id: int, at_least: Role = Role.VIEWER, deleted: bool = False
) -> OpenCalendar:
    """The calendar with this id; raises NotThere for strangers and RoleTooLow for people whose role is lower.

    A deleted calendar is there for its owners only, and only where `deleted` asks for it.
    """
    _check_id(calendar_id)
    row = _read(_ONE_CALENDAR, person, calendar_id)
    if row is None or (row.Calendar.deleted_at is not None and not (deleted and row.role == "owner")):
        raise NotThere
    return OpenCalendar(row.Calendar, _require(role_of(row.role), at_least))


def open_event(
    person: Person, event_id: int, at_least: Role = Role.VIEWER, purged: bool = False
) -> OpenEvent:
    """The event with this id; raises NotThere for strangers and RoleTooLow for people whose role is lower.

    One that was purged raises Purged for everybody else, except where `purged` asks for what is left of it.
    """
    _check_id(event_id)
    session = db.session()
    session.flush()
    rows = _ONE_EVENT.read(session.connection(), {"asking": person.id, "number": event_id})
    if not rows:
        raise NotThere
    row, width = rows[0], len(_EVENT_NAMES)
    event = as_object(session, Event, dict(zip(_EVENT_NAMES, row, strict=False)))
    calendar = as_object(session, Calendar, dict(zip(_CALENDAR_NAMES, row[width:], strict=False)))
    through_calendar = role_of(row[-2])
    role = _require(higher(through_calendar, role_of(row[-1])), at_least)
    if event.purged and not purged:
        raise _purged(event)
    return OpenEvent(event, calendar, role, through_calendar)


def open_events(person: Person, event_ids: Collection[int]) -> dict[int, OpenEvent]:
    """Those of these events that the person sees, by id and in its order, with the role on each; one statement. Nothing is raised."""
    rows = db.session.execute(_MANY_EVENTS, {"asking": person.id, "numbers": _possible(event_ids)})
    found = {}
    for row in rows:
        through, alone = role_of(row.calendar_role), role_of(row.event_role)
        if role := higher(through, alone):
            found[row.Event.id] = OpenEvent(row.Event, row.Calendar, role, through)
    return found


def open_calendars(person: Person, calendar_ids: Collection[int]) -> dict[int, OpenCalendar]:
    """Those of these calendars that the person sees, by id and in its order, with the role on each; one statement. Nothing is raised."""
    rows = db.session.execute(_MANY_CALENDARS, {"asking": person.id, "numbers": _possible(calendar_ids)})
    roles = [(row.Calendar, role_of(row.role)) for row in rows]
    return {calendar.id: OpenCalendar(calendar, role) for calendar, role in roles if role}


def _possible(numbers: Collection[int]) -> list[int]:
    return sorted({number for number in numbers if 0 < number <= LARGEST_ID})


def _purged(event: Event) -> Purged:
    """Who, when and why: the last version of a purged event says it."""
    last = select(EventVersion.actor_label, EventVersion.at, EventVersion.summary).where(
        EventVersion.event_id == event.id, EventVersion.version == event.version
    )
    row = db.session.execute(last).one()
    return Purged(row.actor_label, row.at, row.summary)


def open_feed(digest: str) -> OpenFeed:
    """What leads from the hash of a secret address, with the rights of this moment; else NotThere. One statement."""
    row = db.session.execute(_ONE_FEED, {"digest": digest}).one_or_none()
    if row is None:
        raise NotThere
    return OpenFeed(row.Calendar, row.Person)


def open_change_set(person: Person, change_set_id: int, at_least: Role = Role.VIEWER) -> OpenChangeSet:
    """The change set with this id; raises NotThere for who sees no event of it.

    More than looking at it takes that role on every event that it changed, else RoleTooLow.
    """
    _check_id(change_set_id)
    asked = {"asking": person.id, "number": change_set_id}
    rows = db.session.execute(_ROLES_IN_SET, asked).all()
    if not rows:
        raise NotThere
    total = db.session.execute(_EVENTS_OF_SET, {"number": change_set_id}).scalar_one()
    roles = [higher(role_of(row.calendar_role), role_of(row.event_role)) for row in rows]
    seen = sum(row.events for row in rows) == total
    role = min(one for one in roles if one is not None) if seen else None
    if at_least > Role.VIEWER and (role is None or role < at_least):
        raise RoleTooLow
    return OpenChangeSet(db.session.get_one(ChangeSet, change_set_id), role)


def calendar_query(person_id: int | BindParameter[int]) -> Rows:
    """Calendar and role word of every calendar this person has a role on, deleted ones included."""
    mine = and_(calendar_share.calendar_id == Calendar.id, calendar_share.person_id == person_id)
    return select(Calendar, calendar_share.role.label("role")).join(calendar_share, mine)


def event_query(person_id: int | BindParameter[int]) -> Rows:
    """Event, Calendar and both role words of every event this person may see."""
    on_calendar = and_(calendar_share.calendar_id == Event.calendar_id, calendar_share.person_id == person_id)
    on_event = and_(event_share.event_id == Event.id, event_share.person_id == person_id)
    return (
        select(
            Event, Calendar, calendar_share.role.label("calendar_role"), event_share.role.label("event_role")
        )
        .join(Calendar, Calendar.id == Event.calendar_id)
        .outerjoin(calendar_share, on_calendar)
        .outerjoin(event_share, on_event)
        .where(
            Calendar.deleted_at.is_(None), or_(calendar_share.id.is_not(None), event_share.id.is_not(None))
        )
    )


def _read(query: Rows, person: Person, number: int) -> Any:
    return db.session.execute(query, {"asking": person.id, "number": number}).one_or_none()


def given_query() -> Rows:
    """Events, with version and role, that the person `asking` was given one by one, in whatever calendar they are."""
    asking: BindParameter[int] = bindparam("asking")
    return (
        select(Event.id, Event.version, Share.role)
        .join(Share, Share.event_id == Event.id)
        .join(Calendar, Calendar.id == Event.calendar_id)
        .where(Share.person_id == asking, Calendar.deleted_at.is_(None))
    )


def alone_query() -> Rows:
    """Those of them that are outside of the person's calendars."""
    asking: BindParameter[int] = bindparam("asking")
    through = select(Share.calendar_id).where(Share.person_id == asking, Share.calendar_id.is_not(None))
    return given_query().where(Event.calendar_id.not_in(through))


def calendars_seen(person_id: int | BindParameter[int]) -> Select[Any]:
    """The ids of the calendars that a person sees."""
    mine = select(Share.calendar_id).join(Calendar, Calendar.id == Share.calendar_id)
    return mine.where(Share.person_id == person_id, Calendar.deleted_at.is_(None))


def seen_by(person_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Events that this person may see, as a condition that is met through indexes: calendars first, never all events."""
    alone = select(Share.event_id).where(Share.person_id == person_id, Share.event_id.is_not(None))
    there = select(Calendar.id).where(Calendar.deleted_at.is_(None))
    given = and_(Event.id.in_(alone), Event.calendar_id.in_(there))
    return or_(Event.calendar_id.in_(calendars_seen(person_id)), given)


def touched_by_set() -> CompoundSelect[tuple[int | None]]:
    """The events that the change set `number` wrote or gave roles on, each once."""
    written = select(EventVersion.event_id).where(EventVersion.change_set_id == bindparam("number"))
    shared = select(ShareChange.event_id).where(ShareChange.change_set_id == bindparam("number"))
    return union(written, shared)


def _check_id(number: int) -> None:
    if not 0 < number <= LARGEST_ID:
        raise NotThere


def _require(role: Role | None, at_least: Role) -> Role:
    if role is None:
        raise NotThere
    if role < at_least:
        raise RoleTooLow
    return role


def _one(query: Rows, column: Any) -> Rows:
    # populate_existing: inside a unit of work an object of an earlier snapshot must not answer for the row.
    return query.where(column == bindparam("number")).execution_options(populate_existing=True)


# Built once: every page and every write comes through one of these, and building them costs more than running them.
_ONE_CALENDAR = _one(calendar_query(bindparam("asking")), Calendar.id)
_ROLES_IN_SET = (
    event_query(bindparam("asking"))
    .with_only_columns(
        calendar_share.role.label("calendar_role"),
        event_share.role.label("event_role"),
        func.count().label("events"),
    )
    .where(Event.id.in_(touched_by_set()))
    .group_by(calendar_share.role, event_share.role)
)
_EVENTS_OF_SET = select(func.count()).select_from(touched_by_set().subquery())
# The look-up of every page and every save goes past the ORM, which takes several times as long to make them.
_EVENT_NAMES, _CALENDAR_NAMES = table_of(Event).c.keys(), table_of(Calendar).c.keys()
_ONE_EVENT = Prepared(
    _one(event_query(bindparam("asking")), Event.id).with_only_columns(
        *table_of(Event).c,
        *table_of(Calendar).c,
        calendar_share.role.label("calendar_role"),
        event_share.role.label("event_role"),
        maintain_column_froms=True,
    )
)
_MANY: BindParameter[list[int]] = bindparam("numbers", expanding=True)
_MANY_EVENTS = (
    event_query(bindparam("asking"))
    .where(Event.id.in_(_MANY))
    .order_by(Event.id)
    .execution_options(populate_existing=True)
)
_MANY_CALENDARS = (
    calendar_query(bindparam("asking"))
    .where(Calendar.id.in_(_MANY), Calendar.deleted_at.is_(None))
    .order_by(Calendar.id)
    .execution_options(populate_existing=True)
)
_ONE_FEED = (
    select(Calendar, Person)
    .join(Share, Share.calendar_id == Calendar.id)
    .join(Person, Person.id == Share.person_id)
    .join(FeedAddress, FeedAddress.share_id == Share.id)
    .where(FeedAddress.digest == bindparam("digest"))
    .where(Calendar.deleted_at.is_(None), Person.disabled_at.is_(None))
)
