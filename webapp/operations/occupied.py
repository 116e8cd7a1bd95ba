"""What takes up time: in one calendar, or of some people, wherever it is. Free times and overlaps both read it here.

Which occurrences count says domain/taking_time.py; who goes to them, their part in the event. Six statements at most,
whatever there is.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, bindparam, case, exists, func, select

from webapp.domain.document import Document, unpack
from webapp.domain.series import Instance
from webapp.domain.taking_time import takes
from webapp.domain.windows import Window
from webapp.extensions import db
from webapp.models import Calendar, Event, FieldOrigin, Occurrence, Participation
from webapp.operations.beyond import beyond_horizon_of_people
from webapp.operations.placing import LONGEST_EVENT
from webapp.operations.taking_part import Part, parts_in
from webapp.operations.touching import touching, values_of

# Where there are more windows than this, or more events in them, what lies between is read as well.
MOST_WINDOWS, MOST_EVENTS = 1_000, 10_000
_DAY = timedelta(days=1)
_NOBODY = frozenset[int]()


class Row(NamedTuple):
    """One occurrence that takes up something: the time of `people`, of those asked about, or the room asked about.

    Whole days begin and end as if they were days in UTC.
    """

    event_id: int
    recurrence_id: str
    calendar_id: int
    start: datetime
    end: datetime
    all_day: bool
    title: str
    status: str
    room: bool
    people: frozenset[int]


class Occupied(NamedTuple):
    """The rows; from `until` on not all of them, None where nothing was left out."""

    rows: list[Row]
    until: datetime | None


def occupied(
    calendar_id: int | None, people: Collection[int], after: datetime, before: datetime, but: int = 0
) -> Occupied:
    """What happens between two moments in a calendar, and what these people take part in anywhere, but of one event."""
    between = {"after": after, "before": before, "longest": after - LONGEST_EVENT, "but": but}
    rows: list[Row] = []
    if calendar_id is not None:
        found = db.session.execute(_IN_CALENDAR, between | {"calendar": calendar_id})
        rows += (_placed(row, (), calendar_id) for row in found)
    if people:
        found = db.session.execute(_OF_PEOPLE, between | {"people": list(people)})
        rows += (_placed(row, _goers(row), calendar_id) for row in found)
    ahead, until = _beyond(calendar_id, people, after, before, but)
    return Occupied(_joined([*rows, *ahead]), until)


def occupied_at(
    calendar_id: int | None,
    people: Collection[int],
    windows: Sequence[Window],
    but: int = 0,
    within: Collection[int] | None = None,
) -> Occupied:
    """The same of what touches one of many windows, which are in order: of a series the times that it takes.

    Whole days come along that may lie there where somebody is, and some of what lies between. Whoever asks for one
    part of the windows after the other says with `within` what `calendars_of` has found.
    """
    after, before = windows[0].after - _DAY, windows[-1].before + _DAY
    if not 1 < len(windows) <= MOST_WINDOWS:
        return occupied(calendar_id, people, after, before, but)
    calendars = calendars_of(calendar_id, people) if within is None else within
    at = values_of(windows) | {"but": but, "calendars": list(calendars)}
    places = db.session.execute(touching(db.engine.dialect.name), at).all()
    if len({place.event_id for place in places}) > MOST_EVENTS:
        return occupied(calendar_id, people, after, before, but)
    ahead, until = _beyond(calendar_id, people, after, before, but, calendars)
    return Occupied(_joined([*_of_places(places, people, calendar_id), *ahead]), until)


def calendars_of(calendar_id: int | None, people: Collection[int]) -> set[int]:
    """The calendars in which something may be found: this one, and those in which these people take part in something."""
    theirs = db.session.scalars(_CALENDARS, {"people": list(people)}) if people else ()
    return {*theirs, *([] if calendar_id is None else [calendar_id])}


def _of_places(places: Sequence[Any], people: Collection[int], calendar_id: int | None) -> Iterator[Row]:
    """With their events and parts, asked for by their ids: how many places there are, no planner can guess.

    Thousands of them, where a series of every day is looked at: what takes nothing goes first.
    """
    ids = list({place.event_id for place in places})
    events = {one.id: one for one in db.session.execute(_HEADS, {"events": ids})} if ids else {}
    documents = {one.id: unpack(one.body) for one in events.values() if one.body}
    parts = parts_in(ids, people)
    for place in places:
        event_id, name = place.event_id, place.recurrence_id
        goers = [part.person_id for part in parts.get(event_id, ()) if part.goes_to(name)]
        if not goers and place.calendar_id != calendar_id:
            continue
        event = events[event_id]
        status = event.status if place.status is None else place.status
        takes_up = takes(documents.get(event_id), name, place.all_day, status)
        yield Row(
            event_id,
            name,
            place.calendar_id,
            place.start_utc,
            place.end_utc,
            place.all_day,
            event.title if place.title is None else place.title,
            status,
            takes_up.room and place.calendar_id == calendar_id,
            frozenset(goers) if takes_up.time else _NOBODY,
        )


def _goers(row: Any) -> Collection[int]:
    goes = Part(row.person_id, row.takes_part, row.otherwise).goes_to(row.recurrence_id)
    return (row.person_id,) if goes else ()


def _placed(row: Any, goers: Collection[int], calendar_id: int | None) -> Row:
    """Only what came out of a file is unpacked, as it may say itself what it takes."""
    document = unpack(row.body) if row.body else None
    takes_up = takes(document, row.recurrence_id, row.all_day, row.status)
    return Row(
        row.event_id,
        row.recurrence_id,
        row.calendar_id,
        row.start_utc,
        row.end_utc,
        row.all_day,
        row.title,
        row.status,
        takes_up.room and row.calendar_id == calendar_id,
        frozenset(goers) if takes_up.time else _NOBODY,
    )


def _beyond(
    calendar_id: int | None,
    people: Collection[int],
    after: datetime,
    before: datetime,
    but: int,
    within: Collection[int] | None = None,
) -> tuple[list[Row], datetime | None]:
    """The same of series that are not placed so far ahead or behind, and up to when it is all of it."""
    calendars = [] if calendar_id is None else [calendar_id]
    ahead = beyond_horizon_of_people(calendars, people, after, before, within)
    series = [one for one in ahead.series if one[0].id != but]
    parts = parts_in([event.id for event, _, _ in series], people)
    rows = [
        _expanded(event, document, one, parts.get(event.id, ()), calendar_id)
        for event, document, some in series
        for one in some
    ]
    return rows, ahead.until


def _expanded(
    event: Any, document: Document, one: Instance, parts: Iterable[Part], calendar_id: int | None
) -> Row:
    all_day, status = one.own.get("all_day", event.all_day), one.own.get("status", event.status)
    takes_up = takes(document, one.recurrence_id, all_day, status)
    goers = [part.person_id for part in parts if part.goes_to(one.recurrence_id)]
    return Row(
        event.id,
        one.recurrence_id,
        event.calendar_id,
        one.start,
        one.end,
        all_day,
        one.own.get("title", event.title),
        status,
        takes_up.room and event.calendar_id == calendar_id,
        frozenset(goers) if takes_up.time else _NOBODY,
    )


def _joined(rows: Iterable[Row]) -> list[Row]:
    """Each occurrence that takes something once, with everybody who takes part in it."""
    found: dict[tuple[int, str], Row] = {}
    for one in rows:  # thousands, few of which come twice: a copy is made where something differs
        if one.room or one.people:
            known = found.setdefault((one.event_id, one.recurrence_id), one)
            if not one.people <= known.people:
                found[one.event_id, one.recurrence_id] = known._replace(people=known.people | one.people)
    return list(found.values())


# Only an event that came out of a file has the unit "extra", which may say what it takes.
_FROM_FILE = exists().where(FieldOrigin.event_id == Event.id, FieldOrigin.unit == "extra")


def _within() -> Select[Any]:
    query: Any = (
        select(
            Occurrence.event_id,
            Occurrence.recurrence_id,
            Occurrence.calendar_id,
            Occurrence.start_utc,
            Occurrence.end_utc,
            Occurrence.all_day,
            func.coalesce(Occurrence.title, Event.title).label("title"),
            func.coalesce(Occurrence.status, Event.status).label("status"),
            case((_FROM_FILE, Event.body)).label("body"),
        )
        .join(Event, Event.id == Occurrence.event_id)
        .where(
            Occurrence.start_utc < bindparam("before"),
            Occurrence.end_utc > bindparam("after"),
            Occurrence.start_utc > bindparam("longest"),
            Occurrence.event_id != bindparam("but"),
            func.coalesce(Occurrence.status, Event.status) != "cancelled",
        )
    )
    return cast(Select[Any], query)


# Built once: every save of a time asks them.
_IN_CALENDAR = _within().where(Occurrence.calendar_id == bindparam("calendar"))
_OF_PEOPLE = (
    _within()
    .add_columns(Participation.person_id, Participation.takes_part, Participation.otherwise)
    .join(Participation, Participation.event_id == Occurrence.event_id)
    .join(Calendar, Calendar.id == Occurrence.calendar_id)
    .where(
        Participation.person_id.in_(bindparam("people", expanding=True)),
        Calendar.deleted_at.is_(None),
    )
)
_HEADS = select(Event.id, Event.title, Event.status, case((_FROM_FILE, Event.body)).label("body")).where(
    Event.id.in_(bindparam("events", expanding=True))
)
_CALENDARS = select(Calendar.id).where(
    Calendar.deleted_at.is_(None),
    Calendar.id.in_(
        select(Event.calendar_id)
        .join(Participation, Participation.event_id == Event.id)
        .where(Participation.person_id.in_(bindparam("people", expanding=True)))
    ),
)
