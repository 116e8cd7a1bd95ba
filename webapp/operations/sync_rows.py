"""What sync reads: columns, with statements that were built once where they can be."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select, union
from sqlalchemy.orm import aliased

from webapp.domain.sync_state import Leaving
from webapp.extensions import db
from webapp.models import Calendar, CalendarLog, Event, EventVersion, Share, ShareChange
from webapp.operations.access import calendar_query

_newest, _entry = aliased(EventVersion), aliased(EventVersion)
_there = aliased(Calendar)
# A version that moved an event out of a calendar, and the one with which it had come there.
_left, _stay = aliased(EventVersion), aliased(EventVersion)


def calendars(person_id: int) -> dict[int, int]:
    """The calendars that a person sees, with the number of the last change of each."""
    return {row.id: row.seq for row in db.session.execute(_CALENDARS, {"asking": person_id})}


def single_events(person_id: int) -> list[Any]:
    """Every event that was given to a person by itself, with the numbers of its last change, of the last change of its
    sharing, and of that of their own role; those of deleted calendars (`gone`) too.
    """
    return list(db.session.execute(_SINGLE, {"asking": person_id}))


def last_shares(person_id: int) -> list[Any]:
    """Every event that ever was given to a person, with when their role on it changed last."""
    return list(db.session.execute(_LAST_SHARES, {"asking": person_id}))


def lines(windows: Mapping[int, tuple[int, int]]) -> list[Any]:
    """The lines of these calendars' logs from a number on (exclusive) to one (inclusive), with the events of today."""
    if not windows:
        return []
    wanted = [
        and_(CalendarLog.calendar_id == number, CalendarLog.seq > after, CalendarLog.seq <= until)
        for number, (after, until) in windows.items()
    ]
    return list(db.session.execute(_LINES.where(or_(*wanted))))


def events_lost(
    person_id: int, leaving: Mapping[int, Leaving], seen: Collection[int], at_most: int
) -> list[Any]:
    """Events of these calendars that a person may have been told of and does not see any more, in order."""
    found = union(
        *(query for number, one in leaving.items() for query in _lost(number, one, person_id, seen))
    )
    return list(db.session.execute(found.order_by("left_id", "event_id").limit(at_most)))


def left_alone(person_id: int, told: Mapping[int, int]) -> list[Any]:
    """Events that were given to a person at some time and moved out of one of these calendars after a number of its log."""
    rows = db.session.execute(_LEFT.where(_ever_shared_with(person_id))) if told else ()
    return [row for row in rows if row.seq > told.get(row.calendar_id, row.seq)]


def _lost(number: int, leaving: Leaving, person_id: int, seen: Collection[int]) -> list[Select[Any]]:
    """What was there at the number that was told last and is there still, and what has moved elsewhere since."""
    given = and_(Calendar.deleted_at.is_(None), _share_of(person_id))
    known = and_(_entry.seq <= leaving.seq, or_(Event.deleted.is_(False), _newest.seq > leaving.seq))
    gone = Event.deleted if number in seen else or_(Event.deleted, ~given)
    here = _LOST.where(Event.calendar_id == number, known, gone)
    moved = _MOVED.where(
        Event.calendar_id != number,
        Event.calendar_id.not_in(_whole(person_id)),
        ~given,
        _left.came_from_id == number,
        _left.came_from_seq > leaving.seq,
        _stay.seq <= leaving.seq,
    )
    ours = () if leaving.whole else (_ever_shared_with(person_id),)
    return [
        query.add_columns(literal(number).label("left_id")).where(Event.id > leaving.after, *ours)
        for query in (here, moved)
    ]


def _whole(person_id: int) -> Select[Any]:
    """The calendars that a person sees, as a subquery: they may be hundreds."""
    query = select(Share.calendar_id).join(_there, _there.id == Share.calendar_id)
    return query.where(Share.person_id == person_id, _there.deleted_at.is_(None))


def _share_of(person_id: int) -> ColumnElement[bool]:
    return (
        select(Share.id)
        .where(Share.event_id == Event.id, Share.person_id == person_id)
        .correlate(Event)
        .exists()
    )


