"""An event's past: its versions, two of them side by side, one field brought back.

What only reads is for people who have been let in already (operations/access).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from webapp.domain.diffs import Change, compare_documents
from webapp.domain.document import UNITS, Document, unpack
from webapp.domain.hues import hue_for
from webapp.domain.merge import overlay
from webapp.domain.texts import initials
from webapp.domain.wording import Message, describe
from webapp.extensions import db
from webapp.models import ChangeSet, EventVersion, Person
from webapp.operations.access import LARGEST_ID
from webapp.operations.errors import NotThere
from webapp.operations.events import EventDeleted, Saved, document_at, restore_as, saved_once
from webapp.operations.history_filters import NOBODY, Filters, of_versions
from webapp.operations.prepared import Prepared
from webapp.operations.revising import lock_event
from webapp.operations.unit import Unit


@dataclass(frozen=True)
class Author:
    """Who did something: the name they had then, the colour they have now."""

    name: str
    hue: str

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]

    @property
    def initials(self) -> str:
        return initials(self.name)


@dataclass(frozen=True)
class VersionRow:
    """One version without its document: who, when, through what, and what changed as messages.

    `grown` is by how many characters more it says than the version before.
    """

    number: int
    at: datetime
    author: Author
    via: str
    deleted: bool
    why: str
    changed: list[str]
    said: list[Message]
    change_set: int
    actor_id: int | None
    grown: int
    calendar_id: int = 0


@dataclass(frozen=True)
class Page:
    """Some versions, newest first, and the time they cover: from `since` (inclusive) up to `until`."""

    rows: list[VersionRow] = field(default_factory=list)
    newer: bool = False
    older: bool = False
    since: datetime | None = None
    until: datetime | None = None

    @property
    def first(self) -> int | None:
        return self.rows[0].number if self.rows else None

    @property
    def last(self) -> int | None:
        return self.rows[-1].number if self.rows else None


@dataclass(frozen=True)
class Choices:
    """Whose versions a history holds, as (id, name), and through what they came."""

    people: list[tuple[int, str]]
    ways: list[str]


@dataclass(frozen=True)
class Snapshot:
    """One version with its document, and what kind of change set wrote it."""

    row: VersionRow
    document: Document
    kind: str = ""
    mark: bytes | None = (
        None  # random bits that are new whenever the version is written anew, None if it is none
    )


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side. `between` names who wrote the versions that lie in between."""

    older: Snapshot
    newer: Snapshot
    between: list[str]

    @cached_property
    def changes(self) -> list[Change]:
        return compare_documents(self.older.document, self.newer.document)

    @cached_property
    def messages(self) -> list[Message]:
        return describe(self.older.document, self.newer.document, self.newer.row.at)


_before = aliased(EventVersion)
_COLUMNS = (
    EventVersion.version,
    EventVersion.at,
    EventVersion.actor_label,
    Person.hue,
    EventVersion.via,
    EventVersion.deleted,
    EventVersion.summary,
    EventVersion.changed,
    EventVersion.said,
    EventVersion.change_set_id,
    EventVersion.actor_id,
    EventVersion.calendar_id,
    (EventVersion.size - func.coalesce(_before.size, 0)).label("grown"),
)


def versions(
    event_id: int, filters: Filters, limit: int, before: int | None = None, after: int | None = None
) -> Page:
    """At most `limit` versions, newest first: those before a number, those just after one, or the last ones."""
    query = _versions(event_id).where(*of_versions(filters))
    if after is not None:
        return _page_after(query, after, limit)
    if before is not None:
        query = query.where(EventVersion.version < before)
    rows = _read(query.order_by(EventVersion.version.desc()).limit(limit + 1))
    older = len(rows) > limit
    until = _moment_of(event_id, before) if before is not None else None
    return Page(rows[:limit], before is not None, older, rows[limit - 1].at if older else None, until)


def version_rows(event_id: int, numbers: Iterable[int]) -> list[VersionRow]:
    """The versions with these numbers, newest first."""
    wanted = _versions(event_id).where(EventVersion.version.in_(list(numbers)))
    return _read(wanted.order_by(EventVersion.version.desc()))


def snapshot(event_id: int, number: int) -> Snapshot:
    """One version with its document; raises NotThere when there is no such number."""
    return _snapshots(event_id, {number})[number]


def compare(event_id: int, older: int, newer: int) -> Comparison:
    """Two versions of an event; raises NotThere when one of them does not exist. Two statements."""
    found = _snapshots(event_id, {older, newer})
    return Comparison(found[older], found[newer], _authors_between(event_id, older, newer))


