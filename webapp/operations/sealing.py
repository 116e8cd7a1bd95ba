"""Rows of history that an act of law rewrites are sealed anew, so that their chains still fit and nobody else can.

A row keeps its digest and its link, which fit what it said before; its seal fits what it says now. The line of the audit
log about the act holds one hash over all its seals, and is itself a link of a chain.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, insert, select
from sqlalchemy.orm import Session

from webapp.domain.chains import AUDIT, SETTINGS, SHARING, START, UNDOES, VERSION, Kind, seal_of, seals_hash
from webapp.models import AuditEntry, CalendarChange, ChangeSet, EventVersion, Seal, ShareChange
from webapp.models.base import table_of
from webapp.operations.prepared import Prepared
from webapp.operations.unit import Unit

TABLES: dict[str, tuple[Kind, Table]] = {
    VERSION.name: (VERSION, table_of(EventVersion)),
    SHARING.name: (SHARING, table_of(ShareChange)),
    SETTINGS.name: (SETTINGS, table_of(CalendarChange)),
    AUDIT.name: (AUDIT, table_of(AuditEntry)),
}
_AT_ONCE = 500
_seals, _sets = table_of(Seal), table_of(ChangeSet)
_SEAL = Prepared(insert(_seals))

Values = dict[str, Any]
Sealed = dict[str, Any]  # the kind and the id of a row, and the digest of its seal


def seal_rows(unit: Unit, rewritten: Mapping[str, Iterable[int]]) -> dict[str, Any]:
    """Seal rows, by kind, as they are now; returns what the line of the audit log about it has to hold, nothing where
    no row is.
    """
    as_they_are: dict[str, dict[int, Values]] = {
        name: {n: {} for n in ids} for name, ids in rewritten.items()
    }
    return write_seals(unit, seals_of_rows(unit.session, as_they_are))


def seals_of_rows(session: Session, changes: Mapping[str, Mapping[int, Values]]) -> list[Sealed]:
    """The seals of rows, by kind and id, that are about to get these values; nothing is written."""
    made = []
    for name, of_rows in changes.items():
        kind, table = TABLES[name]
        for ids in _batches(sorted(of_rows)):
            before = _links_before(session, name, ids)
            for row in session.execute(_whole(name).where(table.c.id.in_(ids))).mappings():
                number = row["id"]
                seal = seal_of(kind, {**row, **of_rows[number]}, before.get(number, START))
                made.append({"kind": name, "row_id": number, "digest": seal})
    return made


def write_seals(unit: Unit, seals: Iterable[Sealed]) -> dict[str, Any]:
    """Write the seals of one act; returns what the line of the audit log about it has to hold, nothing for none."""
    act, made = uuid.uuid4().hex, sorted(seals, key=itemgetter("kind", "row_id"))
    if not made:
        return {}
    unit.run(_SEAL, [{"act": act, **one} for one in made])
    return {"act": act, "seals": seals_hash(one["digest"] for one in made)}


def sealed_among(unit: Unit, name: str, condition: ColumnElement[bool]) -> list[int]:
    """The rows among these that were sealed before: whoever rewrites them has to seal them anew."""
    table = TABLES[name][1]
    mine = and_(_seals.c.row_id == table.c.id, _seals.c.kind == name)
    return list(unit.session.scalars(select(table.c.id).join(_seals, mine).where(condition).distinct()))


def _whole(name: str) -> Select[Any]:
    """The rows of a kind with all that their seals hold."""
    table = TABLES[name][1]
    if name != VERSION.name:
        return select(table)
    return select(table, _sets.c.undoes_id.label(UNDOES)).join(_sets, _sets.c.id == table.c.change_set_id)


def _links_before(session: Session, name: str, ids: Sequence[int]) -> dict[int, bytes]:
    """By the id of a row the link of the one before it in its chain, whatever kind that is of."""
    mine = TABLES[name][1]
    links: dict[int, bytes] = {}
    for kind, table in TABLES.values():
        if (kind is AUDIT) != (name == AUDIT.name):
            continue
        before = table.alias("before")
        behind = before.c.position == mine.c.position - 1
        if kind is not AUDIT:
            behind &= before.c.calendar_id == mine.c.calendar_id
        found = select(mine.c.id, before.c.link).join(before, behind).where(mine.c.id.in_(ids))
        links |= {number: bytes(link) for number, link in session.execute(found)}
    return links


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE))
