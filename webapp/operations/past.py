"""Calendars as they were at a moment, with the rights of today: whoever sees a calendar now sees the past of it.

Everything is read from `event_version`: the occurrences of series are worked out anew from the documents of then.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select

from webapp.domain.document import Document, unpack
from webapp.domain.icalendar.writing import Outgoing, write_file
from webapp.domain.purges import GONE
from webapp.domain.series import Instance, instances, repeats
from webapp.extensions import db
from webapp.models import Calendar, Event, EventVersion, Person
from webapp.operations.access import OpenCalendar, calendars_seen, given_query, seen_by
from webapp.operations.beyond import MOST, Expanded
from webapp.operations.calendars import CalendarRow
from webapp.operations.history import Snapshot, snapshot
from webapp.operations.past_settings import calendar_then, settings_then
from webapp.operations.schedule import Item, item_of, window


@dataclass(frozen=True)
class Steps:
    """The changes around a moment, and when the first of the calendars was made; None where there is none."""

    earlier: datetime | None
    later: datetime | None
    first: datetime | None


def items_then(
    person: Person,
    shown: Sequence[CalendarRow],
    seen: Iterable[int],
    days: tuple[date, date],
    zone: str,
    at: datetime,
) -> list[Item]:
    """What was planned at a moment on the days from one to another, sorted by start; one statement, and
    one more where events were given alone, as their calendars had another colour perhaps.

    `shown` are the calendars to look at, as they were called and looked then (past_settings.rows_then), `seen` the ids of all that the person sees today. What was in one of these then is shown where it was,
    if the calendar is looked at and the event may be seen where it is now; what was elsewhere only to whom it is given alone. Of what was purged nothing is left.
    At most 5,000 instances, the first ones of each event.
    """
    looks = {row.id: {"hue": row.hue, "one_at_a_time": row.one_at_a_time} for row in shown}
    values = {"at": at, "calendars": list(looks), "seen": list(seen), "asking": person.id}
    after, before = window(*days)
    rows = list(_newest(db.session.execute(_THEN, values)))
    if elsewhere := {row.calendar_id for row in rows} - looks.keys():
        looks |= settings_then(elsewhere, at)
    found: list[Item] = []
    for row in rows:
        for expanded in _expand(row, looks[row.calendar_id], after, before):
            item = item_of(expanded, expanded.hue, zone)
            if item.first_day <= days[1] and item.last_day >= days[0]:
                found.append(item)
        if len(found) >= MOST:
            break
    return sorted(found[:MOST], key=lambda item: item.sort_key)


def export_then(person: Person, opened: OpenCalendar, at: datetime) -> str:
    """The calendar file that a calendar would have been exported as at a moment, under the name it had.

    What has moved elsewhere since is in it for those who see it there.
    """
    values = {"at": at, "calendar": opened.calendar.id, "asking": person.id}
    rows = _newest(db.session.execute(_OF_CALENDAR, values))
    ordered = sorted(rows, key=lambda row: (row.start_utc, row.event_id))
    return write_file(map(_outgoing, ordered), calendar_then(opened.calendar, at)["name"])


def version_then(event_id: int, at: datetime) -> Snapshot | None:
    """The version that an event had at a moment, None where it was not made yet; two statements."""
    number = db.session.scalar(_NUMBER, {"of": event_id, "at": at})
    return snapshot(event_id, number) if number else None


def steps(person: Person, calendars: Collection[int], at: datetime) -> Steps:
    """The changes before and after a moment in these calendars and in events given alone; one statement.

    That an event left one of these calendars is a change of it.
    """
    values = {"at": at, "calendars": list(calendars), "asking": person.id}
    row = db.session.execute(_STEPS, values).one()
    return Steps(row.earlier, row.later, row.first)


def step_of(event_id: int, at: datetime) -> tuple[datetime | None, datetime | None]:
    """The changes of one event before and after a moment; one statement."""
    row = db.session.execute(_STEPS_OF_EVENT, {"at": at, "of": event_id}).one()
    return row.earlier, row.later


def _newest(rows: Iterable[Any]) -> Iterator[Any]:
    """One row for each event that was there.

    Two versions can hold at one moment: PostgreSQL's writers take the time before they wait for their turn.
    """
    newest: dict[int, Any] = {}
    for row in rows:
        if row.event_id not in newest or row.version > newest[row.event_id].version:
            newest[row.event_id] = row
    return (row for row in newest.values() if not row.deleted)


def _expand(row: Any, looks: Mapping[str, Any], after: datetime, before: datetime) -> Iterator[Expanded]:
    document = unpack(row.body)
    if repeats(document):
        found = instances(document, after, before)[:MOST]
    else:
        is_near = row.start_utc < before and row.end_utc >= after
        found = [Instance("", row.start_utc, row.end_utc, {})] if is_near else []
    return (_as_occurrence(row, looks, document, one) for one in found)


def _as_occurrence(row: Any, looks: Mapping[str, Any], document: Document, one: Instance) -> Expanded:
    own = {**document, **one.own}
    return Expanded(
        id=row.event_id,
        calendar_id=row.calendar_id,
        version=row.version,
        hue=looks.get("hue", row.hue),
        title=own["title"],
        location=own["location"],
        status=own["status"],
        all_day=own["all_day"],
        updated_by_label=row.actor_label,
        recurrence_id=one.recurrence_id,
        zone=document["zone"],
        start_utc=one.start,
        end_utc=one.end,
        one_at_a_time=looks.get("one_at_a_time", row.one_at_a_time),
    )


def _outgoing(row: Any) -> Outgoing:
    return Outgoing(row.uid, unpack(row.body), row.version, row.created_at, row.at)


def _one_of(ids: str) -> Any:
    return bindparam(ids, expanding=True)


# Built once, like those of the present (schedule.py).
_GIVEN = given_query().with_only_columns(Event.id)
_SEEN = calendars_seen(bindparam("asking"))
_VALID = and_(
    EventVersion.at <= bindparam("at"),
    or_(EventVersion.until.is_(None), EventVersion.until > bindparam("at")),
)
_VERSIONS = (
    select(
        EventVersion.event_id,
        EventVersion.version,
        EventVersion.calendar_id,
        EventVersion.at,
        EventVersion.deleted,
        EventVersion.start_utc,
        EventVersion.end_utc,
        EventVersion.actor_label,
        EventVersion.body,
        Event.uid,
        Event.created_at,
        Calendar.hue,
        Calendar.one_at_a_time,
    )
    .join(Event, Event.id == EventVersion.event_id)
    .join(Calendar, Calendar.id == EventVersion.calendar_id)
    .where(Event.body != GONE)
)
_IS_GIVEN = EventVersion.event_id.in_(_GIVEN)
_IN_SIGHT = or_(
    and_(
        EventVersion.calendar_id.in_(_one_of("calendars")),
        or_(Event.calendar_id.in_(_one_of("seen")), _IS_GIVEN),
    ),
    and_(EventVersion.calendar_id.not_in(_one_of("seen")), _IS_GIVEN),
)
_THEN = _VERSIONS.where(_VALID, _IN_SIGHT).order_by(EventVersion.event_id)
_OF_CALENDAR = _VERSIONS.where(
    _VALID,
    EventVersion.calendar_id == bindparam("calendar"),
    or_(Event.calendar_id == bindparam("calendar"), seen_by(bindparam("asking", type_=Person.id.type))),
)
_NUMBER = select(func.max(EventVersion.version)).where(
    EventVersion.event_id == bindparam("of"), EventVersion.at <= bindparam("at")
)
# What touches these calendars, or what somebody was given alone: it was written there, or came from there.
TOUCHING = or_(
    EventVersion.calendar_id.in_(_one_of("calendars")),
    EventVersion.came_from_id.in_(_one_of("calendars")),
    and_(_IS_GIVEN, or_(EventVersion.calendar_id.not_in(_SEEN), EventVersion.came_from_id.not_in(_SEEN))),
)


def _around(condition: Any) -> Any:
    before = select(func.max(EventVersion.at)).where(condition, EventVersion.at < bindparam("at"))
    after = select(func.min(EventVersion.at)).where(condition, EventVersion.at > bindparam("at"))
    return select(before.scalar_subquery().label("earlier"), after.scalar_subquery().label("later"))


_FIRST = select(func.min(Calendar.created_at)).where(Calendar.id.in_(_one_of("calendars")))
_STEPS = _around(TOUCHING).add_columns(_FIRST.scalar_subquery().label("first"))
_STEPS_OF_EVENT = _around(EventVersion.event_id == bindparam("of"))
