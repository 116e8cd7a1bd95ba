"""Who may see and do what: giving, changing and taking roles on calendars and single events."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from webapp.domain.roles import Role, role_of
from webapp.extensions import db
from webapp.models import Calendar, Event, Person, Share, ShareChange
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.revising import lock_calendar, lock_event
from webapp.operations.unit import Unit, unit_of_work

LAST_OWNER = "The last owner cannot go. Make somebody else an owner first."


@dataclass(frozen=True)
class Target:
    """What is shared: a whole calendar, or one event of it (`event_id`)."""

    calendar_id: int
    event_id: int | None = None

    @property
    def condition(self) -> ColumnElement[bool]:
        if self.event_id is None:
            return Share.calendar_id == self.calendar_id
        return Share.event_id == self.event_id


@dataclass(frozen=True)
class Member:
    """One line of a share panel."""

    share_id: int
    person: Person
    role: Role
    since: datetime
    by_name: str | None
    through_calendar: bool = False


def share_calendar(calendar_id: int, person_id: int, role: Role, by: Person) -> Share:
    """Give a person a role on a calendar, or another one than they have; owners only."""
    with unit_of_work(by) as unit:
        calendar = lock_calendar(unit, calendar_id, Role.OWNER).calendar
        return _grant(unit, Target(calendar.id), person_id, role)


def share_event(event_id: int, person_id: int, role: Role, by: Person) -> Share:
    """Give a person a role on one event alone; owners only."""
    with unit_of_work(by) as unit:
        opened = lock_event(unit, event_id, Role.OWNER)
        return _grant(unit, Target(opened.calendar.id, opened.event.id), person_id, role)


def stop_sharing_calendar(calendar_id: int, person_id: int, by: Person) -> None:
    """Take a person's role on a calendar; owners, or the person themselves. The last owner stays."""
    with unit_of_work(by) as unit:
        opened = lock_calendar(unit, calendar_id, Role.VIEWER)
        _check_may_remove(opened.role, person_id, by)
        _revoke(unit, Target(opened.calendar.id), person_id)


def stop_sharing_event(event_id: int, person_id: int, by: Person) -> None:
    """Take a person's role on one event; owners, or the person themselves."""
    with unit_of_work(by) as unit:
        opened = lock_event(unit, event_id, Role.VIEWER)
        _check_may_remove(opened.role, person_id, by)
        _revoke(unit, Target(opened.calendar.id, opened.event.id), person_id)


def members_of_calendar(calendar: Calendar) -> list[Member]:
    """Who has a role on a calendar, owners first."""
    rows = db.session.execute(_members().where(Share.calendar_id == calendar.id))
    return _in_order([_as_member(row) for row in rows])


def members_of_event(event: Event) -> list[Member]:
    """Who may see an event: through its calendar, or given the event alone; one statement."""
    rows = db.session.execute(_members().where(or_(Share.event_id == event.id, Share.calendar_id == event.calendar_id)))
    return _in_order([_as_member(row, through_calendar=row.Share.event_id is None) for row in rows])


def sharing_history(target: Target, at_most: int = 50) -> list[ShareChange]:
    """What happened to the sharing of a calendar or of one event, newest first."""
    query = select(ShareChange).where(ShareChange.calendar_id == target.calendar_id)
    only = ShareChange.event_id.is_(None) if target.event_id is None else ShareChange.event_id == target.event_id
    return list(db.session.scalars(query.where(only).order_by(ShareChange.id.desc()).limit(at_most)))


def find_people(typed: str, but: set[int], at_most: int = 8) -> list[Person]:
    """People whose name or username contains what was typed (at least 2 characters); disabled ones are left out.

    An e-mail address finds its person only when typed whole: nobody can collect addresses by guessing parts.
    """
    wanted = typed.strip().lower()
    if len(wanted) < 2:
        return []
    pattern = "%" + wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    fits = or_(
        func.lower(Person.name).like(pattern, escape="\\"),
        Person.username.like(pattern, escape="\\"),
        Person.email == wanted,
    )
    query = select(Person).where(fits, Person.disabled_at.is_(None), Person.id.not_in(but))
    return list(db.session.scalars(query.order_by(Person.name, Person.id).limit(at_most)))


def _check_may_remove(role: Role, person_id: int, by: Person) -> None:
    if role < Role.OWNER and person_id != by.id:
        raise RoleTooLow


def _grant(unit: Unit, target: Target, person_id: int, role: Role) -> Share:
    person = unit.session.get(Person, person_id) if 0 < person_id < 2**31 else None
    if person is None or not person.is_active:
        raise NotThere
    share = unit.session.execute(select(Share).where(target.condition, Share.person_id == person_id)).scalar_one_or_none()
    old = share.role if share else None
    if share and old == role.word:
        return share
    if old == "owner":
        _keep_an_owner(unit, target)
    if share is None:
        share = _new_share(unit, target, person_id)
    share.role, share.granted_by_id, share.granted_at = role.word, unit.actor_id, unit.now
    unit.session.add(share)
    _record(unit, target, person, old, role.word)
    return share


def _new_share(unit: Unit, target: Target, person_id: int) -> Share:
    on_calendar = target.calendar_id if target.event_id is None else None
    return Share(calendar_id=on_calendar, event_id=target.event_id, person_id=person_id)


def _revoke(unit: Unit, target: Target, person_id: int) -> None:
    share = unit.session.execute(select(Share).where(target.condition, Share.person_id == person_id)).scalar_one_or_none()
    if share is None:
        raise NotThere
    if share.role == "owner":
        _keep_an_owner(unit, target)
    person = unit.session.get_one(Person, person_id)
    unit.session.delete(share)
    _record(unit, target, person, share.role, None)


def _keep_an_owner(unit: Unit, target: Target) -> None:
    # An event always has the owners of its calendar; only a calendar can be left without one.
    if target.event_id is not None:
        return
    owners = select(func.count()).select_from(Share).where(target.condition, Share.role == "owner")
    if unit.session.execute(owners).scalar_one() < 2:
        raise Refused(LAST_OWNER)


def _record(unit: Unit, target: Target, person: Person, old: str | None, new: str | None) -> None:
    unit.session.flush()
    seq = unit.next_seq(target.calendar_id)
    unit.session.add(
        ShareChange(
            calendar_id=target.calendar_id,
            event_id=target.event_id,
            seq=seq,
            at=unit.now,
            actor_id=unit.actor_id,
            actor_label=unit.actor_label,
            person_id=person.id,
            person_label=person.name,
            old_role=old,
            new_role=new,
        )
    )
    unit.log(target.calendar_id, seq, "share", target.event_id or 0)  # 0: the calendar as a whole
    unit.access_changed(person.id)


def _members() -> Select[Any]:
    giver = select(Person.name).where(Person.id == Share.granted_by_id).scalar_subquery()
    return select(Share, Person, giver.label("by_name")).join(Person, Person.id == Share.person_id)


def _as_member(row: Any, through_calendar: bool = False) -> Member:
    share: Share = row.Share
    role = role_of(share.role) or Role.VIEWER
    return Member(share.id, row.Person, role, share.granted_at, row.by_name, through_calendar)


def _in_order(members: list[Member]) -> list[Member]:
    return sorted(members, key=lambda one: (one.through_calendar, -one.role, one.person.name.casefold()))