def _ever_shared_with(person_id: int) -> ColumnElement[bool]:
    given = ShareChange.event_id == Event.id, ShareChange.person_id == person_id
    return select(ShareChange.id).where(*given).correlate(Event).exists()


_asking = bindparam("asking", type_=Share.person_id.type)
_CALENDARS = (
    calendar_query(_asking).where(Calendar.deleted_at.is_(None)).with_only_columns(Calendar.id, Calendar.seq)
)
# In the numbers of the calendar that it is in now: what happened before it came is told with its coming.
_last_of_event = (
    select(func.max(ShareChange.seq))
    .where(ShareChange.event_id == Event.id, ShareChange.calendar_id == Event.calendar_id)
    .correlate(Event)
)
_SINGLE = (
    select(
        Event.id,
        Event.calendar_id,
        Event.version,
        Event.deleted,
        Calendar.seq,
        Calendar.deleted_at.is_not(None).label("gone"),
        _newest.seq.label("changed"),
        _last_of_event.scalar_subquery().label("shared"),
        _last_of_event.where(ShareChange.person_id == _asking).scalar_subquery().label("gained"),
    )
    .join(Share, Share.event_id == Event.id)
    .join(Calendar, Calendar.id == Event.calendar_id)
    .join(_newest, and_(_newest.event_id == Event.id, _newest.version == Event.version))
    .where(Share.person_id == _asking)
    .order_by(Event.calendar_id, Event.id)
)
_LAST_SHARES = (
    select(
        ShareChange.calendar_id,
        ShareChange.event_id,
        Event.version,
        func.max(ShareChange.seq).label("seq"),
        func.max(ShareChange.id).label("id"),
    )
    .join(Event, Event.id == ShareChange.event_id)
    .where(ShareChange.person_id == _asking, ShareChange.event_id.is_not(None))
    .group_by(ShareChange.calendar_id, ShareChange.event_id, Event.version)
)
_LINES = (
    select(
        CalendarLog.calendar_id,
        CalendarLog.seq,
        CalendarLog.kind,
        CalendarLog.ref_id,
        CalendarLog.version,
        Event.version.label("event_version"),
        func.coalesce(Event.deleted, False).label("deleted"),
        Event.calendar_id.label("now_in"),
        EventVersion.calendar_id.label("goes_to"),
    )
    .outerjoin(Event, and_(Event.id == CalendarLog.ref_id, CalendarLog.kind != "calendar"))
    .outerjoin(
        EventVersion,
        and_(EventVersion.event_id == Event.id, EventVersion.version == CalendarLog.version),
    )
    .order_by(CalendarLog.calendar_id, CalendarLog.seq)
)


def _came(event_id: Any, below: Any = None) -> Any:
    """The number of the version with which an event came to the calendar it is in, or was in before a version."""
    some = aliased(EventVersion)
    query = select(func.max(some.version)).where(
        some.event_id == event_id, or_(some.version == 1, some.came_from_id.is_not(None))
    )
    return (query if below is None else query.where(some.version < below)).scalar_subquery()


_LOST = (
    select(Event.id.label("event_id"), Event.version.label("version"))
    .join(Calendar, Calendar.id == Event.calendar_id)
    .join(_entry, and_(_entry.event_id == Event.id, _entry.version == _came(Event.id)))
    .join(_newest, and_(_newest.event_id == Event.id, _newest.version == Event.version))
)
_MOVED = (
    select(Event.id.label("event_id"), func.max(_left.version).label("version"))
    .join(Calendar, Calendar.id == Event.calendar_id)
    .join(_left, _left.event_id == Event.id)
    .join(_stay, and_(_stay.event_id == Event.id, _stay.version == _came(_left.event_id, _left.version)))
    .group_by(Event.id)
)
_LEFT = (
    select(
        _left.came_from_id.label("calendar_id"),
        Event.id.label("event_id"),
        Event.calendar_id.label("now_in"),
        func.max(_left.version).label("version"),
        func.max(_left.came_from_seq).label("seq"),
    )
    .join(Event, Event.id == _left.event_id)
    .where(_left.came_from_id.is_not(None))
    .group_by(_left.came_from_id, Event.id, Event.calendar_id)
)
