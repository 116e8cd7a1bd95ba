"""The rows of a chain as they are stored now, some at a time and in order. Chain 0 is the audit log, else a calendar."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, Table, case, exists, false, func, literal, or_, select, true

from webapp.domain.chain_checks import Row
from webapp.domain.chains import AUDIT, SETTINGS, SHARING, UNDOES, VERSION, Kind, seals_hash
from webapp.domain.erasing import PERSON_ERASED
from webapp.domain.purges import (
    CALENDAR_EMPTIED,
    CALENDAR_PURGED,
    PURGED_SETTINGS,
    PURGED_SHARING,
    TRASH_EMPTIED,
    purged_content,
)
from webapp.extensions import db
from webapp.models import AuditEntry, CalendarChange, ChangeSet, Event, EventVersion, Seal, ShareChange
from webapp.models.base import table_of

BATCH = 250
# Lines of the audit log that vouch for seals.
SEALING = ("event-purged", CALENDAR_PURGED, PERSON_ERASED, TRASH_EMPTIED, CALENDAR_EMPTIED)
# Lines that say of a calendar which rows of its chain have no content any more.
_VOUCHED = {CALENDAR_PURGED: (SHARING.name, SETTINGS.name), CALENDAR_EMPTIED: (SETTINGS.name,)}
_NOTHING = {SHARING.name: PURGED_SHARING, SETTINGS.name: PURGED_SETTINGS}
Purged = tuple[str, int]  # the kind of a row, and the event or the calendar that it was purged with

_versions, _shares = table_of(EventVersion), table_of(ShareChange)
_settings = table_of(CalendarChange)
_lines, _heads = table_of(AuditEntry), table_of(Event)
_sets, _seals = table_of(ChangeSet), table_of(Seal)
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


def first_empty_set(calendar_id: int) -> int | None:
    """A change set of a calendar in which nothing was done; each was made together with what was done in it."""
    version = exists().where(_versions.c.change_set_id == _sets.c.id)
    line = exists().where(_shares.c.change_set_id == _sets.c.id)
    wanted = select(_sets.c.id).where(_sets.c.calendar_id == calendar_id, ~version, ~line)
    return db.session.scalar(wanted.order_by(_sets.c.id).limit(1))


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


def purged_contents(rows: Iterable[Row]) -> dict[Purged, Mapping[str, Any]]:
    """What the content of purged rows has to be: of versions by event, of sharing and settings by calendar.

    Nothing for events and calendars of which nothing says that they were purged.
    """
    empty = [row for row in rows if row.values["salt"] is None]
    events = {row.values["event_id"] for row in empty if row.kind is VERSION}
    calendars = {row.values["calendar_id"] for row in empty if row.kind in (SHARING, SETTINGS)}
    return _purged_events(events) | _purged_calendars(calendars)


def purged_key(row: Row) -> Purged:
    """What a row was purged with, if it was."""
    owner = {VERSION: "event_id", SHARING: "calendar_id", SETTINGS: "calendar_id"}.get(row.kind, "id")
    return row.kind.name, row.values[owner]


def seals_of(rows: Iterable[Row]) -> dict[tuple[str, int], bytes]:
    """By kind and id the seals of those rows that were rewritten, the last of each."""
    by_kind: dict[str, list[int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind.name, []).append(row.values["id"])
    found: dict[tuple[str, int], bytes] = {}
    for name, ids in by_kind.items():
        mine = select(_seals).where(_seals.c.kind == name, _seals.c.row_id.in_(ids)).order_by(_seals.c.id)
        found |= {(name, seal.row_id): bytes(seal.digest) for seal in db.session.execute(mine)}
    return found


def first_false_seal() -> int | None:
    """A seal of an act whose line of the audit log says otherwise, or is not there."""
    said = select(_lines.c.details).where(_lines.c.action.in_(SEALING)).order_by(_lines.c.id)
    vouched = {details["act"]: details["seals"] for details in db.session.scalars(said) if "act" in details}
    ordered = select(_seals.c.id, _seals.c.act, _seals.c.digest).order_by(
        _seals.c.act, _seals.c.kind, _seals.c.row_id
    )
    for act, some in groupby(
        db.session.execute(ordered.execution_options(yield_per=500)), lambda row: row.act
    ):
        seals = list(some)
        if vouched.pop(act, None) != seals_hash(bytes(one.digest) for one in seals):
            return int(seals[0].id)
    return 0 if vouched else None


def _purged_events(events: set[int]) -> dict[Purged, Mapping[str, Any]]:
    if not events:
        return {}
    query = select(_versions.c.event_id, _versions.c.actor_label, _versions.c.at, _versions.c.summary)
    wanted = query.where(_versions.c.event_id.in_(events), _versions.c.via == "purge")
    return {
        (VERSION.name, found.event_id): purged_content(found.actor_label, found.at, found.summary)
        for found in db.session.execute(wanted)
    }


def _purged_calendars(calendars: set[int]) -> dict[Purged, Mapping[str, Any]]:
    """The lines of the audit log say so, which is a chain of its own."""
    if not calendars:
        return {}
    query = select(_lines.c.target_id, _lines.c.action).where(_lines.c.action.in_(_VOUCHED))
    found = db.session.execute(query.where(_lines.c.target_id.in_(calendars)))
    return {(name, line.target_id): _NOTHING[name] for line in found for name in _VOUCHED[line.action]}


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
    if kind is SHARING:
        return _of(_QUERY_OF_SHARING, table, chain)
    if kind is not VERSION:
        return _of(select(table), table, chain)
    before = (_before.c.event_id == table.c.event_id) & (_before.c.version == table.c.version - 1)
    newest = (_heads.c.id == table.c.event_id) & (_heads.c.version == table.c.version)
    differs = or_(
        _heads.c.body != table.c.body,
        _heads.c.deleted != table.c.deleted,
        _heads.c.calendar_id != table.c.calendar_id,
    )
    set_differs = or_(
        _sets.c.why != table.c.summary,
        _sets.c.at != table.c.at,
        _sets.c.actor_id.is_distinct_from(table.c.actor_id),
    )
    came_from = case((_before.c.calendar_id != table.c.calendar_id, _before.c.calendar_id))
    query = select(
        table,
        func.coalesce(_before.c.until, table.c.at).label("before_until"),
        _heads.c.id.is_not(None).label("is_last"),
        case((_heads.c.id.is_(None), false()), else_=differs).label("head_differs"),
        func.coalesce(set_differs, true()).label("set_differs"),
        table.c.came_from_id.is_distinct_from(came_from).label("came_differs"),
        _sets.c.undoes_id.label(UNDOES),
    )
    joined = query.join_from(table, _before, before, isouter=True).join(_heads, newest, isouter=True)
    joined = joined.join(_sets, _sets.c.id == table.c.change_set_id, isouter=True)
    return _of(joined, table, chain)


# A line of sharing may name no change set; the one that it names was made in the same transaction.
_QUERY_OF_SHARING = select(
    _shares,
    case(
        (_shares.c.change_set_id.is_(None), false()),
        else_=func.coalesce(
            or_(_sets.c.at != _shares.c.at, _sets.c.actor_id.is_distinct_from(_shares.c.actor_id)), true()
        ),
    ).label("set_differs"),
).join(_sets, _sets.c.id == _shares.c.change_set_id, isouter=True)


def _of(query: Select[Any], table: Table, chain: int) -> Select[Any]:
    return query if chain == 0 else query.where(table.c.calendar_id == chain)
