"""What lies within a time in one calendar, or with some people in it: three statements, whatever there is."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Select, bindparam, func, select

from webapp.extensions import db
from webapp.models import Calendar, Event, Occurrence, Participation
from webapp.operations.beyond import beyond_horizon_of_people
from webapp.operations.placing import LONGEST_EVENT
from webapp.operations.taking_part import Part, parts_in


class Row(NamedTuple):
    """One occurrence that happens, and who of those asked about takes part in it."""

    event_id: int
    recurrence_id: str
    calendar_id: int
    start: datetime
    end: datetime
    all_day: bool
    title: str
    people: frozenset[int]


def occupied(
    calendar_id: int | None, people: Collection[int], after: datetime, before: datetime, but: int = 0
) -> list[Row]:
    """What happens between two moments in a calendar, and what these people take part in anywhere, but of one event."""
    between = {"after": after, "before": before, "longest": after - LONGEST_EVENT, "but": but}
    rows: list[tuple[Any, frozenset[int]]] = []
    if calendar_id is not None:
        found = db.session.execute(_IN_CALENDAR, between | {"calendar": calendar_id})
        rows += [(row, frozenset[int]()) for row in found]
    if people:
        rows += _goers(db.session.execute(_OF_PEOPLE, between | {"people": list(people)}))
    return _joined([*rows, *_beyond(calendar_id, people, after, before, but)])


def _goers(found: Iterable[Any]) -> Iterator[tuple[Any, frozenset[int]]]:
    """Rows of occurrences with one part in them each, of whoever goes there."""
    for row in found:
        if Part(row.person_id, row.takes_part, row.otherwise).goes_to(row.recurrence_id):
            yield row, frozenset([row.person_id])


def _beyond(
    calendar_id: int | None, people: Collection[int], after: datetime, before: datetime, but: int
) -> Iterator[tuple[Any, frozenset[int]]]:
    """The same of series that are not placed so far ahead or behind."""
    calendars = [] if calendar_id is None else [calendar_id]
    expanded = beyond_horizon_of_people(calendars, people, after, before)
    ahead = [one for one in expanded if one.id != but and one.status != "cancelled"]
    parts = parts_in({one.id for one in ahead}, people)
    for one in ahead:
        goers = [part.person_id for part in parts.get(one.id, ()) if part.goes_to(one.recurrence_id)]
        if one.calendar_id == calendar_id or goers:
            yield one, frozenset(goers)


def _joined(rows: Iterable[tuple[Any, frozenset[int]]]) -> list[Row]:
    """Each occurrence once, with everybody who takes part in it."""
    found: dict[tuple[int, str], Row] = {}
    for row, people in rows:
        key = (row.event_id, row.recurrence_id)
        if key in found:
            found[key] = found[key]._replace(people=found[key].people | people)
        else:
            found[key] = Row(
                *key, row.calendar_id, row.start_utc, row.end_utc, row.all_day, row.title, people
            )
    return list(found.values())


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
        Occurrence.all_day.is_(False),
        Calendar.deleted_at.is_(None),
    )
)
