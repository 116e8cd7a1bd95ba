"""What erasing a person comes to, worked out before anybody has to wait for it: which rows of history name them, what
each says without them, and its seal.

Reading every version takes seconds, and erasing holds all calendars. Rows of history stay as they are until an act of law
rewrites them, and the positions of a chain have no gap and are in the order of commits. So a plan that was made in one
snapshot, with where each chain stood in it, holds for all rows up to there; those behind are looked through when
everything is held. Where a row was rewritten meanwhile (`Plan.is_overtaken`), there has to be another plan.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from webapp.domain.chains import SALT_BYTES
from webapp.domain.erasing import PERSON_ERASED, SOMEBODY, Identity, body_without, names_in, said_without
from webapp.models import AuditEntry, AuditHead, Calendar, CalendarChange, EventVersion, Person, ShareChange
from webapp.models.base import table_of
from webapp.operations.chain_rows import SEALING
from webapp.operations.sealing import Sealed, Values, seals_of_rows

_versions, _shares, _lines = table_of(EventVersion), table_of(ShareChange), table_of(AuditEntry)
_settings, _calendars = table_of(CalendarChange), table_of(Calendar)
_LOG = 0  # the number of the audit log among the chains
Heads = Mapping[int, int]  # how many rows each chain has


@dataclass(frozen=True)
class Plan:
    """The rows of chains up to some positions that name a person, by kind and id, with their values and seals without them."""

    who: Identity
    heads: Heads
    changes: Mapping[str, Mapping[int, Values]]
    seals: list[Sealed]

    def is_overtaken(self, session: Session, rest: "Plan") -> bool:
        """Whether another plan is needed: rows were rewritten since, or `rest`, what came since, knows more names."""
        return rest.who != self.who or _rewritten(session, _Behind(self.heads, rest.heads))


class _Behind(NamedTuple):
    """The rows of chains behind some positions; of all chains where these are None."""

    heads: Heads | None
    now: Heads

    def conditions(self, table: Table) -> list[ColumnElement[bool]]:
        """One for each chain that has such rows: an OR of them all would find no index."""
        if self.heads is None:
            return [true()]
        moved = [(one, self.heads.get(one, 0)) for one in self.now if self.now[one] > self.heads.get(one, 0)]
        if table is _lines:
            return [table.c.position > since for chain, since in moved if chain == _LOG]
        return [
            and_(table.c.calendar_id == chain, table.c.position > since)
            for chain, since in moved
            if chain != _LOG
        ]


def plan_erasing(session: Session, person: Person, since: Plan | None = None) -> Plan:
    """What erasing them does to all rows, or to those that were written since an earlier plan."""
    heads = _heads(session)
    behind = _Behind(since.heads if since else None, heads)
    who = _identity(session, person, behind, since.who.names if since else frozenset())
    changes = {name: dict(found) for name, found in _changes(session, who, behind).items()}
    return Plan(who, heads, changes, seals_of_rows(session, changes))


def in_sharing(person_id: int) -> ColumnElement[bool]:
    """Lines of sharing that name somebody."""
    return or_(_shares.c.actor_id == person_id, _shares.c.person_id == person_id)


def private_name(name: str) -> str:
    """What the first calendar of somebody is called, after them."""
    return f"{name.split(' ', 1)[0]}, private"


def _heads(session: Session) -> Heads:
    found = {row.id: row.links for row in session.execute(select(_calendars.c.id, _calendars.c.links))}
    return found | {_LOG: session.scalar(select(AuditHead.links)) or 0}


def _rewritten(session: Session, behind: _Behind) -> bool:
    """Whoever rewrites rows leaves a tombstone or a line in the log."""
    acts = [(_versions, _versions.c.via == "purge"), (_lines, _lines.c.action.in_(SEALING))]
    wanted = [exists().where(act, one) for table, act in acts for one in behind.conditions(table)]
    return any(session.scalar(select(one)) for one in wanted)


def _identity(session: Session, person: Person, behind: _Behind, known: frozenset[str]) -> Identity:
    """Every name that they had, as the rows of history have it."""
    about = and_(_lines.c.target_kind == "person", _lines.c.target_id == person.id)
    mine = [
        (_versions.c.actor_label, _versions.c.actor_id == person.id),
        (_shares.c.actor_label, _shares.c.actor_id == person.id),
        (_settings.c.actor_label, _settings.c.actor_id == person.id),
        (_shares.c.person_label, _shares.c.person_id == person.id),
        (_lines.c.actor_label, _lines.c.actor_id == person.id),
        (_lines.c.target_label, about),
    ]
    names = {person.name}
    for label, condition in mine:
        for one in behind.conditions(label.table):
            names |= set(session.scalars(select(label).where(condition, one).distinct()))
    for one in behind.conditions(_versions):
        for body in session.scalars(select(_versions.c.body).where(one).execution_options(yield_per=500)):
            names |= names_in(body, person.id, person.email)
    names |= {private_name(name) for name in names}
    return Identity(person.id, known | names, person.username, person.email)


def _changes(session: Session, who: Identity, behind: _Behind) -> dict[str, Iterator[tuple[int, Values]]]:
    """By kind the rows that name the person, each with what it says without them."""
    kinds: dict[str, tuple[Select[Any], Callable[[Identity, Any], Values]]] = {
        "version": (select(_versions), _of_version),
        "sharing": (select(_shares).where(in_sharing(who.person_id)), _of_sharing),
        "settings": (select(_settings), _of_settings),
        "audit": (select(_lines), _of_line),
    }
    return {
        name: _changed(session, query, behind, partial(without, who))
        for name, (query, without) in kinds.items()
    }


def _changed(
    session: Session, query: Select[Any], behind: _Behind, without: Callable[[Any], Values]
) -> Iterator[tuple[int, Values]]:
    (table,) = query.get_final_froms()
    assert isinstance(table, Table)
    for one in behind.conditions(table):
        for row in session.execute(query.where(one).execution_options(yield_per=500)):
            values = {name: value for name, value in without(row).items() if value != getattr(row, name)}
            if values:
                # The old digest is one of the name, too: without the old salt nobody can try names against it.
                fresh = os.urandom(SALT_BYTES) if row.salt is not None else None
                yield row.id, values | {"salt": fresh}


def _of_version(who: Identity, row: Any) -> Values:
    label = SOMEBODY if row.actor_id == who.person_id else row.actor_label
    return {"actor_label": label, "said": said_without(row.said, who), "body": body_without(row.body, who)}


def _of_sharing(who: Identity, row: Any) -> Values:
    names = (("actor_label", row.actor_id), ("person_label", row.person_id))
    return {name: SOMEBODY if one == who.person_id else getattr(row, name) for name, one in names}


def _of_settings(who: Identity, row: Any) -> Values:
    label = SOMEBODY if row.actor_id == who.person_id else row.actor_label
    return {"actor_label": label, "changed": who.of(row.changed)}


def _of_line(who: Identity, row: Any) -> Values:
    mine = row.actor_id == who.person_id
    about = mine or (row.target_kind == "person" and row.target_id == who.person_id)
    return {
        "actor_label": SOMEBODY if mine else row.actor_label,
        "target_label": who.of_label(row.target_label),
        "address": "" if about and row.action != PERSON_ERASED else row.address,
        "details": who.of(row.details),
    }
