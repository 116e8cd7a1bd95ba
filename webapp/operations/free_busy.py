"""When people are busy, for those who share a calendar or an event with them: times, and nothing of what fills them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from webapp.domain.common_times import Busy, merged
from webapp.domain.document import Document, unpack
from webapp.domain.icalendar.transparency import takes_time
from webapp.domain.periods import to_utc
from webapp.domain.zones import known
from webapp.extensions import db
from webapp.models import Calendar, Event, FieldOrigin, Occurrence, Participation, Person, Share
from webapp.operations.access import Rows
from webapp.operations.beyond import beyond_horizon_for
from webapp.operations.errors import NotThere, Refused
from webapp.operations.placing import LONGEST_EVENT
from webapp.operations.taking_part import Part, parts_in

MOST_DAYS = 62
MOST_PEOPLE = 20
# An all-day event floats: its days begin and end elsewhere at another instant.
_AROUND_THE_WORLD = timedelta(hours=14)
_Own = aliased(Share)


@dataclass(frozen=True)
class Someone:
    """Somebody whose free times one may ask for."""

    id: int
    username: str
    name: str
    zone: str

    @property
    def first_name(self) -> str:
        return self.name.split(" ", 1)[0]


@dataclass(frozen=True)
class Timetable:
    """When one person is busy, in order and without overlaps."""

    person: Someone
    busy: list[Busy]


def acquaintances(of: Person, at_most: int = 200) -> list[Someone]:
    """Whom somebody shares a calendar or an event with, themself among them, by name; one statement."""
    found = db.session.execute(_ACQUAINTANCES.limit(at_most), {"asking": of.id})
    return [_someone(row) for row in found]


def free_busy(usernames: Sequence[str], after: datetime, before: datetime, by: Person) -> list[Timetable]:
    """When these people are busy between two instants, in the order they were named; four statements at most.

    Raises NotThere for whoever does not exist or shares nothing with `by`, Refused for too many people or days.
    """
    people = find_acquaintances(usernames, by)
    if missing := [name for name in usernames if name not in people]:
        raise NotThere(missing[0])
    return timetables([people[name] for name in dict.fromkeys(usernames)], after, before)


def find_acquaintances(usernames: Collection[str], of: Person) -> dict[str, Someone]:
    """Those of the named people whose free times somebody may ask for, by username; one statement."""
    if len(usernames) > MOST_PEOPLE:
        raise Refused(f"These are {len(usernames)} people. Choose {MOST_PEOPLE} of them at most.")
    rows = db.session.execute(_NAMED, {"asking": of.id, "names": list(usernames)})
    return {row.username: _someone(row) for row in rows}


def timetables(people: Sequence[Someone], after: datetime, before: datetime) -> list[Timetable]:
    """The same for people who have been found by find_acquaintances(); three statements at most."""
    if before - after > timedelta(days=MOST_DAYS):
        raise Refused(f"Ask for {MOST_DAYS} days at most.")
    zones = {one.id: one.zone for one in people}
    found: dict[int, list[Busy]] = {one.id: [] for one in people}
    for who, span in _spans(zones, after, before):
        found[who].append(span)
    return [Timetable(one, merged(_cut(found[one.id], after, before))) for one in people]


@dataclass(frozen=True, slots=True)
class _Time:
    """One instance with one person's part in the event."""

    part: Part
    recurrence_id: str
    start: datetime
    end: datetime
    all_day: bool
    status: str
    document: Document | None

    @property
    def counts(self) -> bool:
        """Whether it takes up the person's time. A whole day does only where a file says so."""
        if not self.part.goes_to(self.recurrence_id) or self.status == "cancelled":
            return False
        said = takes_time(self.document, self.recurrence_id) if self.document else None
        return not self.all_day if said is None else said


def _spans(zones: dict[int, str], after: datetime, before: datetime) -> Iterator[tuple[int, Busy]]:
    for one in (*_placed(zones, after, before), *_beyond(zones, after, before)):
        if one.counts:
            start, end = _instants(one, zones[one.part.person_id])
            yield one.part.person_id, Busy(start, end, one.status == "tentative")


