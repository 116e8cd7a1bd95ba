"""Calendars that nobody can look after any more: their owners have gone or are disabled. Giving one away is audited."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, exists, func, select

from webapp.extensions import db
from webapp.models import Calendar, Person, Share
from webapp.operations.access import LARGEST_ID
from webapp.operations.administration import PAGE, require_admin
from webapp.operations.audit import audit
from webapp.operations.errors import NotThere, Refused
from webapp.operations.sharing import add_owner
from webapp.operations.unit import Unit, unit_of_work

WHY_AT_MOST = 200


@dataclass(frozen=True)
class Orphan:
    """A calendar without an active owner, and who else is in it; nothing of what it holds."""

    calendar: Calendar
    owners: list[Person]
    members: list[tuple[Person, str]]


def orphans(after: int = 0, at_most: int = PAGE) -> tuple[list[Orphan], bool]:
    """Calendars without an active owner, those after calendar `after`; and whether more follow."""
    query = _ownerless().where(Calendar.id > min(after, LARGEST_ID)).order_by(Calendar.id).limit(at_most + 1)
    calendars = list(db.session.scalars(query))
    return _with_people(calendars[:at_most]), len(calendars) > at_most


def open_orphan(calendar_id: int) -> Orphan:
    """One calendar without an active owner; raises NotThere for every other calendar."""
    return _with_people([_one(_ownerless(), calendar_id)])[0]


def take_over(calendar_id: int, why: str, by: Person, address: str = "") -> Calendar:
    """Make the admin an owner of a calendar that has none; the share history of the calendar shows it."""
    with unit_of_work(by) as unit:
        calendar = _lock(unit, calendar_id)
        add_owner(unit, calendar.id, by.id)
        audit(unit, "calendar-taken-over", ("calendar", calendar.id, calendar.name), address, why=why)
        return calendar


def give_to(calendar_id: int, person_id: int, why: str, by: Person, address: str = "") -> Calendar:
    """Make somebody an owner of a calendar that has none; raises Refused for somebody who is disabled."""
    with unit_of_work(by) as unit:
        calendar = _lock(unit, calendar_id)
        person = unit.session.get(Person, person_id)
        if person is None or not person.is_active:
            raise Refused("This account is disabled. Choose somebody who can sign in.")
        add_owner(unit, calendar.id, person.id)
        target = ("calendar", calendar.id, calendar.name)
        audit(unit, "calendar-given", target, address, why=why, to=person.name, to_id=person.id)
        return calendar


def count_orphans() -> int:
    """How many calendars have no active owner."""
    return db.session.execute(select(func.count()).select_from(_ownerless().subquery())).scalar_one()


def _ownerless() -> Select[Calendar]:
    owner = exists().where(
        Share.calendar_id == Calendar.id,
        Share.role == "owner",
        Person.id == Share.person_id,
        Person.disabled_at.is_(None),
    )
    return select(Calendar).where(Calendar.deleted_at.is_(None), ~owner)


def _one(query: Select[Calendar], calendar_id: int) -> Calendar:
    if not 0 < calendar_id <= LARGEST_ID:
        raise NotThere
    found: Calendar | None = db.session.execute(query.where(Calendar.id == calendar_id)).scalar_one_or_none()
    if found is None:
        raise NotThere
    return found


def _lock(unit: Unit, calendar_id: int) -> Calendar:
    """The calendar, held until the commit; two admins cannot both give it away."""
    require_admin(unit)
    _one(select(Calendar).with_for_update(), calendar_id)
    return _one(_ownerless(), calendar_id)


def _with_people(calendars: list[Calendar]) -> list[Orphan]:
    ids = [calendar.id for calendar in calendars]
    query = select(Share, Person).join(Person, Person.id == Share.person_id).where(Share.calendar_id.in_(ids))
    rows = db.session.execute(query.order_by(Person.name, Person.id)).all()
    return [
        _orphan(calendar, [row for row in rows if row.Share.calendar_id == calendar.id])
        for calendar in calendars
    ]


def _orphan(calendar: Calendar, rows: list[Any]) -> Orphan:
    owners = [row.Person for row in rows if row.Share.role == "owner"]
    members = [
        (row.Person, row.Share.role) for row in rows if row.Person.is_active and row.Share.role != "owner"
    ]
    return Orphan(calendar, owners, members)
