"""What takes time as spans between instants: whole days are where the room, or the person, is."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import bindparam, select

from webapp.domain.overlaps import Span, on_days_of
from webapp.domain.zones import known
from webapp.extensions import db
from webapp.models import Person
from webapp.models.base import table_of
from webapp.operations.occupied import Row


def as_spans(rows: Iterable[Row], zone: str) -> list[Span]:
    """What occupies people, or a room in this zone; one statement where there are whole days of people."""
    spans = [
        Span(row.start, row.end, row.event_id, row.recurrence_id, row.all_day, row.people, row.room)
        for row in rows
    ]
    return where_they_are(spans, zone)


def where_they_are(spans: Sequence[Span], zone: str) -> list[Span]:
    """Whole days as instants: those of a room by its calendar's zone, those of people where each of them is."""
    zones = _zones(people_of(one for one in spans if one.all_day))
    return [part for one in spans for part in (_parts(one, zone, zones) if one.all_day else [one])]


def people_of(spans: Iterable[Span]) -> frozenset[int]:
    """Everybody whose time one of these takes."""
    return frozenset[int]().union(*(one.people for one in spans))


def _parts(one: Span, zone: str, zones: Mapping[int, str]) -> list[Span]:
    room = [on_days_of(one._replace(people=frozenset()), zone)] if one.room else []
    people = [on_days_of(one._replace(room=False, people=frozenset({who})), zones[who]) for who in one.people]
    return room + people


def _zones(people: frozenset[int]) -> dict[int, str]:
    """Where people are; one statement, and none where no whole day takes anybody's time."""
    found = db.session.execute(_ZONES, {"people": list(people)}) if people else ()
    return {row.id: row.zone if known(row.zone) else "UTC" for row in found}


_person = table_of(Person)
_ZONES = select(_person.c.id, _person.c.zone).where(_person.c.id.in_(bindparam("people", expanding=True)))
