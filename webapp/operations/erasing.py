"""Erasing a person: an act of admins, for when the law asks for it. What they did stays, and nobody learns who it was.

Everything happens in one transaction that holds all calendars, as every version has to be looked at: one in which they
were a guest may be of anybody's event.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, update

from webapp.domain.chains import SALT_BYTES
from webapp.domain.erasing import PERSON_ERASED, SOMEBODY, Identity, body_without, names_in, said_without
from webapp.domain.search_words import fold
from webapp.extensions import db
from webapp.models import (
    Answered,
    AuditEntry,
    AuditHead,
    Calendar,
    CalendarChange,
    Event,
    EventVersion,
    HeldValue,
    HistoryCheck,
    Person,
    ShareChange,
    SignIn,
)
from webapp.models.base import table_of
from webapp.operations.administration import lock_person
from webapp.operations.audit import audit
from webapp.operations.sealing import TABLES, seal_rows
from webapp.operations.sessions import end_sessions, end_tokens
from webapp.operations.unit import Unit, unit_of_work

UNUSABLE = "!"  # no password hashes to it

_versions, _shares, _lines = table_of(EventVersion), table_of(ShareChange), table_of(AuditEntry)
_settings = table_of(CalendarChange)
Values = dict[str, Any]


@dataclass(frozen=True)
class Erasable:
    """How much there is of a person, before they are erased."""

    versions: int
    changes_of_sharing: int
    lines: int
    sessions: int


def erasable(person_id: int) -> Erasable:
    """How often a person is named as an author, in sharing and in the audit log; one statement."""
    counts = [
        select(func.count()).select_from(EventVersion).where(EventVersion.actor_id == person_id),
        select(func.count()).select_from(ShareChange).where(_in_sharing(person_id)),
        select(func.count()).select_from(AuditEntry).where(_in_log(person_id)),
        select(func.count()).select_from(SignIn).where(SignIn.person_id == person_id),
    ]
    return Erasable(*db.session.execute(select(*(one.scalar_subquery() for one in counts))).one())


def erase_person(person_id: int, why: str, by: Person, address: str = "") -> int:
    """Take a person out of everything and close their account for good; returns how many rows of history named them.

    Raises NotThere, RoleTooLow for everybody but admins, and Refused for oneself and for whoever was erased before.
    """
    with unit_of_work(by) as unit:
        person = lock_person(unit, person_id, "erase")
        _hold_everything(unit)
        who = _identity(unit, person)
        ended = end_sessions(unit, person.id) + end_tokens(unit, person.id)
        rewritten = {name: list(_rewrite(unit, name, rows)) for name, rows in _changes(unit, who).items()}
        _rewrite_heads(unit, who)
        _rewrite_found(unit, who)
        _forget(unit, person, who)
        unit.session.flush()
        rows = sum(map(len, rewritten.values()))
        about = {"why": why, "rows": rows, "sessions_ended": ended}
        target = ("person", person_id, SOMEBODY)
        audit(unit, PERSON_ERASED, target, address, **about, **seal_rows(unit, rewritten))
        return rows


def _hold_everything(unit: Unit) -> None:
    """Nobody writes history until the commit, least of all with this name in it."""
    unit.session.execute(select(Calendar.id).order_by(Calendar.id).with_for_update()).all()
    unit.session.execute(select(AuditHead.id).with_for_update()).all()


def _identity(unit: Unit, person: Person) -> Identity:
    """Every name that they had, as the rows of history have it."""
    mine = [
        select(_versions.c.actor_label).where(_versions.c.actor_id == person.id),
        select(_shares.c.actor_label).where(_shares.c.actor_id == person.id),
        select(_settings.c.actor_label).where(_settings.c.actor_id == person.id),
        select(_shares.c.person_label).where(_shares.c.person_id == person.id),
        select(_lines.c.actor_label).where(_lines.c.actor_id == person.id),
        select(_lines.c.target_label).where(
            _lines.c.target_kind == "person", _lines.c.target_id == person.id
        ),
    ]
    names = {name for one in mine for name in unit.session.scalars(one.distinct())} | {person.name}
    bodies = select(_versions.c.body).execution_options(yield_per=500)
    names |= {
        name for body in unit.session.scalars(bodies) for name in names_in(body, person.id, person.email)
    }
    calendars = {private_name(name) for name in names}
    return Identity(person.id, frozenset(names | calendars), person.username, person.email)


def private_name(name: str) -> str:
    """What the first calendar of somebody is called, after them."""
    return f"{name.split(' ', 1)[0]}, private"


def _changes(unit: Unit, who: Identity) -> Mapping[str, Iterator[tuple[int, Values]]]:
    """By kind the rows that name the person, each with what it says without them."""
    return {
        "version": _changed(unit, select(_versions), lambda row: _of_version(row, who)),
        "sharing": _changed(
            unit, select(_shares).where(_in_sharing(who.person_id)), lambda row: _of_sharing(row, who)
        ),
        "settings": _changed(unit, select(_settings), lambda row: _of_settings(row, who)),
        "audit": _changed(unit, select(_lines), lambda row: _of_line(row, who)),
    }


def _changed(
    unit: Unit, query: Select[Any], without: Callable[[Any], Values]
) -> Iterator[tuple[int, Values]]:
    found = []
    for row in unit.session.execute(query.execution_options(yield_per=500)):
        values = {name: value for name, value in without(row).items() if value != getattr(row, name)}
        if values:
            # The old digest is one of the name, too: without the old salt nobody can try names against it.
            fresh = os.urandom(SALT_BYTES) if row.salt is not None else None
            found.append((row.id, values | {"salt": fresh}))
    yield from found


def _of_version(row: Any, who: Identity) -> Values:
    label = SOMEBODY if row.actor_id == who.person_id else row.actor_label
    return {"actor_label": label, "said": said_without(row.said, who), "body": body_without(row.body, who)}


def _of_sharing(row: Any, who: Identity) -> Values:
    names = (("actor_label", row.actor_id), ("person_label", row.person_id))
    return {name: SOMEBODY if one == who.person_id else getattr(row, name) for name, one in names}


def _of_settings(row: Any, who: Identity) -> Values:
    label = SOMEBODY if row.actor_id == who.person_id else row.actor_label
    return {"actor_label": label, "changed": who.of(row.changed)}


def _of_line(row: Any, who: Identity) -> Values:
    mine = row.actor_id == who.person_id
    about = mine or (row.target_kind == "person" and row.target_id == who.person_id)
    return {
        "actor_label": SOMEBODY if mine else row.actor_label,
        "target_label": who.of_label(row.target_label),
        "address": "" if about and row.action != PERSON_ERASED else row.address,
        "details": who.of(row.details),
    }


def _rewrite(unit: Unit, name: str, rows: Iterator[tuple[int, Values]]) -> Iterator[int]:
    table = TABLES[name][1]
    for number, values in rows:
        unit.session.execute(update(table).where(table.c.id == number).values(**values))
        yield number


def _rewrite_heads(unit: Unit, who: Identity) -> None:
    """The heads of events are as their last versions say."""
    last = (_versions.c.event_id == Event.id) & (_versions.c.version == Event.version)
    differ = select(Event.id, _versions.c.body).join(_versions, last).where(Event.body != _versions.c.body)
    events = table_of(Event)
    for number, body in unit.session.execute(differ).all():
        unit.session.execute(update(events).where(events.c.id == number).values(body=body))
    for column in ("created_by", "updated_by"):
        mine = events.c[f"{column}_id"] == who.person_id
        unit.session.execute(update(events).where(mine).values({f"{column}_label": SOMEBODY}))


def _rewrite_found(unit: Unit, who: Identity) -> None:
    """Searches find the name no longer: not among guests, and not in what single dates have of their own."""
    held = table_of(HeldValue)
    named = held.c.unit.in_(("attendees", "overrides")), held.c.value.in_(who.names)
    unit.session.execute(update(held).where(*named).values(value=SOMEBODY, folded=fold(SOMEBODY)))


def _forget(unit: Unit, person: Person, who: Identity) -> None:
    """The account, what it was about to retry, and what others' retries say of overlaps with them."""
    unit.session.execute(delete(Answered).where(Answered.person_id == person.id))
    for kept in unit.session.scalars(select(Answered)).all():
        if kept.result.get("overlaps") and any(name in str(kept.result) for name in who.names):
            kept.result = {name: value for name, value in kept.result.items() if name != "overlaps"}
    checks, calendars = table_of(HistoryCheck), table_of(Calendar)
    begun = checks.c.begun_by_label.in_(who.names)
    unit.session.execute(update(checks).where(begun).values(begun_by_label=SOMEBODY))
    theirs = calendars.c.created_by_id == person.id, calendars.c.name.in_(map(private_name, who.names))
    unit.session.execute(update(calendars).where(*theirs).values(name=f"{SOMEBODY}, private"))
    person.name, person.username, person.email = SOMEBODY, f"left-{person.id}", who.address
    person.password_hash, person.role, person.hue = UNUSABLE, "member", "sky"
    person.disabled_at, person.erased_at = person.disabled_at or unit.now, unit.now


def _in_sharing(person_id: int) -> Any:
    return or_(_shares.c.actor_id == person_id, _shares.c.person_id == person_id)


def _in_log(person_id: int) -> Any:
    about = (_lines.c.target_kind == "person") & (_lines.c.target_id == person_id)
    return or_(_lines.c.actor_id == person_id, about)
