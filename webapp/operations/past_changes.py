"""What changed in somebody's calendars between two moments: one row for each event, with what it came to."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, tuple_

from webapp.domain.document import unpack
from webapp.domain.purges import GONE
from webapp.domain.wording import Message, describe
from webapp.domain.wording_calendars import moved_message
from webapp.extensions import db
from webapp.models import Event, EventVersion, Person
from webapp.operations.access import seen_by
from webapp.operations.past import TOUCHING

AT_ONCE = 50


@dataclass(frozen=True)
class EventChange:
    """What became of one event: "made", "deleted", "restored", "moved" (to or from another calendar), "changed", "same"
    (there and back again) or "passing" (made and deleted in between). `before` and `after` are versions, 0: not there yet."""

    event_id: int
    kind: str
    title: str
    before: int
    after: int
    said: list[Message]
    versions: int
    calendar_id: int
    at: datetime


@dataclass(frozen=True)
class Changes:
    """A page of them, the last change first; `next` is where the next page begins, 0 for none."""

    rows: list[EventChange] = field(default_factory=list)
    next: int = 0


def changes_between(
    person: Person, calendars: Collection[int], earlier: datetime, later: datetime, before: int = 0
) -> Changes:
    """The events of these calendars, and of those given alone, that changed after one moment until another; two statements.

    One that left for a calendar that the person sees is among them. `before` is the `next` of the page before.
    """
    values = {"calendars": list(calendars), "asking": person.id, "earlier": earlier, "later": later}
    query = _CHANGED.having(func.max(EventVersion.id) < before) if before else _CHANGED
    found = db.session.execute(query.limit(AT_ONCE + 1), values).all()
    heads = found[:AT_ONCE]
    versions = _versions(heads)
    rows = [_change(row, versions) for row in heads]
    return Changes(rows, heads[-1].newest if len(found) > AT_ONCE else 0)


def _versions(heads: Collection[Any]) -> dict[tuple[int, int], Any]:
    """The versions that these events had before and after, in one statement."""
    wanted = [(row.event_id, number) for row in heads for number in (row.first - 1, row.last) if number]
    if not wanted:
        return {}
    query = select(EventVersion).where(tuple_(EventVersion.event_id, EventVersion.version).in_(wanted))
    return {(one.event_id, one.version): one for one in db.session.scalars(query)}


def _change(row: Any, versions: dict[tuple[int, int], Any]) -> EventChange:
    old, new = versions.get((row.event_id, row.first - 1)), versions[row.event_id, row.last]
    kind = _kind(old, new)
    document = unpack(old.body if old and kind == "deleted" else new.body)
    return EventChange(
        row.event_id,
        kind,
        document["title"],
        old.version if old else 0,
        new.version,
        _said(old, new, kind),
        row.count,
        new.calendar_id,
        new.at,
    )


def _said(old: Any, new: Any, kind: str) -> list[Message]:
    """What it came to; names of calendars are for whoever tells it (domain/wording_calendars.py)."""
    if old is None or kind not in ("changed", "moved", "restored"):
        return []
    moved = [moved_message(old.calendar_id, new.calendar_id)] if old.calendar_id != new.calendar_id else []
    return [*moved, *describe(unpack(old.body), unpack(new.body))]


def _kind(old: Any, new: Any) -> str:
    was_there, is_there = old is not None and not old.deleted, not new.deleted
    if not was_there:
        return ("restored" if old else "made") if is_there else "passing"
    if not is_there:
        return "deleted"
    if old.calendar_id != new.calendar_id:
        return "moved"
    return "same" if unpack(old.body) == unpack(new.body) else "changed"


_CHANGED = (
    select(
        EventVersion.event_id,
        func.min(EventVersion.version).label("first"),
        func.max(EventVersion.version).label("last"),
        func.count().label("count"),
        func.max(EventVersion.id).label("newest"),
    )
    .join(Event, Event.id == EventVersion.event_id)
    .where(
        EventVersion.at > bindparam("earlier"),
        EventVersion.at <= bindparam("later"),
        Event.body != GONE,
        TOUCHING,
        seen_by(bindparam("asking", type_=Person.id.type)),
    )
    .group_by(EventVersion.event_id)
    .order_by(func.max(EventVersion.id).desc())
)
