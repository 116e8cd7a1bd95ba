"""An event's past as programs read it: versions with their documents and the ones before, sharing, who wrote which field.

For events that their reader has been let in to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from webapp.domain.document import Document, unpack
from webapp.domain.wording import Message
from webapp.extensions import db
from webapp.models import EventVersion, FieldOrigin, Person, ShareChange
from webapp.operations.access import LARGEST_ID, OpenEvent
from webapp.operations.errors import NotThere
from webapp.operations.history_sharing import share_message
from webapp.operations.showing import Known


@dataclass(frozen=True)
class Who:
    """Who did something: the account, None where it is gone, and the name they had then."""

    person: Known | None
    label: str


@dataclass(frozen=True)
class Written:
    """One version, and the version before it (None: there is none)."""

    number: int
    at: datetime
    who: Who
    via: str
    why: str
    change_set: int
    deleted: bool
    said: list[Message]
    calendar_id: int
    seq: int
    document: Document
    before: "Written | None" = None


@dataclass(frozen=True)
class Shared:
    """One change of who may see the event, alone or (`whole`) with its calendar."""

    id: int
    seq: int
    at: datetime
    who: Who
    whom: Who
    old: str | None
    new: str | None
    whole: bool
    said: Message
    calendar_id: int


@dataclass(frozen=True)
class Wrote:
    """The version that gave a unit its present value."""

    version: int
    at: datetime
    who: Who


@dataclass(frozen=True)
class Told:
    """How far a changelog has been read: the last version and the last change of sharing."""

    version: int = 0
    share: int = 0


def versions_down(event_id: int, before: int | None, limit: int) -> list[Written]:
    """At most `limit` versions below a number, newest first, each with the one before. One statement."""
    query = _query(event_id).order_by(EventVersion.version.desc()).limit(limit + 1)
    if before is not None:
        query = query.where(EventVersion.version < before)
    return list(_linked(list(db.session.execute(query))[::-1]))[::-1][:limit]


def version_at(event_id: int, number: int) -> Written:
    """One version with the one before; raises NotThere when there is no such number."""
    if not 0 < number <= LARGEST_ID:
        raise NotThere
    found = versions_down(event_id, number + 1, 1)
    if not found or found[0].number != number:
        raise NotThere
    return found[0]


def two_versions(event_id: int, one: int, other: int) -> tuple[Written, Written]:
    """Two versions; raises NotThere where one of them does not exist. One statement."""
    rows = db.session.execute(
        _query(event_id).where(EventVersion.version.in_([n for n in (one, other) if 0 < n <= LARGEST_ID]))
    )
    found = {row.version: _written(row, None) for row in rows}
    if not {one, other} <= found.keys():
        raise NotThere
    return found[one], found[other]


def entries_up(opened: OpenEvent, told: Told, limit: int) -> list[Written | Shared]:
    """What happened after that, oldest first: at most `limit` versions and changes of sharing. Two statements.

    Sharing of the whole calendar is told to those only who see the calendar, and only since the event is in it.
    """
    query = _query(opened.event.id).order_by(EventVersion.version)
    rows = list(db.session.execute(query.where(EventVersion.version >= told.version).limit(limit + 1)))
    versions = [one for one in _linked(rows) if one.number > told.version]
    shares = db.session.execute(_sharing(opened).where(ShareChange.id > told.share).limit(limit))
    return _in_order(versions, [_shared(row, opened.calendar.name) for row in shares])[:limit]


def _in_order(versions: list[Written], shares: list["Shared"]) -> list["Written | Shared"]:
    """Both together: by the numbers of a calendar within it, else by the clock. Each stays in its own order."""
    found: list[Written | Shared] = []
    left = shares[::-1]
    for version in versions:
        while left and _is_earlier(left[-1], version):
            found.append(left.pop())
        found.append(version)
    return [*found, *left[::-1]]


def _is_earlier(share: "Shared", version: Written) -> bool:
    if share.calendar_id == version.calendar_id:
        return share.seq < version.seq
    return share.at < version.at


def origins(event_id: int) -> dict[str, Wrote]:
    """By unit the version that gave it its present value; one statement."""
    same = and_(EventVersion.event_id == FieldOrigin.event_id, EventVersion.version == FieldOrigin.version)
    query = (
        select(FieldOrigin.unit, EventVersion.version, EventVersion.at)
        .add_columns(EventVersion.actor_label, Person.id, Person.username, Person.name)
        .join(EventVersion, same)
        .outerjoin(Person, Person.id == EventVersion.actor_id)
        .where(FieldOrigin.event_id == event_id)
    )
    return {row.unit: Wrote(row.version, row.at, _who(row)) for row in db.session.execute(query)}


def outcome(change_set_id: int) -> Sequence[Any]:
    """The events that a change set wrote, each with its last version there and whether that deleted it."""
    last = (
        select(EventVersion.event_id, func.max(EventVersion.version).label("version"))
        .where(EventVersion.change_set_id == change_set_id)
        .group_by(EventVersion.event_id)
        .subquery()
    )
    same = and_(EventVersion.event_id == last.c.event_id, EventVersion.version == last.c.version)
    query = select(EventVersion.event_id, EventVersion.version, EventVersion.deleted).join(last, same)
    return db.session.execute(query.order_by(EventVersion.event_id)).all()


def _query(event_id: int) -> Select[Any]:
    return (
        select(
            EventVersion.version,
            EventVersion.at,
            EventVersion.actor_label,
            EventVersion.via,
            EventVersion.summary,
            EventVersion.change_set_id,
            EventVersion.deleted,
            EventVersion.said,
            EventVersion.calendar_id,
            EventVersion.seq,
            EventVersion.body,
            Person.id,
            Person.username,
            Person.name,
        )
        .outerjoin(Person, Person.id == EventVersion.actor_id)
        .where(EventVersion.event_id == event_id)
    )


def _linked(rows: Sequence[Any]) -> Iterator[Written]:
    """Rows, oldest first, each with the one before; the first of a part has one only if it is there."""
    before: Written | None = None
    for row in rows:
        found = _written(row, before)
        yield found
        before = replace(found, before=None)


def _written(row: Any, before: Written | None) -> Written:
    said = [(name, params) for name, params in row.said]
    return Written(
        row.version,
        row.at,
        _who(row),
        row.via,
        row.summary,
        row.change_set_id,
        row.deleted,
        said,
        row.calendar_id,
        row.seq,
        unpack(row.body),
        before,
    )


def _who(row: Any) -> Who:
    return Who(Known(row.id, row.username, row.name) if row.id else None, row.actor_label)


def _sharing(opened: OpenEvent) -> Select[Any]:
    actor, whom = aliased(Person), aliased(Person)
    alone = ShareChange.event_id == opened.event.id
    came = select(func.max(EventVersion.at)).where(
        EventVersion.event_id == opened.event.id, EventVersion.came_from_id.is_not(None)
    )
    whole = and_(
        ShareChange.calendar_id == opened.calendar.id,
        ShareChange.event_id.is_(None),
        ShareChange.at >= func.coalesce(came.scalar_subquery(), opened.event.created_at),
    )
    query: Select[Any] = select(ShareChange).add_columns(
        ShareChange.actor_label,
        actor.id,
        actor.username,
        actor.name,
        whom.id.label("whom_id"),
        whom.username.label("whom_username"),
        whom.name.label("whom_name"),
    )
    return (
        query.outerjoin(actor, actor.id == ShareChange.actor_id)
        .outerjoin(whom, whom.id == ShareChange.person_id)
        .where(or_(alone, whole) if opened.through_calendar else alone)
        .order_by(ShareChange.id)
    )


def _shared(row: Any, calendar_name: str) -> Shared:
    change: ShareChange = row.ShareChange
    whom = Known(row.whom_id, row.whom_username, row.whom_name) if row.whom_id else None
    return Shared(
        change.id,
        change.seq,
        change.at,
        _who(row),
        Who(whom, change.person_label),
        change.old_role,
        change.new_role,
        change.event_id is None,
        share_message(change, calendar_name),
        change.calendar_id,
    )
