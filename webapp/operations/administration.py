"""What admins do with accounts: find, disable, enable, make admins, end sessions. They read nobody's events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_

from webapp.extensions import db
from webapp.models import AuditEntry, Calendar, ChangeSet, Person, Share
from webapp.operations.access import LARGEST_ID
from webapp.operations.audit import audit
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.feeds import switch_all_off
from webapp.operations.matching import matches
from webapp.operations.sessions import end_sessions, end_tokens, open_sessions
from webapp.operations.unit import Unit, unit_of_work

PAGE = 50
# Counting stops here: a fact at the top of a page is not worth reading a whole table.
COUNT_AT_MOST = 10_000

SITE_ROLES = ("member", "admin")
NOT_YOURSELF = "You cannot {do} yourself. Ask another admin to do it."
ERASED = "This person has been erased. Nothing can be done with the account any more."
LAST_ADMIN = "You are the only admin. Make somebody else an admin first."


@dataclass(frozen=True)
class Account:
    """One line of the list of people."""

    person: Person
    sessions: int
    last_seen: datetime | None
    calendars: int


@dataclass(frozen=True)
class Facts:
    """The site in three numbers."""

    people: int
    signed_in: int
    changes_today: int


def facts(midnight: datetime) -> Facts:
    """How many people there are, how many are signed in, and how many changes were made since `midnight`."""
    active = select(func.count()).select_from(Person).where(Person.disabled_at.is_(None))
    signed_in = select(func.count(open_sessions(datetime.now(UTC)).subquery().c.person_id.distinct()))
    newest = select(ChangeSet.at).order_by(ChangeSet.id.desc()).limit(COUNT_AT_MOST).subquery()
    changes = select(func.count()).select_from(newest).where(newest.c.at >= midnight)
    numbers = select(active.scalar_subquery(), signed_in.scalar_subquery(), changes.scalar_subquery())
    return Facts(*db.session.execute(numbers).one())


def find_accounts(typed: str, after: int = 0, at_most: int = PAGE) -> tuple[list[Account], bool]:
    """Accounts by name, those after person `after`, whose name, username or e-mail contains what was typed.

    Returns one page of them, and whether more follow.
    """
    query = select(Person).order_by(func.lower(Person.name), Person.id).limit(at_most + 1)
    if typed.strip():
        query = query.where(matches(typed))
    last = db.session.get(Person, after) if 0 < after <= LARGEST_ID else None
    if last is not None:
        query = query.where(
            tuple_(func.lower(Person.name), Person.id) > tuple_(func.lower(last.name), last.id)
        )
    people = list(db.session.scalars(query))
    return _accounts(people[:at_most]), len(people) > at_most


def open_account(person_id: int) -> Account:
    """The account of a person, for admins; raises NotThere."""
    person = db.session.get(Person, person_id) if 0 < person_id <= LARGEST_ID else None
    if person is None:
        raise NotThere
    return _accounts([person])[0]


def disable_person(person_id: int, by: Person, address: str = "") -> int:
    """Close an account, end its tokens and feeds and sign it out everywhere; its name stays. Returns how many sessions ended."""
    with unit_of_work(by) as unit:
        person = lock_person(unit, person_id, "disable")
        if person.disabled_at is not None:
            return 0
        person.disabled_at = unit.now
        end_tokens(unit, person.id)
        switch_all_off(unit, person.id)
        return _ended(unit, "person-disabled", person, address)


def enable_person(person_id: int, by: Person, address: str = "") -> None:
    """Open a closed account again; it signs in with its old password."""
    with unit_of_work(by) as unit:
        person = lock_person(unit, person_id, "enable")
        if person.disabled_at is not None:
            person.disabled_at = None
            audit(unit, "person-enabled", ("person", person.id, person.name), address)


def set_site_role(person_id: int, role: str, by: Person, address: str = "") -> int:
    """Make a person an admin or a member; they sign in again, with other rights. Returns how many sessions ended."""
    if role not in SITE_ROLES:
        raise Refused("Choose admin or member.")
    with unit_of_work(by) as unit:
        person = lock_person(unit, person_id, "change the role of")
        if person.role == role:
            return 0
        person.role = role
        return _ended(unit, f"made-{role}", person, address)


def end_sessions_of(person_id: int, by: Person, address: str = "") -> int:
    """Sign another person out everywhere; returns how many sessions ended."""
    with unit_of_work(by) as unit:
        return _ended(unit, "sessions-ended", lock_person(unit, person_id, "sign out"), address)


def require_admin(unit: Unit) -> Person:
    """The actor as an admin of this moment: who has been demoted or disabled meanwhile raises RoleTooLow.

    The rows of all admins are held until the commit, so two of them cannot remove each other.
    """
    admins = select(Person).where(Person.role == "admin", Person.disabled_at.is_(None)).order_by(Person.id)
    held = admins.with_for_update().execution_options(populate_existing=True)
    for admin in unit.session.scalars(held).all():
        if admin.id == unit.actor_id:
            return admin
    raise RoleTooLow


def lock_person(unit: Unit, person_id: int, do: str) -> Person:
    """The person to act on, held until the commit; nobody acts on themselves here."""
    require_admin(unit)
    if person_id == unit.actor_id:
        raise Refused(NOT_YOURSELF.format(do=do) if _admins(unit) > 1 else LAST_ADMIN)
    query = select(Person).where(Person.id == person_id).with_for_update()
    found = (
        unit.session.execute(query.execution_options(populate_existing=True))
        if person_id <= LARGEST_ID
        else None
    )
    person = found.scalar_one_or_none() if found else None
    if person is None:
        raise NotThere
    if person.erased_at is not None:
        raise Refused(ERASED)
    return person


def _admins(unit: Unit) -> int:
    active = (
        select(func.count()).select_from(Person).where(Person.role == "admin", Person.disabled_at.is_(None))
    )
    return unit.session.execute(active).scalar_one()


def _ended(unit: Unit, action: str, person: Person, address: str) -> int:
    ended = end_sessions(unit, person.id)
    audit(unit, action, ("person", person.id, person.name), address, sessions_ended=ended)
    return ended


def _accounts(people: Sequence[Person]) -> list[Account]:
    ids = [person.id for person in people]
    sessions, entries, calendars = _sessions(ids), _last_entries(ids), _calendar_counts(ids)
    accounts = []
    for person in people:
        number, seen = sessions.get(person.id, (0, None))
        moments = [moment for moment in (seen, entries.get(person.id)) if moment]
        accounts.append(Account(person, number, max(moments, default=None), calendars.get(person.id, 0)))
    return accounts


def _sessions(ids: list[int]) -> dict[int, tuple[int, datetime]]:
    seen = open_sessions(datetime.now(UTC)).subquery()
    query = select(seen.c.person_id, func.count(), func.max(seen.c.seen_at)).where(seen.c.person_id.in_(ids))
    return {
        person_id: (number, last)
        for person_id, number, last in db.session.execute(query.group_by(seen.c.person_id))
    }


def _last_entries(ids: list[int]) -> dict[int, datetime]:
    entered = AuditEntry.action.in_(("signed-in", "signed-up"))
    return _by_person(
        select(AuditEntry.actor_id, func.max(AuditEntry.at)).where(entered), AuditEntry.actor_id, ids
    )


def _calendar_counts(ids: list[int]) -> dict[int, int]:
    query = select(Share.person_id, func.count()).join(Calendar, Calendar.id == Share.calendar_id)
    return _by_person(query.where(Calendar.deleted_at.is_(None)), Share.person_id, ids)


def _by_person(query: Select[Any, Any], column: Any, ids: list[int]) -> dict[int, Any]:
    return {row[0]: row[1] for row in db.session.execute(query.where(column.in_(ids)).group_by(column))}
