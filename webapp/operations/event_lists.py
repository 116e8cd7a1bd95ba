"""All events that a person may see, sorted by start and filtered, as they are or as they were at a moment; for programs.

A list is read in parts: a place in it is the start, the id and the occurrence of the last one seen, so that what others
write moves nothing. One statement, which is read only as far as the part reaches.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Result, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import aliased

from webapp.domain.api_times import Edge
from webapp.domain.document import Document, unpack
from webapp.domain.purges import GONE
from webapp.domain.roles import higher, role_of
from webapp.domain.series import repeats
from webapp.extensions import db
from webapp.models import Event, EventVersion, Occurrence, Participation, Person, Share
from webapp.operations.access import LARGEST_ID, calendar_share, event_query, event_share
from webapp.operations.showing import Shown

# Days of events that float lie within so much of the moments that a window names.
AROUND = timedelta(hours=26)
_AT_ONCE = 100


@dataclass(frozen=True)
class Wanted:
    """What a list is filtered by; None and "" leave a filter out. `participant` is an id or a username."""

    after: Edge | None = None
    before: Edge | None = None
    calendar_id: int | None = None
    words: str = ""
    tag: str = ""
    participant: str = ""
    recurring: bool | None = None
    updated_since: datetime | None = None
    at: datetime | None = None
    event_id: int | None = None


class Place(NamedTuple):
    """Where in a list an item is."""

    start: datetime
    id: int
    occurrence: str = ""


@dataclass(slots=True)
class Found:
    """An event of a list before it is told: its row, and its document once somebody needs it."""

    row: Any
    is_past: bool = False
    _document: Document | None = field(default=None)

    @property
    def document(self) -> Document:
        if self._document is None:
            self._document = unpack(self.row.body)
        return self._document

    @property
    def repeats(self) -> bool:
        """Versions have no column that says so."""
        return repeats(self.document) if self.is_past else self.row.repeats

    @property
    def all_day(self) -> bool:
        return bool(self.document["all_day"]) if self.is_past else self.row.all_day

    @property
    def place(self) -> Place:
        return Place(self.row.start_utc, self.row.id)

    @property
    def shown(self) -> Shown:
        row = self.row
        role = higher(role_of(row.calendar_role), role_of(row.event_role))
        return Shown(
            row.id,
            row.calendar_id,
            row.version,
            self.document,
            role.word if role else "",
            row.created_at,
            row.created_by_id,
            row.created_by_label,
            row.updated_at,
            row.updated_by_id,
            row.updated_by_label,
        )


def read(wanted: Wanted, person: Person, after: Place | None, limit: int | None) -> Iterator[Found]:
    """The events that SQL finds, in order, from a place on; who asks may filter further and stops when they have enough."""
    values = _values(wanted, person, after) | {"most": limit}
    query = _query(_shape(wanted, after, limit))
    rows: Result[Any] = db.session.execute(query, values, execution_options={"yield_per": _AT_ONCE})
    try:
        yield from (Found(row, wanted.at is not None) for row in rows)
    finally:
        rows.close()


def is_sought(found: Found, wanted: Wanted) -> bool:
    """The filters that the document answers: words anywhere in it, a tag, and of the past whether it repeats."""
    if wanted.at is not None and wanted.recurring not in (None, found.repeats):
        return False
    if wanted.tag and wanted.tag.casefold() not in map(str.casefold, _values_of(found.document, "tags")):
        return False
    return not wanted.words or _has_words(found.document, wanted.words.casefold().split())


def _has_words(document: Document, words: list[str]) -> bool:
    texts = [
        text for name in ("title", "location", "description", "tags") for text in _values_of(document, name)
    ]
    said = "\n".join(texts).casefold()
    return all(word in said for word in words)


def _values_of(document: Document, name: str) -> list[str]:
    """What an event says in a field, and what single dates of it say instead."""
    own = [fields[name] for fields in document["overrides"].values() if name in fields]
    values = [document[name], *own]
    return [text for value in values for text in (value if isinstance(value, list) else [value])]


# -- the statement


def _values(wanted: Wanted, person: Person, after: Place | None) -> dict[str, Any]:
    def known(number: int | None) -> int | None:
        """Clients name any number; beyond these there is nothing."""
        return None if number is None else min(max(number, 0), LARGEST_ID)

    by_id = wanted.participant.isascii() and wanted.participant.isdigit() and len(wanted.participant) < 11
    number = int(wanted.participant) if by_id else 0
    return {
        "asking": person.id,
        "calendar": known(wanted.calendar_id),
        "event": known(wanted.event_id),
        "who": known(number),
        "username": wanted.participant,
        "repeats": wanted.recurring,
        "since": wanted.updated_since,
        "at": wanted.at,
        "from_start": after.start if after else None,
        "from_id": known(after.id) if after else 0,
        "first": _loose(wanted.after, -1),
        "last": _loose(wanted.before, 1),
    }


def _loose(edge: Edge | None, sign: int) -> datetime | None:
    """A moment beyond which nothing can touch the window, wherever one is."""
    return edge.moment + sign * AROUND if edge else None


def _shape(wanted: Wanted, after: Place | None, limit: int | None) -> tuple[bool, ...]:
    """Which filters there are: a statement is built once for each choice of them."""
    return (
        wanted.at is not None,
        after is not None,
        limit is not None,
        wanted.after is not None,
        wanted.before is not None,
        wanted.calendar_id is not None,
        bool(wanted.participant),
        wanted.recurring is not None,
        wanted.updated_since is not None,
        wanted.event_id is not None,
    )


@lru_cache(maxsize=512)
def _query(shape: tuple[bool, ...]) -> Select[Any]:
    past, goes_on, limited, *others = shape
    source = _Then() if past else _Now()
    query: Select[Any] = source.query.order_by(source.start, Event.id)
    conditions = source.conditions()
    chosen = [condition for condition, wanted in zip(conditions, others, strict=True) if wanted]
    if goes_on:
        chosen.append(
            or_(
                source.start > bindparam("from_start"),
                and_(source.start == bindparam("from_start"), Event.id > bindparam("from_id")),
            )
        )
    query = query.where(*chosen)
    return query.limit(bindparam("most")) if limited else query


class _Now:
    """Events as they are."""

    def __init__(self) -> None:
        self.start: Any = Event.start_utc
        self.calendar: Any = Event.calendar_id
        self.updated: Any = Event.updated_at
        self.query: Any = (
            event_query(bindparam("asking")).with_only_columns(*_HEAD, *_ROLES).where(~Event.deleted)
        )

    def conditions(self) -> list[Any]:
        """In the order of `_shape`, from `after` on."""
        return [
            or_(Event.last_utc.is_(None), Event.last_utc >= bindparam("first")),
            or_(self.start < bindparam("last"), and_(Event.repeats, self._moved_before())),
            self.calendar == bindparam("calendar"),
            Event.id.in_(_OF_PARTICIPANT),
            Event.repeats == bindparam("repeats"),
            self.updated >= bindparam("since"),
            Event.id == bindparam("event"),
        ]

    def _moved_before(self) -> Any:
        """Single dates of a series may have been moved before its start."""
        early = and_(Occurrence.event_id == Event.id, Occurrence.start_utc < bindparam("last"))
        return exists().where(early)


class _Then(_Now):
    """Events as they were at a moment, where their reader sees both the event and the calendar it was in."""

    def __init__(self) -> None:
        self.start = EventVersion.start_utc
        self.calendar = EventVersion.calendar_id
        self.updated = EventVersion.at
        newer = aliased(EventVersion)
        number = select(newer.version).where(newer.event_id == Event.id, newer.at <= bindparam("at"))
        last = number.order_by(newer.version.desc()).limit(1).scalar_subquery()
        seen = select(Share.calendar_id).where(
            Share.person_id == bindparam("asking"), Share.calendar_id.is_not(None)
        )
        self.query = (
            event_query(bindparam("asking"))
            .join(EventVersion, and_(EventVersion.event_id == Event.id, EventVersion.version == last))
            .with_only_columns(*_VERSION, *_ROLES)
            .where(
                ~EventVersion.deleted,
                Event.body != GONE,
                # Whoever sees an event sees all of its past; lists of a moment hold what was in the calendars they see.
                or_(
                    event_share.id.is_not(None),
                    EventVersion.calendar_id.in_(seen),
                    Event.id == bindparam("event", type_=Event.id.type),
                ),
            )
        )

    def conditions(self) -> list[Any]:
        """What only documents of then can tell is left to them: when a series ends, and whether it is one."""
        found = super().conditions()
        return [True, True, found[2], found[3], True, *found[5:]]


_CREATED = (Event.created_at, Event.created_by_id, Event.created_by_label)
_ROLES = (calendar_share.role.label("calendar_role"), event_share.role.label("event_role"))
_HEAD = (
    Event.id,
    Event.calendar_id,
    Event.version,
    Event.all_day,
    Event.repeats,
    Event.start_utc,
    Event.end_utc,
    Event.body,
    *_CREATED,
    Event.updated_at,
    Event.updated_by_id,
    Event.updated_by_label,
)
_VERSION = (
    Event.id,
    EventVersion.calendar_id,
    EventVersion.version,
    EventVersion.start_utc,
    EventVersion.end_utc,
    EventVersion.body,
    *_CREATED,
    EventVersion.at.label("updated_at"),
    EventVersion.actor_id.label("updated_by_id"),
    EventVersion.actor_label.label("updated_by_label"),
)
_OF_PARTICIPANT = (
    select(Participation.event_id)
    .join(Person, Person.id == Participation.person_id)
    .where(or_(Person.id == bindparam("who"), Person.username == bindparam("username")))
)
