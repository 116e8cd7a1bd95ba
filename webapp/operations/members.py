"""Who has a role on what, since when and from whom; what happened to it; whom one could share with."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from webapp.domain.roles import Role, role_of
from webapp.domain.texts import showable
from webapp.extensions import db
from webapp.models import Calendar, Event, Person, Share, ShareChange
from webapp.operations.access import LARGEST_ID
from webapp.operations.errors import NotThere

SHORTEST_SEARCH = 2

OnCalendar = aliased(Share)


@dataclass(frozen=True)
class Target:
    """What is shared: a whole calendar, or one event of it (`event_id`)."""

    calendar_id: int
    event_id: int | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        """The shares on exactly this."""
        if self.event_id is None:
            return Share.calendar_id == self.calendar_id
        return Share.event_id == self.event_id

    @property
    def changes(self) -> ColumnElement[bool]:
        """The sharing history of exactly this."""
        if self.event_id is None:
            return and_(ShareChange.calendar_id == self.calendar_id, ShareChange.event_id.is_(None))
        return ShareChange.event_id == self.event_id


@dataclass(frozen=True)
class Member:
    """One line of a share panel."""

    share_id: int
    person: Person
    role: Role
    since: datetime
    by_id: int | None
    by_name: str | None
    through_calendar: bool = False


class Standing(NamedTuple):
    """A person's own role (None: at most one through the calendar), and whether no other owner is left."""

    role: Role | None
    only_owner: bool


class AloneEvent(NamedTuple):
    """An event that a person sees although they have no role on its calendar."""

    event: Event
    role: Role
    hue: str


def members(target: Target) -> list[Member]:
    """Who has a role on a calendar, owners first; for an event also who has one through its calendar. One statement."""
    if target.event_id is None:
        wanted = Share.calendar_id == target.calendar_id
    else:
        wanted = or_(Share.event_id == target.event_id, Share.calendar_id == target.calendar_id)
    rows = db.session.execute(_members().where(wanted))
    return _in_order([_as_member(row, target) for row in rows])


def members_of_calendar(calendar: Calendar) -> list[Member]:
    """Who has a role on a calendar, owners first."""
    return members(Target(calendar.id))


def members_of_calendars(calendar_ids: Collection[int]) -> dict[int, list[Member]]:
    """The same of several calendars, by calendar; one statement."""
    found: dict[int, list[Member]] = {number: [] for number in calendar_ids}
    rows = db.session.execute(_members().where(Share.calendar_id.in_(calendar_ids)))
    for row in rows:
        found[row.Share.calendar_id].append(_as_member(row, Target(row.Share.calendar_id)))
    return {number: _in_order(members) for number, members in found.items()}


def role_on(target: Target, person_id: int) -> Role | None:
    """The highest role of a person on a calendar or an event, the one through the calendar included."""
    wanted = or_(target.condition, Share.calendar_id == target.calendar_id)
    words = db.session.scalars(select(Share.role).where(wanted, Share.person_id == person_id))
    return max((role for role in map(role_of, words) if role), default=None)


def standing(target: Target, person_id: int) -> Standing:
    """What a person has on exactly this target; one statement."""
    own = select(Share.role).where(target.condition, Share.person_id == person_id).scalar_subquery()
    active = and_(Share.role == Role.OWNER.word, Person.disabled_at.is_(None), Share.person_id != person_id)
    others = select(func.count()).select_from(Share).join(Person, Person.id == Share.person_id)
    row = db.session.execute(select(own, others.where(target.condition, active).scalar_subquery())).one()
    role = role_of(row[0])
    # An event always has the owners of its calendar, so nobody is its only one.
    return Standing(role, role is Role.OWNER and target.event_id is None and row[1] == 0)


def sharing_history(target: Target, at_most: int = 50) -> list[ShareChange]:
    """What happened to the sharing of a calendar or of one event, newest first."""
    query = select(ShareChange).where(target.changes).order_by(ShareChange.id.desc()).limit(at_most)
    return list(db.session.scalars(query))


