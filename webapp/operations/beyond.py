"""Instances of series beyond the rows of `occurrence`: expanded where a window reaches further than the horizon."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Result, bindparam, false, or_, select

from webapp.domain.document import Document, unpack
from webapp.domain.series import Instance, instances
from webapp.extensions import db
from webapp.models import Calendar, Event, Participation, Person
from webapp.operations.access import alone_query
from webapp.operations.prepared import Prepared

# However many instances somebody's calendars have in a window: a page shows no more of them.
MOST = 5_000
SLICE = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Expanded:
    """What a row of `occurrence` and its event would have been."""

    id: int
    calendar_id: int
    version: int
    hue: str
    title: str
    location: str
    status: str
    all_day: bool
    updated_by_label: str
    recurrence_id: str
    zone: str
    start_utc: datetime
    end_utc: datetime
    one_at_a_time: bool

    @property
    def event_id(self) -> int:
        return self.id


def beyond_horizon(
    person: Person, calendars: Sequence[int], after: datetime, before: datetime
) -> list[Expanded]:
    """Instances that touch a window and are not placed; one statement, and none of its rows while all are placed."""
    values = {"after": after, "before": before, "calendars": calendars, "asking": person.id}
    return _expand(db.session.execute(_OF_PERSON, values), after, before)


def beyond_horizon_of(
    calendars: Collection[int], events: Collection[int], after: datetime, before: datetime
) -> list[Expanded]:
    """The same of these calendars and these single events; nearly always there are none, which is found out first."""
    between = {"after": after, "before": before}
    if not events and not _ANY.read_of(db.session.connection(), "calendars", calendars, between):
        return []
    values = {"after": after, "before": before, "calendars": list(calendars), "events": list(events)}
    return _expand(db.session.execute(_OF_EVENTS, values), after, before)


class Ahead(NamedTuple):
    """Series with their instances that are not placed; from `until` on some are left out, None where none are.

    Of the event there are the columns of _OF_PEOPLE: hundreds of them are asked for, and entities cost more.
    """

    series: list[tuple[Any, Document, list[Instance]]]
    until: datetime | None


def beyond_horizon_of_people(
    calendars: Collection[int],
    people: Collection[int],
    after: datetime,
    before: datetime,
    within: Collection[int] | None = None,
) -> Ahead:
    """The same of these calendars and of what these people may take part in, wherever it is; one statement.

    Whoever knows in which calendars that can be says so with `within`. The first MOST instances in order of time, so
    that whoever asks can say up to when nothing is missing.
    """
    values = {"after": after, "before": before, "calendars": list(calendars), "people": list(people)}
    query = _OF_PEOPLE if within is None else _OF_PEOPLE_WITHIN
    found = db.session.execute(query, values if within is None else values | {"within": list(within)})
    series = [(event, unpack(event.body)) for event in found]
    ahead: list[list[Instance]] = [[] for _ in series]
    room = MOST
    for first, last in _slices(after, before) if series else ():
        near = sorted(
            (one.start, number, one)
            for number, (event, document) in enumerate(series)
            for one in _not_placed(event, document, first, last)
            if one.start >= first or first == after
        )
        for _, number, one in near[:room]:
            ahead[number].append(one)
        if len(near) > room:
            return Ahead(_with(series, ahead), max(near[room][0], after))
        room -= len(near)
    return Ahead(_with(series, ahead), None)


def _slices(after: datetime, before: datetime) -> Iterator[tuple[datetime, datetime]]:
    """A long time in parts, so that what comes beyond the limit is not expanded."""
    while after < before:
        end = min(after + SLICE, before)
        yield after, end
        after = end


def _with(
    series: Iterable[tuple[Any, Document]], found: Iterable[list[Instance]]
) -> list[tuple[Any, Document, list[Instance]]]:
    return [(event, document, some) for (event, document), some in zip(series, found, strict=True) if some]


def _expand(found: Result[Event, str, bool], after: datetime, before: datetime) -> list[Expanded]:
    expanded: list[Expanded] = []
    for event, hue, one_at_a_time in found:
        for one in _not_placed(event, event.document, after, before):
            expanded.append(_row(event, hue, one_at_a_time, one))
            if len(expanded) == MOST:
                return expanded
    return expanded


def _not_placed(event: Any, document: Document, after: datetime, before: datetime) -> Iterator[Instance]:
    """The other instances are in `occurrence`: the bounds are those of placing.py."""
    for one in instances(document, after, before):
        is_early = event.placed_from is not None and one.end < event.placed_from
        is_late = event.placed_until is not None and one.start >= event.placed_until
        if (
            is_early or is_late
        ) and one.start >= event.start_utc:  # what was moved to before the first is placed
            yield one


def _row(event: Event, hue: str, one_at_a_time: bool, one: Instance) -> Expanded:
    return Expanded(
        id=event.id,
        calendar_id=event.calendar_id,
        version=event.version,
        hue=hue,
        title=one.own.get("title", event.title),
        location=one.own.get("location", event.location),
        status=one.own.get("status", event.status),
        all_day=one.own.get("all_day", event.all_day),
        updated_by_label=event.updated_by_label,
        recurrence_id=one.recurrence_id,
        zone=event.zone,
        start_utc=one.start,
        end_utc=one.end,
        one_at_a_time=one_at_a_time,
    )


_REACHING = (
    select(Event, Calendar.hue, Calendar.one_at_a_time)
    .join(Calendar, Calendar.id == Event.calendar_id)
    .where(
        Event.repeats,
        Event.deleted == false(),  # as the index of series has it
        or_(
            Event.placed_from > bindparam("after"),
            Event.placed_until < bindparam("before"),
        ),
        Event.start_utc < bindparam("before"),
        or_(Event.last_utc.is_(None), Event.last_utc >= bindparam("after")),
    )
    .order_by(Event.id)  # where there are more than MOST, the same ones are left out each time
)
_IN_CALENDARS = Event.calendar_id.in_(bindparam("calendars", expanding=True))
_OF_PERSON = _REACHING.where(or_(_IN_CALENDARS, Event.id.in_(alone_query().with_only_columns(Event.id))))
_OF_EVENTS = _REACHING.where(or_(_IN_CALENDARS, Event.id.in_(bindparam("events", expanding=True))))
_ANY = Prepared(_REACHING.with_only_columns(Event.id).where(_IN_CALENDARS))
_WITH_THEM = select(Participation.event_id).where(
    Participation.person_id.in_(bindparam("people", expanding=True))
)
_OF_PEOPLE = _REACHING.with_only_columns(
    Event.id,
    Event.calendar_id,
    Event.title,
    Event.status,
    Event.all_day,
    Event.start_utc,
    Event.placed_from,
    Event.placed_until,
    Event.body,
).where(Calendar.deleted_at.is_(None), or_(_IN_CALENDARS, Event.id.in_(_WITH_THEM)))
# So the index of series is read, a calendar at a time, and not all that these people ever took part in.
_OF_PEOPLE_WITHIN = _OF_PEOPLE.where(Event.calendar_id.in_(bindparam("within", expanding=True)))
