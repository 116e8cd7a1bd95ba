"""All events that a person may see, sorted by start and filtered, as they are or as they were at a moment; for programs.

A list is read in parts: a place in it is the start, the id and the occurrence of the last one seen, so that what others
write moves nothing. One statement, which is read only as far as the part reaches.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Result, Select, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from webapp.domain.api_times import Edge
from webapp.domain.document import Document, unpack
from webapp.domain.purges import GONE
from webapp.domain.roles import higher, role_of
from webapp.domain.series import repeats
from webapp.extensions import db
from webapp.models import Event, EventVersion, HeldValue, Occurrence, Participation, Person, Share
from webapp.operations.access import LARGEST_ID, calendar_share, event_query, event_share
from webapp.operations.matching import ESCAPE, contains
from webapp.operations.showing import Shown

# Days of events that float lie within so much of the moments that a window names.
AROUND = timedelta(hours=26)
_AT_ONCE = 100


@dataclass(frozen=True)
class Wanted:
    """What a list is filtered by; None and "" leave a filter out. `participant` is an id or a username.

    `words` are folded (domain/search_words.py); each has to stand in something that an event says (domain/held_values.py).
    """

    after: Edge | None = None
    before: Edge | None = None
    calendar_id: int | None = None
    words: tuple[str, ...] = ()
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


# -- the statement


def _values(wanted: Wanted, person: Person, after: Place | None) -> dict[str, Any]:
    def known(number: int | None) -> int | None:
        """Clients name any number; beyond these there is nothing."""
        return None if number is None else min(max(number, 0), LARGEST_ID)

    stand = {f"word{n}": contains(word) for n, word in enumerate(wanted.words)}
    return {
        **stand,
        **who_is_meant(wanted.participant),
        "asking": person.id,
        "calendar": known(wanted.calendar_id),
        "event": known(wanted.event_id),
        "repeats": wanted.recurring,
        "since": wanted.updated_since,
        "at": wanted.at,
        "from_start": after.start if after else None,
        "from_id": known(after.id) if after else 0,
        "first": _loose(wanted.after, -1),
        "last": _loose(wanted.before, 1),
    }


def who_is_meant(participant: str) -> dict[str, Any]:
    """What PARTICIPANT is filled in with, for an id or a username."""
    by_id = participant.isascii() and participant.isdigit() and len(participant) < 11
    return {"who": min(int(participant), LARGEST_ID) if by_id else 0, "username": participant}


def _loose(edge: Edge | None, sign: int) -> datetime | None:
    """A moment beyond which nothing can touch the window, wherever one is."""
    return edge.moment + sign * AROUND if edge else None


def _shape(wanted: Wanted, after: Place | None, limit: int | None) -> tuple[int, ...]:
    """Which filters there are, and how many words: a statement is built once for each choice of them."""
    return (
        wanted.at is not None,
        after is not None,
        limit is not None,
        len(wanted.words),
        wanted.after is not None,
        wanted.before is not None,
        wanted.calendar_id is not None,
        bool(wanted.participant),
        wanted.recurring is not None,
        wanted.updated_since is not None,
        wanted.event_id is not None,
    )


@lru_cache(maxsize=512)
def _query(shape: tuple[int, ...]) -> Select[Any]:
    past, goes_on, limited, words, *others = shape
    source = _Then() if past else _Now()
    query: Select[Any] = source.query.order_by(source.start, Event.id)
    conditions = source.conditions()
    chosen = [condition for condition, wanted in zip(conditions, others, strict=True) if wanted]
    chosen += source.says(words)
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
            Event.id.in_(select(Participation.event_id).where(Participation.person_id.in_(PARTICIPANT))),
            Event.repeats == bindparam("repeats"),
            self.updated >= bindparam("since"),
            Event.id == bindparam("event"),
        ]

    def says(self, words: int) -> list[Any]:
        """That each of so many words stands in a value that the event has now."""
        holds = and_(HeldValue.event_id == Event.id, HeldValue.last_version.is_(None))
        said = func.replace(HeldValue.folded, "\n", " ")  # where two lines meet, a phrase goes on
        stands = [said.like(bindparam(f"word{n}"), escape=ESCAPE) for n in range(words)]
        return [exists().where(holds, word) for word in stands]

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
        """What only documents of then can tell is left to them (event_filters.py)."""
        found = super().conditions()
        return [True, True, found[2], True, True, *found[5:]]

    def says(self, words: int) -> list[Any]:
        """Documents of then tell that, too."""
        return []


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
# The ids of whoever is meant: nobody, one, or two where somebody is called like a number.
PARTICIPANT = select(Person.id).where(
    or_(Person.id == bindparam("who"), Person.username == bindparam("username"))
)