def _placed(people: Collection[int], after: datetime, before: datetime) -> Iterator[_Time]:
    values = {
        "people": list(people),
        "after": after - _AROUND_THE_WORLD,
        "before": before + _AROUND_THE_WORLD,
        "longest": after - LONGEST_EVENT,
    }
    for row in db.session.execute(_PLACED, values):
        yield _Time(
            Part(row.person_id, row.takes_part, row.otherwise),
            row.recurrence_id,
            row.start_utc,
            row.end_utc,
            row.all_day,
            row.status,
            unpack(row.body) if row.body else None,
        )


def _beyond(people: Collection[int], after: datetime, before: datetime) -> Iterator[_Time]:
    """Of series that the rows of `occurrence` do not hold to the end."""
    found = beyond_horizon_for(people, after - _AROUND_THE_WORLD, before + _AROUND_THE_WORLD)
    parts = parts_in([event.id for event, instances in found if instances], people)
    for event, instances in found:
        document = event.document
        for part in parts.get(event.id, ()):
            for one in instances:
                yield _Time(
                    part,
                    one.recurrence_id,
                    one.start,
                    one.end,
                    one.own.get("all_day", event.all_day),
                    one.own.get("status", event.status),
                    document,
                )


def _instants(one: _Time, zone: str) -> tuple[datetime, datetime]:
    """A whole day lasts from midnight to midnight where the person is."""
    if not one.all_day:
        return one.start, one.end
    return to_utc(one.start.replace(tzinfo=None), zone), to_utc(one.end.replace(tzinfo=None), zone)


def _cut(spans: Iterable[Busy], after: datetime, before: datetime) -> Iterator[Busy]:
    for span in spans:
        yield Busy(max(span.start, after), min(span.end, before), span.maybe)


def _someone(row: Any) -> Someone:
    return Someone(row.id, row.username, row.name, row.zone if known(row.zone) else "UTC")


def _acquainted() -> Rows:
    """Active people who have a role where the person `asking` has one: on a calendar, or on an event of it."""
    asking: BindParameter[int] = bindparam("asking")
    calendars = (
        select(_Own.calendar_id)
        .join(Calendar, Calendar.id == _Own.calendar_id)
        .where(_Own.person_id == asking, Calendar.deleted_at.is_(None))
    )
    alone = (
        select(Event.id, Event.calendar_id)
        .join(_Own, _Own.event_id == Event.id)
        .join(Calendar, Calendar.id == Event.calendar_id)
        .where(_Own.person_id == asking, Event.deleted.is_(False), Calendar.deleted_at.is_(None))
    )
    inside = select(Event.id).where(Event.calendar_id.in_(calendars), Event.deleted.is_(False))
    together = or_(
        Share.calendar_id.in_(calendars),
        Share.calendar_id.in_(alone.with_only_columns(Event.calendar_id)),
        Share.event_id.in_(alone.with_only_columns(Event.id)),
        Share.event_id.in_(inside),
    )
    theirs = select(Share.person_id).where(together)
    return select(Person.id, Person.username, Person.name, Person.zone).where(
        Person.disabled_at.is_(None), or_(Person.id == asking, Person.id.in_(theirs))
    )


# Built once.
_ACQUAINTANCES = _acquainted().order_by(Person.name, Person.id)
_NAMED = _acquainted().where(Person.username.in_(bindparam("names", expanding=True)))

# Only an event that came out of a file has the unit "extra", which may say that it takes no time.
_FROM_FILE = and_(FieldOrigin.event_id == Event.id, FieldOrigin.unit == "extra")
_PLACED = (
    select(
        Participation.person_id,
        Participation.takes_part,
        Participation.otherwise,
        Occurrence.recurrence_id,
        Occurrence.start_utc,
        Occurrence.end_utc,
        Occurrence.all_day,
        func.coalesce(Occurrence.status, Event.status).label("status"),
        case((FieldOrigin.event_id.is_not(None), Event.body)).label("body"),
    )
    .join(Event, Event.id == Participation.event_id)
    .join(Occurrence, Occurrence.event_id == Event.id)
    .join(Calendar, Calendar.id == Event.calendar_id)
    .outerjoin(FieldOrigin, _FROM_FILE)
    .where(
        Participation.person_id.in_(bindparam("people", expanding=True)),
        Event.deleted.is_(False),
        Calendar.deleted_at.is_(None),
        Occurrence.start_utc < bindparam("before"),
        Occurrence.end_utc > bindparam("after"),
        Occurrence.start_utc > bindparam("longest"),
        or_(Occurrence.all_day.is_(False), FieldOrigin.event_id.is_not(None)),
    )
)
