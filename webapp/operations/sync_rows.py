"""What sync reads: columns, with statements that were built once where they can be."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from webapp.domain.sync_state import Leaving
from webapp.extensions import db
from webapp.models import Calendar, CalendarLog, Event, EventVersion, Share, ShareChange
from webapp.operations.access import calendar_query

_newest, _first = aliased(EventVersion), aliased(EventVersion)


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
    wanted = or_(*(_lost(number, one, person_id, number in seen) for number, one in leaving.items()))
    return list(db.session.execute(_LOST.where(wanted).limit(at_most)))


def _lost(number: int, leaving: Leaving, person_id: int, is_seen: bool) -> ColumnElement[bool]:
    known = and_(_first.seq <= leaving.seq, or_(Event.deleted.is_(False), _newest.seq > leaving.seq))
    given = and_(Calendar.deleted_at.is_(None), _share_of(person_id))
    gone = Event.deleted if is_seen else or_(Event.deleted, ~given)
    found = and_(Event.calendar_id == number, Event.id > leaving.after, known, gone)
    return found if leaving.whole else and_(found, _ever_shared_with(person_id))


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
_last_of_event = select(func.max(ShareChange.seq)).where(ShareChange.event_id == Event.id).correlate(Event)
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
        ShareChange.calendar_id, ShareChange.event_id, Event.version, func.max(ShareChange.seq).label("seq")
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
    )
    .outerjoin(Event, and_(Event.id == CalendarLog.ref_id, CalendarLog.kind != "calendar"))
    .order_by(CalendarLog.calendar_id, CalendarLog.seq)
)
_LOST = (
    select(Event.id, Event.calendar_id, Event.version)
    .join(Calendar, Calendar.id == Event.calendar_id)
    .join(_first, and_(_first.event_id == Event.id, _first.version == 1))
    .join(_newest, and_(_newest.event_id == Event.id, _newest.version == Event.version))
    .order_by(Event.calendar_id, Event.id)
)
