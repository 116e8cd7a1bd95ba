"""The audit log: written in the transaction of what it tells, read by admins, changed by nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from webapp.extensions import db
from webapp.models import AuditEntry, Person
from webapp.operations.matching import ESCAPE, contains, matches
from webapp.operations.unit import Unit

PAGE = 50


@dataclass(frozen=True)
class AuditFilter:
    """Which lines of the log somebody wants to see: about whom, of which action, from when until when."""

    person: str = ""
    person_id: int | None = None
    action: str = ""
    actions: tuple[str, ...] = ()  # of any of these
    since: datetime | None = None
    until: datetime | None = None


class AuditLine(NamedTuple):
    """A line of the log and the hue of whoever acted, if they have an account still."""

    entry: AuditEntry
    hue: str | None


def audit(
    unit: Unit,
    action: str,
    target: tuple[str, int | None, str] = ("", None, ""),
    address: str = "",
    **details: Any,
) -> None:
    """Add one line, at the commit: who (the unit's actor) did `action` to which target (kind, id, label), from where."""
    kind, number, label = target
    unit.chains.audit(
        {
            "at": unit.now,
            "actor_id": unit.actor_id,
            "actor_label": unit.actor_label,
            "action": action,
            "target_kind": kind,
            "target_id": number,
            "target_label": label[:200],
            "address": address[:64],
            "details": details,
        }
    )


def audit_log(wanted: AuditFilter, before: int = 0, at_most: int = PAGE) -> tuple[list[AuditLine], bool]:
    """Lines of the log, the newest first, those older than line `before`; and whether more follow."""
    query = select(AuditEntry, Person.hue).outerjoin(Person, Person.id == AuditEntry.actor_id)
    query = query.where(*_conditions(wanted)).order_by(AuditEntry.id.desc()).limit(at_most + 1)
    if before:
        query = query.where(AuditEntry.id < before)
    lines = [AuditLine(entry, hue) for entry, hue in db.session.execute(query)]
    return lines[:at_most], len(lines) > at_most


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.person.strip():
        conditions.append(_is_about(wanted.person))
    if wanted.person_id:
        about = and_(AuditEntry.target_kind == "person", AuditEntry.target_id == wanted.person_id)
        conditions.append(or_(AuditEntry.actor_id == wanted.person_id, about))
    if wanted.action:
        conditions.append(AuditEntry.action == wanted.action)
    if wanted.actions:
        conditions.append(AuditEntry.action.in_(wanted.actions))
    if wanted.since:
        conditions.append(AuditEntry.at >= wanted.since)
    if wanted.until:
        conditions.append(AuditEntry.at < wanted.until)
    return conditions


def _is_about(typed: str) -> ColumnElement[bool]:
    """Lines of people who are called so today or were then, as the one who acts or the one it is done to."""
    pattern = contains(typed)
    people = select(Person.id).where(matches(typed))
    return or_(
        AuditEntry.actor_id.in_(people),
        and_(AuditEntry.target_kind == "person", AuditEntry.target_id.in_(people)),
        func.lower(AuditEntry.actor_label).like(pattern, escape=ESCAPE),
        func.lower(AuditEntry.target_label).like(pattern, escape=ESCAPE),
    )
