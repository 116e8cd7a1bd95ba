"""Rows of history that an act of law rewrites are sealed anew, so that their chains still fit and nobody else can.

A row keeps its digest and its link, which fit what it said before; its seal fits what it says now. The line of the audit
log about the act holds one hash over all its seals, and is itself a link of a chain.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, insert, select

from webapp.domain.chains import AUDIT, SETTINGS, SHARING, START, UNDOES, VERSION, Kind, seal_of, seals_hash
from webapp.models import AuditEntry, CalendarChange, ChangeSet, EventVersion, Seal, ShareChange
from webapp.models.base import table_of
from webapp.operations.unit import Unit

TABLES: dict[str, tuple[Kind, Table]] = {
    VERSION.name: (VERSION, table_of(EventVersion)),
    SHARING.name: (SHARING, table_of(ShareChange)),
    SETTINGS.name: (SETTINGS, table_of(CalendarChange)),
    AUDIT.name: (AUDIT, table_of(AuditEntry)),
}
_AT_ONCE = 500
_seals, _sets = table_of(Seal), table_of(ChangeSet)

Rewritten = Mapping[str, Iterable[int]]  # ids of rows, by the name of their kind


def seal_rows(unit: Unit, rewritten: Rewritten) -> dict[str, Any]:
    """Seal rows as they are now; returns what the line of the audit log about it has to hold, nothing where no row is."""
    act, made = uuid.uuid4().hex, []
    for name in sorted(rewritten):
        kind, table = TABLES[name]
        for ids in _batches(sorted(rewritten[name])):
            found = unit.session.execute(_whole(name).where(table.c.id.in_(ids))).mappings()
            rows = [dict(row) for row in found]
            before = _links_before(unit, name, rows)
            made += [
                {
                    "act": act,
                    "kind": name,
                    "row_id": row["id"],
                    "digest": seal_of(kind, row, before[row["id"]]),
                }
                for row in sorted(rows, key=lambda row: row["id"])
            ]
    if not made:
        return {}
    unit.session.execute(insert(_seals), made)
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


def _links_before(unit: Unit, name: str, rows: Sequence[Mapping[str, Any]]) -> dict[int, bytes]:
    """By the id of a row the link of the one before it in its chain."""
    of = {row["id"]: (0 if name == AUDIT.name else row["calendar_id"], row["position"] - 1) for row in rows}
    places = sorted({position for _, position in of.values()})
    links: dict[tuple[int, int], bytes] = {}
    for kind, table in TABLES.values():
        if (kind is AUDIT) != (name == AUDIT.name):
            continue
        chain = table.c.id * 0 if kind is AUDIT else table.c.calendar_id
        found = select(chain, table.c.position, table.c.link).where(table.c.position.in_(places))
        links |= {(one, position): bytes(link) for one, position, link in unit.session.execute(found)}
    return {number: links.get(place, START) for number, place in of.items()}


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[n : n + _AT_ONCE] for n in range(0, len(ids), _AT_ONCE))