def _authors_between(event_id: int, older: int, newer: int) -> list[str]:
    if newer - older < 2:
        return []
    within = EventVersion.version.between(older + 1, newer - 1)
    authors = select(EventVersion.actor_label).where(EventVersion.event_id == event_id, within)
    return sorted(db.session.scalars(authors.distinct()))


def choices(event_id: int) -> Choices:
    """What the history of an event can be filtered by, in one statement."""
    query = (
        select(EventVersion.actor_id, Person.name, EventVersion.via)
        .outerjoin(Person, Person.id == EventVersion.actor_id)
        .where(EventVersion.event_id == event_id)
        .distinct()
    )
    return choices_of(db.session.execute(query).all())


def choices_of(rows: Iterable[Any]) -> Choices:
    """Rows of who (actor_id, name) did something through what (via), put in order."""
    found = list(rows)
    people = {(row.actor_id or NOBODY, row.name or "") for row in found}
    ways = sorted({row.via for row in found})
    return Choices(sorted(people, key=lambda one: (one[1].casefold(), one[0])), ways)


def bring_back(event_id: int, number: int, unit: str, by: Person, key: str | None = None) -> Saved:
    """A new version in which one unit is as it was in version `number`, and all else as it is now."""
    if unit not in UNITS:
        raise NotThere

    def write(work: Unit) -> Saved:
        event = lock_event(work, event_id).event
        if event.deleted:
            raise EventDeleted("This event is deleted. Restore it first, then bring the field back.")
        wanted = overlay(event.document, [unit], document_at(event, number))
        if wanted == event.document:
            return Saved(event.id, event.version, changed=False)
        return restore_as(work, event, wanted, ("unit.reverted", {"unit": unit, "version": number}))

    return saved_once(
        by, key, {"do": "bring back", "event": event_id, "version": number, "unit": unit}, write
    )


def _versions(event_id: int | BindParameter[int]) -> Select[Any]:
    query: Select[Any] = select(*_COLUMNS)
    before = and_(_before.event_id == EventVersion.event_id, _before.version == EventVersion.version - 1)
    return (
        query.outerjoin(Person, Person.id == EventVersion.actor_id)
        .outerjoin(_before, before)
        .where(EventVersion.event_id == event_id)
    )


def _page_after(query: Select[Any], after: int, limit: int) -> Page:
    found = _read(query.where(EventVersion.version > after).order_by(EventVersion.version).limit(limit + 1))
    newer, rows = len(found) > limit, found[:limit][::-1]
    since = rows[-1].at if rows and after > 0 else None
    return Page(rows, newer, after > 0, since, found[limit].at if newer else None)


def _moment_of(event_id: int, number: int) -> datetime | None:
    wanted = select(EventVersion.at).where(EventVersion.event_id == event_id, EventVersion.version == number)
    return db.session.scalar(wanted)


def _read(query: Select[Any]) -> list[VersionRow]:
    return [_row(row) for row in db.session.execute(query)]


def _row(row: Any) -> VersionRow:
    return VersionRow(
        number=row.version,
        at=row.at,
        author=author_of(row),
        via=row.via,
        deleted=row.deleted,
        why=row.summary,
        changed=row.changed,
        said=[(name, params) for name, params in row.said],
        change_set=row.change_set_id,
        actor_id=row.actor_id,
        grown=row.grown,
        calendar_id=row.calendar_id,
    )


def author_of(row: Any) -> Author:
    return Author(row.actor_label, row.hue or hue_for(row.actor_label))


def _snapshots(event_id: int, numbers: set[int]) -> dict[int, Snapshot]:
    if not all(0 < number <= LARGEST_ID for number in numbers):
        raise NotThere
    wanted = {"event": event_id, "one": min(numbers), "other": max(numbers)}
    rows = _SNAPSHOTS.named(db.session.connection(), wanted)
    found = {row.version: Snapshot(_row(row), unpack(row.body), row.kind, row.salt) for row in rows}
    if len(found) < len(numbers):
        raise NotThere
    return found


_SNAPSHOTS = Prepared(
    _versions(bindparam("event"))
    .join(ChangeSet, ChangeSet.id == EventVersion.change_set_id)
    .add_columns(EventVersion.body, EventVersion.salt, ChangeSet.kind)
    .where(EventVersion.version.in_((bindparam("one"), bindparam("other"))))
)
