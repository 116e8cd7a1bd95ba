"""Reading the chains of history to the end, row by row, and naming the first row of each that does not fit.

A chain is walked in parts, each in a snapshot of its own, so that nothing is held for long and memory stays bounded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import func, select

from webapp.domain.chain_checks import (
    ADDED,
    CAME,
    FALSE_SEAL,
    FORGOTTEN,
    FRAME,
    HEAD,
    NAMELESS,
    NO_VERSION,
    ORDER,
    SET,
    STEADY,
    UNTIL,
    Misfit,
    Row,
    Walker,
)
from webapp.domain.chains import SHARING, START, VERSION, Head
from webapp.extensions import db
from webapp.models import AuditHead, Calendar
from webapp.models.base import table_of
from webapp.operations.chain_rows import (
    Purged,
    first_empty_set,
    first_false_seal,
    first_unlinked,
    first_without_version,
    is_out_of_order,
    purged_contents,
    purged_key,
    rows_after,
    seals_of,
)
from webapp.operations.chaining import THE_LOG
from webapp.operations.watching import begin_reading

THE_AUDIT_LOG = 0  # its number among the chains; every other one has the number of its calendar
PART = 2_000

Heads = Mapping[int, Mapping[int, bytes]]  # links that were noted earlier, by chain and position


class Part(NamedTuple):
    """How far one part of a check came: the row it stands at, and whether that was the end or what did not fit."""

    head: Head
    rows: int
    ended: bool
    misfit: Misfit | None


@dataclass(frozen=True)
class Found:
    """One chain after it was walked: its head, or where the first misfit is."""

    chain: int
    head: Head
    rows: int
    misfit: Misfit | None


def verify(noted: Heads) -> Iterator[Found]:
    """Walk every chain; links that were noted earlier have to be where they were."""
    chain = next_chain(-1)
    seen = set()
    while chain is not None:
        seen.add(chain)
        yield _walk(chain, noted.get(chain, {}))
        chain = next_chain(chain)
    for number in sorted(noted.keys() - seen):
        position = max(noted[number])
        gone = Misfit("calendar", FORGOTTEN, calendar_id=number, position=position)
        yield Found(number, Head(0, START), 0, gone)


def next_chain(after: int) -> int | None:
    """The chains in order: the audit log, then the calendars by number."""
    if after < THE_AUDIT_LOG:
        return THE_AUDIT_LOG
    return db.session.scalar(select(func.min(Calendar.id)).where(Calendar.id > after))


def check_part(
    chain: int, since: Head, noted: Mapping[int, bytes] | None = None, at_most: int = PART
) -> Part:
    """Check about so many rows of one chain behind `since`; in one snapshot, and nothing is written."""
    begin_reading()
    kept, walker, rows = _kept_head(chain), Walker(since, noted), 0
    while rows < at_most:
        batch = rows_after(chain, walker.head.position)
        if not batch:
            return Part(walker.head, rows, True, _end(chain, kept, walker.head, noted or {}))
        purged, seals = purged_contents(batch), seals_of(batch)
        for row in batch:
            misfit = (
                row.misfit(ADDED)
                if row.position > kept.position
                else _check(walker, row, purged, seals.get((row.kind.name, row.values["id"])))
            )
            if misfit is not None:
                return Part(walker.head, rows, True, _told_apart(chain, row, misfit))
            rows += 1
    return Part(walker.head, rows, False, None)


def _walk(chain: int, noted: Mapping[int, bytes]) -> Found:
    head, rows = Head(0, START), 0
    while True:
        part = check_part(chain, head, noted)
        head, rows = part.head, rows + part.rows
        if part.ended:
            return Found(chain, head, rows, part.misfit)


def _check(walker: Walker, row: Row, purged: Mapping[Purged, Any], seal: bytes | None) -> Misfit | None:
    misfit = walker.check(row, purged.get(purged_key(row)), seal)
    if misfit is None and row.kind is SHARING and row.values["set_differs"]:
        return row.misfit(SET)
    return _beside(row) if misfit is None and row.kind is VERSION else misfit


def _beside(row: Row) -> Misfit | None:
    """What goes with a version and is in no link: when it ended, its change set, and the head of its event."""
    values = row.values
    if values["before_until"] != values["at"]:
        before = row.misfit(UNTIL)
        return replace(before, version=values["version"] - 1, position=None, row_id=None, at=None)
    if values["is_last"] and values["until"] is not None:
        return row.misfit(UNTIL)
    if values["came_differs"]:
        return row.misfit(CAME)
    if values["set_differs"]:
        return row.misfit(SET)
    return row.misfit(HEAD) if values["head_differs"] else None


def _told_apart(chain: int, row: Row, misfit: Misfit) -> Misfit:
    """A row that was moved to the front fits as badly as one that was altered; what comes behind it tells."""
    return row.misfit(ORDER) if misfit.what == FRAME and is_out_of_order(chain, row) else misfit


def _kept_head(chain: int) -> Head:
    if chain == THE_AUDIT_LOG:
        log = table_of(AuditHead)
        found = db.session.execute(select(log.c.links, log.c.last_link).where(log.c.id == THE_LOG))
    else:
        calendars = table_of(Calendar)
        wanted = select(calendars.c.links, calendars.c.last_link).where(calendars.c.id == chain)
        found = db.session.execute(wanted)
    row = found.one_or_none()
    return Head(row.links, bytes(row.last_link or START)) if row else Head(0, START)


def _end(chain: int, kept: Head, head: Head, noted: Mapping[int, bytes]) -> Misfit | None:
    """What only the end of a chain shows: rows that are missing behind it, and those that are in no chain."""
    last = max([kept.position, *noted])
    if last > head.position:
        what = f"Behind link {head.position}, links up to {last} are missing."
        return Misfit(_table_of_head(chain), what, calendar_id=chain or None, position=head.position)
    if kept.link != head.link:
        return Misfit(_table_of_head(chain), STEADY, calendar_id=chain or None, position=head.position)
    unlinked = first_unlinked(chain)
    if unlinked is not None:
        return unlinked.misfit(ADDED)
    if chain == THE_AUDIT_LOG:
        false = first_false_seal()
        return Misfit("seal", FALSE_SEAL, row_id=false) if false is not None else None
    empty = first_empty_set(chain)
    if empty is not None:
        return Misfit("change_set", NAMELESS, calendar_id=chain, row_id=empty)
    lost = first_without_version(chain)
    if lost is None:
        return None
    return Misfit("event", NO_VERSION, calendar_id=chain, event_id=lost.event_id, version=lost.version)


def _table_of_head(chain: int) -> str:
    return "audit_head" if chain == THE_AUDIT_LOG else "calendar"
