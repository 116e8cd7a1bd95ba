"""The trash of a calendar: what was deleted in it, and bringing back some of it or all as one change set."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, literal, select, true, tuple_

from webapp.domain.document import Document, unpack
from webapp.domain.purges import GONE
from webapp.domain.roles import Role
from webapp.domain.wording_overlaps import Overlap
from webapp.extensions import db
from webapp.models import Calendar, Event, Person
from webapp.models.base import UtcDateTime
from webapp.operations.errors import NotThere, Refused
from webapp.operations.history import Author, author_of
from webapp.operations.revising import Next, Revision, lock_calendar, write_next_versions
from webapp.operations.unit import Unit, unit_of_work

EMPTIED = "Some of it has been deleted for good meanwhile. Look at what is left, then choose again."
NOTHING = "Choose at least one event, then restore it."


class Place(NamedTuple):
    """Where a row stands in the trash: the page after it goes on from here."""

    at: datetime
    event_id: int


@dataclass(frozen=True)
class Deleted:
    """An event in the trash, and who put it there when."""

    event_id: int
    title: str
    document: Document
    at: datetime
    author: Author

    @property
    def place(self) -> Place:
        return Place(self.at, self.event_id)


@dataclass(frozen=True)
class Page:
    """Some of a trash, last deleted first; `total` counts all of it that fits."""

    rows: list[Deleted] = field(default_factory=list)
    total: int = 0
    more: bool = False


@dataclass(frozen=True)
class BroughtBack:
    """How many events came back and in which change set (0: all were back already); stored to answer a retry.

    `event_id` is the one event that came back, where it is one.
    """

    change_set: int = 0
    events: int = 0
    event_id: int = 0
    overlaps: list[Overlap] = field(default_factory=list)
    overlap_count: int = 0


def deleted_events(calendar: Calendar, limit: int, title: str = "", after: Place | None = None) -> Page:
    """At most `limit` deleted events of a calendar that has been opened already, those after a place; two statements.

    With a title only those that have it somewhere in theirs.
    """
    there = _in_trash(calendar.id, title)
    query = (
        select(*_ROW)
        .outerjoin(Person, Person.id == Event.updated_by_id)
        .where(*there)
        .order_by(Event.updated_at.desc(), Event.id.desc())
        .limit(limit + 1)
    )
    if after:
        query = query.where(
            tuple_(Event.updated_at, Event.id) < tuple_(literal(after.at, UtcDateTime), after.event_id)
        )
    found = db.session.execute(query).all()
    total = db.session.scalar(select(func.count()).select_from(Event).where(*there)) or 0
    return Page([_row(row) for row in found[:limit]], total, len(found) > limit)


def restore_events(
    calendar_id: int, wanted: Collection[int] | None, by: Person, key: str | None = None, title: str = ""
) -> BroughtBack:
    """Bring these events back, or with None all in the trash that have this title: all of them or none.

    What is back already stays as it is. Raises Refused where nothing is chosen or something was emptied meanwhile, and
    Overlapping where the calendar takes no overlaps.
    """
    chosen = None if wanted is None else sorted(set(wanted))
    if chosen == []:
        raise Refused(NOTHING)
    request = {"do": "restore events", "calendar": calendar_id, "events": chosen, "title": title}
    with unit_of_work(by) as unit:
        if earlier := unit.answered(key, request):
            return BroughtBack(**earlier)
        lock_calendar(unit, calendar_id, Role.EDITOR)
        events = _all(unit, calendar_id, title) if chosen is None else _these(unit, calendar_id, chosen)
        brought = _bring_back(unit, calendar_id, events)
        unit.remember(key, request, asdict(brought))
        return brought


def _bring_back(unit: Unit, calendar_id: int, events: list[Event]) -> BroughtBack:
    if not events:
        return BroughtBack()
    made = unit.change_set(calendar_id, "restore")
    nexts = [Next(event, event.document, False, [("event.restored", {})]) for event in events]
    write_next_versions(unit, calendar_id, nexts, Revision(made, "restore"))
    one = events[0].id if len(events) == 1 else 0
    return BroughtBack(made, len(events), one, unit.overlaps, unit.overlap_count)


def _all(unit: Unit, calendar_id: int, title: str) -> list[Event]:
    return _held(unit, *_in_trash(calendar_id, title))


def _these(unit: Unit, calendar_id: int, chosen: list[int]) -> list[Event]:
    """Those of them that are still deleted; raises NotThere for one of another calendar."""
    events = _held(unit, Event.calendar_id == calendar_id, Event.id.in_(chosen))
    if len(events) < len(chosen):
        raise NotThere
    if any(event.purged for event in events):
        raise Refused(EMPTIED)
    return [event for event in events if event.deleted]


def _held(unit: Unit, *conditions: ColumnElement[bool]) -> list[Event]:
    """Events of a calendar that is held, as they are now."""
    query = select(Event).where(*conditions).order_by(Event.id)
    return list(unit.session.scalars(query.execution_options(populate_existing=True)))


def _in_trash(calendar_id: int, title: str) -> list[ColumnElement[bool]]:
    """What is deleted and can come back; written so that the index of the trash serves it on both databases."""
    there = [Event.calendar_id == calendar_id, Event.deleted == true(), Event.body != GONE]
    return [*there, Event.title.icontains(title, autoescape=True)] if title else there


def _row(row: Any) -> Deleted:
    at: datetime = row.updated_at.astimezone(UTC)
    return Deleted(row.id, row.title, unpack(row.body), at, author_of(row))


_ROW: tuple[Any, ...] = (
    Event.id,
    Event.title,
    Event.body,
    Event.updated_at,
    Event.updated_by_label.label("actor_label"),
    Person.hue,
)
