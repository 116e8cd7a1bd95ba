"""The rows of a chain as they are stored now, some at a time and in order. Chain 0 is the audit log, else a calendar."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, Table, case, false, func, literal, or_, select

from webapp.domain.chain_checks import Row
from webapp.domain.chains import AUDIT, SETTINGS, SHARING, VERSION, Kind
from webapp.domain.purges import purged_content
from webapp.extensions import db
from webapp.models import AuditEntry, CalendarChange, Event, EventVersion, ShareChange
from webapp.models.base import table_of

BATCH = 250

_versions, _shares = table_of(EventVersion), table_of(ShareChange)
_settings = table_of(CalendarChange)
_lines, _heads = table_of(AuditEntry), table_of(Event)
_before = _versions.alias("version_before")


class Lost(NamedTuple):
    """An event that says it is at a version which is not there."""

    event_id: int
    version: int


def rows_after(chain: int, position: int) -> list[Row]:
    """The next rows of a chain in their order: those of some positions, and where there is a gap, what is behind it."""
    found = [_rows(kind, table, chain, position, position + BATCH) for kind, table in _tables(chain)]
    if not any(found):
        found = [_rows(kind, table, chain, position, None) for kind, table in _tables(chain)]
    return sorted((row for rows in found for row in rows), key=lambda row: row.position)


def first_unlinked(chain: int) -> Row | None:
    """A row that is in no chain at all."""
    for kind, table in _tables(chain):
        query = _query(kind, table, chain).where(table.c.position.is_(None)).order_by(table.c.id).limit(1)
        for found in db.session.execute(query):
            return Row(table.name, kind, cast(Mapping[str, Any], found._mapping))
    return None


def first_without_version(calendar_id: int) -> Lost | None:
    """An event of a calendar whose last version is not there."""
    same = (_versions.c.event_id == _heads.c.id) & (_versions.c.version == _heads.c.version)
    query = (
        select(_heads.c.id, _heads.c.version)
        .join_from(_heads, _versions, same, isouter=True)
        .where(_heads.c.calendar_id == calendar_id, _versions.c.id.is_(None))
    )
    found = db.session.execute(query.order_by(_heads.c.id).limit(1)).one_or_none()
    return Lost(*found) if found else None


def is_out_of_order(chain: int, row: Row) -> bool:
    """Whether a row that was written earlier stands behind this one."""
    for _, table in _tables(chain):
        order = table.c.id if chain == 0 else table.c.seq
        behind = _of(select(literal(1)), table, chain).where(
            table.c.position > row.position, order < row.order
        )
        if db.session.execute(behind.limit(1)).first():
            return True
    return False


def purged_contents(rows: Iterable[Row]) -> dict[int, Mapping[str, Any]]:
    """By event, what the content of its purged versions has to be; nothing for events that were not purged."""
    events = {row.values["event_id"] for row in rows if row.values["salt"] is None and row.kind is VERSION}
    if not events:
        return {}
    query = select(_versions.c.event_id, _versions.c.actor_label, _versions.c.at, _versions.c.summary)
    wanted = query.where(_versions.c.event_id.in_(events), _versions.c.via == "purge")
    return {
        found.event_id: purged_content(found.actor_label, found.at, found.summary)
        for found in db.session.execute(wanted)
    }


def _tables(chain: int) -> list[tuple[Kind, Table]]:
    if chain == 0:
        return [(AUDIT, _lines)]
    return [(VERSION, _versions), (SHARING, _shares), (SETTINGS, _settings)]


def _rows(kind: Kind, table: Table, chain: int, after: int, upto: int | None) -> list[Row]:
    query = _query(kind, table, chain).where(table.c.position > after).order_by(table.c.position)
    query = query.limit(1) if upto is None else query.where(table.c.position <= upto)
    return [
        Row(table.name, kind, cast(Mapping[str, Any], found._mapping)) for found in db.session.execute(query)
    ]


def _query(kind: Kind, table: Table, chain: int) -> Select[Any]:
    if kind is not VERSION:
        return _of(select(table), table, chain)
    before = (_before.c.event_id == table.c.event_id) & (_before.c.version == table.c.version - 1)
    newest = (_heads.c.id == table.c.event_id) & (_heads.c.version == table.c.version)
    differs = or_(
        _heads.c.body != table.c.body,
        _heads.c.deleted != table.c.deleted,
        _heads.c.calendar_id != table.c.calendar_id,
    )
    query = select(
        table,
        func.coalesce(_before.c.until, table.c.at).label("before_until"),
        _heads.c.id.is_not(None).label("is_last"),
        case((_heads.c.id.is_(None), false()), else_=differs).label("head_differs"),
    )
    joined = query.join_from(table, _before, before, isouter=True).join(_heads, newest, isouter=True)
    return _of(joined, table, chain)


def _of(query: Select[Any], table: Table, chain: int) -> Select[Any]:
    return query if chain == 0 else query.where(table.c.calendar_id == chain)
