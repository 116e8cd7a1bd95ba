"""What happened in a calendar, by change set, newest first; for people who have been let in already.

Beside them stand changes of sharing and of the calendar's settings.

The last version that a change set wrote in a calendar stands for the set: so a page reads no more of a history than it
shows, and counts on by the calendar's own numbers (`seq`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from webapp.domain.calendar_settings import can_be_taken_back, describe_settings
from webapp.domain.wording import Message
from webapp.domain.wording_calendars import with_calendars
from webapp.extensions import db
from webapp.models import Calendar, CalendarChange, ChangeSet, Event, EventVersion, Person, ShareChange
from webapp.operations import departures
from webapp.operations.departures import LeftRow, title_of
from webapp.operations.history import Author, author_of
from webapp.operations.history_filters import Filters, came_through, of_anything, of_versions
from webapp.operations.history_sharing import share_message

_OF_HEAD: tuple[Any, ...] = (
    EventVersion.seq,
    EventVersion.version,
    EventVersion.at,
    EventVersion.actor_label,
    EventVersion.via,
    EventVersion.change_set_id,
    Person.hue,
    ChangeSet.kind,
    ChangeSet.why,
)
FIRST_ONES = 3  # of the events of a change set, so many are told


class Line(NamedTuple):
    """What a change set did to one event, which is called so now.

    `away`: it has moved to another calendar since, which the reader does not see, and is called as it was then.
    """

    event_id: int
    title: str
    version: int
    said: list[Message]
    away: bool = False


@dataclass(frozen=True)
class SetRow:
    """One change set as it touched this calendar, and its last number there. `lines` are the first of its events."""

    id: int
    seq: int
    at: datetime
    author: Author
    via: str
    kind: str
    why: str
    events: int
    lines: list[Line]
    moved: bool = False  # whether events came here from another calendar

    @property
    def away(self) -> bool:
        """Whether all that is told of it has moved out of sight, and with it the page of the change set."""
        return all(line.away for line in self.lines)


@dataclass(frozen=True)
class SharedRow:
    """One change of who may see or edit the calendar, or one event of it, which is called so now."""

    id: int
    seq: int
    at: datetime
    author: Author
    said: Message
    event_id: int | None
    title: str
    away: bool = False


@dataclass(frozen=True)
class SettingsRow:
    """One change of the calendar itself. `may_go_back` says whether it can be taken back from the history."""

    id: int
    calendar_id: int
    seq: int
    at: datetime
    author: Author
    via: str
    said: list[Message]
    may_go_back: bool


Row = SetRow | SharedRow | SettingsRow | LeftRow


@dataclass(frozen=True)
class Page:
    """Some of what happened, newest first."""

    rows: list[Row] = field(default_factory=list)
    newer: bool = False
    older: bool = False

    @property
    def first(self) -> int | None:
        return self.rows[0].seq if self.rows else None

    @property
    def last(self) -> int | None:
        return self.rows[-1].seq if self.rows else None


def happened(
    calendar: Calendar, filters: Filters, limit: int, before: int | None = None, after: int | None = None
) -> Page:
    """At most `limit` change sets, changes of sharing and of settings: those before a number of the calendar's log, those just
    after one, or the last ones. Six statements at most.
    """
    asked = (limit, before, after)
    heads = _some(_heads(calendar.id, filters), EventVersion.seq, *asked)
    gone = _departures(calendar.id, filters, *asked) if filters.moves else []
    shares = _some(_shares(calendar.id, filters), ShareChange.seq, *asked) if filters.sharing else []
    changes = _some(_settings(calendar.id, filters), CalendarChange.seq, *asked) if filters.settings else []
    found = sorted((row.seq for row in [*heads, *gone, *shares, *changes]), reverse=after is None)
    kept, more = set(found[:limit]), len(found) > limit
    rows = _told([row for row in heads if row.seq in kept], calendar)
    rows |= departures.told([row for row in gone if row.seq in kept], calendar.id)
    rows |= {row.seq: _shared(row, calendar) for row in shares if row.seq in kept}
    rows |= {row.seq: _changed(row) for row in changes if row.seq in kept}
    ordered = [rows[seq] for seq in sorted(kept, reverse=True)]
    if after is not None:
        return Page(ordered, newer=more, older=after > 0)
    return Page(ordered, newer=before is not None, older=more)


def _departures(calendar_id: int, filters: Filters, *asked: Any) -> Sequence[Any]:
    return _some(departures.heads(calendar_id, filters), EventVersion.came_from_seq, *asked)


def _some(query: Select[Any], seq: Any, limit: int, before: int | None, after: int | None) -> Sequence[Any]:
    if after is not None:
        query = query.where(seq > after).order_by(seq)
    else:
        query = (query if before is None else query.where(seq < before)).order_by(seq.desc())
    return db.session.execute(query.limit(limit + 1)).all()


def _heads(calendar_id: int, filters: Filters) -> Select[Any]:
    """The last version of each change set; one that changed a wanted field in any of its events is wanted."""
    following = aliased(EventVersion)
    goes_on = exists().where(
        following.change_set_id == EventVersion.change_set_id,
        following.calendar_id == EventVersion.calendar_id,
        following.seq > EventVersion.seq,
    )
    query: Select[Any] = select(*_OF_HEAD)
    query = (
        query.join(ChangeSet, ChangeSet.id == EventVersion.change_set_id)
        .outerjoin(Person, Person.id == EventVersion.actor_id)
        .where(EventVersion.calendar_id == calendar_id, ~goes_on)
    )
    query = query.where(*of_versions(filters.whole))
    return query.where(_touches(calendar_id, filters)) if filters.units else query


def _touches(calendar_id: int, filters: Filters) -> Any:
    fitting = of_versions(Filters(units=filters.units))
    wanted = select(EventVersion.change_set_id).where(EventVersion.calendar_id == calendar_id, *fitting)
    return EventVersion.change_set_id.in_(wanted)


def _shares(calendar_id: int, filters: Filters) -> Select[Any]:
    query: Select[Any] = select(ShareChange)
    then = select(EventVersion.body).where(
        EventVersion.event_id == ShareChange.event_id, EventVersion.calendar_id == calendar_id
    )
    last_here = then.order_by(EventVersion.version.desc()).limit(1).scalar_subquery()
    is_away = Event.calendar_id != calendar_id
    query = query.add_columns(
        ShareChange.seq,
        ShareChange.at,
        ShareChange.actor_label,
        Person.hue,
        Event.title,
        case((is_away, last_here)).label("then"),
    )
    return (
        query.outerjoin(Person, Person.id == ShareChange.actor_id)
        .outerjoin(Event, Event.id == ShareChange.event_id)
        .where(ShareChange.calendar_id == calendar_id)
        .where(*of_anything(ShareChange.actor_id, ShareChange.at, filters))
    )


def _settings(calendar_id: int, filters: Filters) -> Select[Any]:
    query: Select[Any] = select(CalendarChange)
    query = query.add_columns(CalendarChange.seq, CalendarChange.actor_label, Person.hue)
    query = query.outerjoin(Person, Person.id == CalendarChange.actor_id)
    query = query.where(CalendarChange.calendar_id == calendar_id)
    query = query.where(*of_anything(CalendarChange.actor_id, CalendarChange.at, filters))
    if filters.kind:
        is_undo = CalendarChange.undoes_id.is_not(None)
        query = query.where(is_undo if filters.kind == "undo" else ~is_undo)
    return query.where(came_through(CalendarChange.via, filters.via)) if filters.via else query


def _told(heads: Iterable[Any], calendar: Calendar) -> dict[int, Row]:
    """Change sets with the first of their events, by the number of their last version; one statement."""
    known = {head.change_set_id: head for head in heads}
    lines: dict[int, list[Any]] = {number: [] for number in known}
    if known:
        for line in db.session.execute(_lines(calendar.id, list(known))):
            lines[line.change_set_id].append(line)
    return {known[one].seq: _set_row(known[one], found, calendar.id) for one, found in lines.items()}


def _lines(calendar_id: int, sets: list[int]) -> Select[Any]:
    a_set = EventVersion.change_set_id
    numbered = (
        select(
            EventVersion.change_set_id,
            EventVersion.seq,
            EventVersion.event_id,
            EventVersion.version,
            func.row_number().over(partition_by=a_set, order_by=EventVersion.seq).label("place"),
            func.count().over(partition_by=a_set).label("versions"),
            func.count(EventVersion.came_from_id).over(partition_by=a_set).label("moved"),
        )
        .where(EventVersion.calendar_id == calendar_id, EventVersion.change_set_id.in_(sets))
        .subquery()
    )
    told = and_(EventVersion.event_id == numbered.c.event_id, EventVersion.version == numbered.c.version)
    return (
        select(numbered, EventVersion.said, Event.title)
        .add_columns(case((Event.calendar_id != calendar_id, EventVersion.body)).label("then"))
        .join(EventVersion, told)
        .join(Event, Event.id == numbered.c.event_id)
        .where(numbered.c.place <= FIRST_ONES)
        .order_by(numbered.c.seq)
    )


def _set_row(head: Any, lines: list[Any], here: int) -> SetRow:
    return SetRow(
        id=head.change_set_id,
        seq=head.seq,
        at=head.at,
        author=author_of(head),
        via=head.via,
        kind=head.kind,
        why=head.why,
        events=lines[0].versions,
        lines=[_line(one, here) for one in lines],
        moved=lines[0].moved > 0,
    )


def _line(row: Any, here: int) -> Line:
    said = with_calendars(row.said, {}, here)
    return Line(row.event_id, title_of(row.then, row.title), row.version, said, row.then is not None)


def _shared(row: Any, calendar: Calendar) -> SharedRow:
    change: ShareChange = row.ShareChange
    said = share_message(change, calendar.name)
    title, away = title_of(row.then, row.title or ""), row.then is not None
    return SharedRow(change.id, row.seq, row.at, author_of(row), said, change.event_id, title, away)


def _changed(row: Any) -> SettingsRow:
    change: CalendarChange = row.CalendarChange
    said = describe_settings(change.changed, undone=change.undoes_id is not None)
    back = can_be_taken_back(change.changed)
    return SettingsRow(
        change.id, change.calendar_id, row.seq, change.at, author_of(row), change.via, said, back
    )
