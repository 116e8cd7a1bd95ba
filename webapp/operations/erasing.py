"""Erasing a person: an act of admins, for when the law asks for it. What they did stays, and nobody learns who it was.

Everything happens in one transaction that holds all calendars, as every version may be one in which they were a guest.
What takes time, looking through them, is done before (erasing_ahead.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, or_, select, update

from webapp.domain.erasing import PERSON_ERASED, SOMEBODY, Identity
from webapp.domain.search_words import fold
from webapp.extensions import db
from webapp.models import (
    Answered,
    AuditEntry,
    AuditHead,
    Calendar,
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
from webapp.operations.erasing_ahead import Plan, in_sharing, plan_erasing, private_name
from webapp.operations.prepared import Prepared
from webapp.operations.sealing import TABLES, Values, write_seals
from webapp.operations.sessions import end_sessions, end_tokens
from webapp.operations.unit import Unit, unit_of_work
from webapp.operations.watching import begin_reading

UNUSABLE = "!"  # no password hashes to it
AHEAD = 3  # plans that may be overtaken by others who rewrite history; then everybody waits for one
AT_ONCE = 500

_versions, _lines = table_of(EventVersion), table_of(AuditEntry)


class _OvertakenError(Exception):
    """What was planned does not hold any more: history was rewritten meanwhile, or the person has another name."""


@dataclass(frozen=True)
class _Act:
    person_id: int
    why: str
    by: Person
    address: str


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
        select(func.count()).select_from(ShareChange).where(in_sharing(person_id)),
        select(func.count()).select_from(AuditEntry).where(_in_log(person_id)),
        select(func.count()).select_from(SignIn).where(SignIn.person_id == person_id),
    ]
    return Erasable(*db.session.execute(select(*(one.scalar_subquery() for one in counts))).one())


def erase_person(person_id: int, why: str, by: Person, address: str = "") -> int:
    """Take a person out of everything and close their account for good; returns how many rows of history named them.

    Raises NotThere, RoleTooLow for everybody but admins, and Refused for oneself and for whoever was erased before.
    """
    act = _Act(person_id, why, by, address)
    for _ in range(AHEAD):
        try:
            return _erase(act, _plan(act))
        except _OvertakenError:
            continue
    return _erase(act, None)


def _plan(act: _Act) -> Plan:
    """What it comes to, while others go on writing; who may not do it is told before everything is read for them."""
    with unit_of_work(act.by) as unit:
        lock_person(unit, act.person_id, "erase")
    begin_reading()
    return plan_erasing(db.session(), db.session.get_one(Person, act.person_id))


def _erase(act: _Act, plan: Plan | None) -> int:
    """Do it, all or nothing; without a plan, that is made while everybody waits. Raises _OvertakenError."""
    with unit_of_work(act.by) as unit:
        person = lock_person(unit, act.person_id, "erase")
        _hold_everything(unit)
        parts = _parts(unit, person, plan)
        who = parts[-1].who
        ended = end_sessions(unit, person.id) + end_tokens(unit, person.id)
        for part in parts:
            _rewrite(unit, part)
        _rewrite_authors(unit, who)
        _rewrite_found(unit, who)
        _forget(unit, person, who)
        unit.session.flush()
        seals = [one for part in parts for one in part.seals]
        about = {"why": act.why, "rows": len(seals), "sessions_ended": ended}
        target = ("person", person.id, SOMEBODY)
        audit(unit, PERSON_ERASED, target, act.address, **about, **write_seals(unit, seals))
        return len(seals)


def _parts(unit: Unit, person: Person, plan: Plan | None) -> list[Plan]:
    """What there is to rewrite, each row once."""
    rest = plan_erasing(unit.session, person, plan)
    if plan is None:
        return [rest]
    if plan.is_overtaken(unit.session, rest):
        raise _OvertakenError
    return [plan, rest]


def _hold_everything(unit: Unit) -> None:
    """Nobody writes history until the commit, least of all with this name in it."""
    unit.session.execute(select(Calendar.id).order_by(Calendar.id).with_for_update()).all()
    unit.session.execute(select(AuditHead.id).with_for_update()).all()


def _rewrite(unit: Unit, plan: Plan) -> None:
    """The rows of history, and the heads of events, which are as their last versions say."""
    for name, rows in plan.changes.items():
        _update(unit, TABLES[name][1], rows)
    versions = plan.changes["version"]
    bodies = {number: values["body"] for number, values in versions.items() if "body" in values}
    heads: dict[int, Values] = {}
    for some in _portions(sorted(bodies)):
        last = (_versions.c.event_id == Event.id) & (_versions.c.version == Event.version)
        newest = select(Event.id, _versions.c.id).join(_versions, last).where(_versions.c.id.in_(some))
        heads |= {event_id: {"body": bodies[number]} for event_id, number in unit.session.execute(newest)}
    _update(unit, table_of(Event), heads)


def _update(unit: Unit, table: Table, rows: Mapping[int, Values]) -> None:
    """Values of rows by their ids; one statement for all that get values in the same columns."""
    alike: dict[tuple[str, ...], list[Values]] = {}
    for number, values in rows.items():
        named = {f"new_{name}": value for name, value in values.items()}
        alike.setdefault(tuple(values), []).append({"number": number, **named})
    for names, some in alike.items():
        changed = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        statement = update(table).where(table.c.id == bindparam("number")).values(changed)
        unit.run(Prepared(statement), some)


def _portions(ids: list[int]) -> Iterable[list[int]]:
    return (ids[n : n + AT_ONCE] for n in range(0, len(ids), AT_ONCE))


def _rewrite_authors(unit: Unit, who: Identity) -> None:
    events = table_of(Event)
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


def _in_log(person_id: int) -> ColumnElement[bool]:
    about = (_lines.c.target_kind == "person") & (_lines.c.target_id == person_id)
    return or_(_lines.c.actor_id == person_id, about)