def sharing_seq(target: Target) -> int:
    """The number, in the calendar's log, of the last change to who may see the target.

    Not the calendar's own `seq`: that would tell somebody who owns one event how busy the rest of the calendar is.
    """
    seen = select(func.max(ShareChange.seq)).where(or_(target.changes, Target(target.calendar_id).changes))
    return db.session.scalar(seen) or 0


def find_people(typed: str, but: set[int], at_most: int = 8) -> list[Person]:
    """People whose name or username contains what was typed (at least 2 characters); disabled ones are left out.

    An e-mail address finds its person only when typed whole: nobody can collect addresses by guessing parts.
    """
    wanted = showable(typed).strip().removeprefix("@")[:254]
    if len(wanted) < SHORTEST_SEARCH:
        return []
    pattern = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    whole = or_(Person.username == wanted.lower(), Person.email == wanted.lower())
    fits = or_(Person.name.ilike(pattern, escape="\\"), Person.username.ilike(pattern, escape="\\"), whole)
    query = select(Person).where(fits, Person.disabled_at.is_(None), Person.id.not_in(but))
    order = (case((whole, 0), else_=1), Person.name, Person.id)
    return list(db.session.scalars(query.order_by(*order).limit(at_most)))


def people_meant(typed: str, but: set[int]) -> list[Person]:
    """Whom a typed text can mean: one person where it is their whole username, address or name, else all it fits."""
    found = find_people(typed, but)
    wanted = typed.strip().removeprefix("@").lower()
    for whole in ("username", "email", "name"):
        named = [person for person in found if getattr(person, whole).lower() == wanted]
        if named:
            return named
    return found


def person_with(person_id: int) -> Person:
    """Somebody who can be given a role; raises NotThere for whoever is unknown or switched off."""
    found = db.session.get(Person, person_id) if 0 < person_id <= LARGEST_ID else None
    if found is None or not found.is_active:
        raise NotThere
    return found


def unknown_among(people: Collection[int]) -> set[int]:
    """Those of these numbers that no account has which could be given a role; one statement."""
    possible = [person_id for person_id in people if 0 < person_id <= LARGEST_ID]
    known = select(Person.id).where(Person.id.in_(possible), Person.disabled_at.is_(None))
    return set(people) - set(db.session.scalars(known))


def name_of(person_id: int) -> str:
    """The name of somebody who exists, switched off or not."""
    return db.session.get_one(Person, person_id).name


def events_shared_alone(person: Person) -> list[AloneEvent]:
    """The events a person was given without their calendar, by start; one statement."""
    mine = and_(Share.event_id == Event.id, Share.person_id == person.id)
    whole = select(OnCalendar.id).where(
        OnCalendar.calendar_id == Event.calendar_id, OnCalendar.person_id == person.id
    )
    query = (
        select(Event, Share.role, Calendar.hue)
        .join(Share, mine)
        .join(Calendar, Calendar.id == Event.calendar_id)
        .where(Event.deleted.is_(False), Calendar.deleted_at.is_(None), ~whole.exists())
    )
    rows = db.session.execute(query.order_by(Event.start_utc, Event.id))
    return [AloneEvent(row.Event, role_of(row.role) or Role.VIEWER, row.hue) for row in rows]


def _members() -> Select[Any]:
    giver = select(Person.name).where(Person.id == Share.granted_by_id).correlate(Share).scalar_subquery()
    return select(Share, Person, giver.label("by_name")).join(Person, Person.id == Share.person_id)


def _as_member(row: Any, target: Target) -> Member:
    share: Share = row.Share
    role = role_of(share.role) or Role.VIEWER
    through = target.event_id is not None and share.event_id is None
    return Member(share.id, row.Person, role, share.granted_at, share.granted_by_id, row.by_name, through)


def _in_order(members: list[Member]) -> list[Member]:
    def place(one: Member) -> tuple[bool, int, str, int]:
        return one.through_calendar, -one.role, one.person.name.casefold(), one.person.id

    return sorted(members, key=place)
