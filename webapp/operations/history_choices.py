"""What the history of a calendar can be filtered by: who changed it, and through what.

A calendar may have 100,000 versions, by a few people through a few ways. Nothing reads them all: a step leads to the next
person, a step of theirs to the next way, each by looking up ix_event_version_calendar_id_actor_id_via once.
"""

from typing import Any

from sqlalchemy import CTE, ScalarSelect, Select, bindparam, func, null, select, union

from webapp.extensions import db
from webapp.models import Calendar, CalendarChange, EventVersion, Person
from webapp.operations.history import Choices, choices_of

_ACTOR, _VIA = EventVersion.actor_id, EventVersion.via
_HERE = EventVersion.calendar_id == bindparam("of")


def choices(calendar: Calendar) -> Choices:
    """Whose changes a calendar has, and through what they came; one statement."""
    return choices_of(db.session.execute(_CHOICES, {"of": calendar.id}).all())


def _query() -> Select[Any]:
    theirs, nobodys = _ways_of(_people()), _ways_of_nobody()
    settings = select(CalendarChange.actor_id, CalendarChange.via)
    gone = select(_ACTOR, _VIA).where(EventVersion.came_from_id == bindparam("of"))
    pairs = union(
        select(theirs.c.who, theirs.c.via).where(theirs.c.via.is_not(None)),
        select(null(), nobodys.c.via).where(nobodys.c.via.is_not(None)),
        settings.where(CalendarChange.calendar_id == bindparam("of")),
        gone,  # looked up by an index of moves alone
    ).subquery("pairs")
    query = select(pairs.c.who.label("actor_id"), Person.name, pairs.c.via)
    return query.outerjoin(Person, Person.id == pairs.c.who)


def _people() -> CTE:
    """Everybody who wrote a version, by number; the last row is empty."""
    people = select(func.min(_ACTOR).label("who")).where(_HERE).cte("people", recursive=True)
    following = _least(_ACTOR, people.c.who < _ACTOR)
    return people.union_all(select(following).where(people.c.who.is_not(None)))


def _ways_of(people: CTE) -> CTE:
    """Each of these people with each of their ways; their last rows have no way."""
    first = _least(_VIA, people.c.who == _ACTOR).label("via")
    ways = select(people.c.who, first).where(people.c.who.is_not(None)).cte("ways", recursive=True)
    following = _least(_VIA, ways.c.who == _ACTOR, ways.c.via < _VIA)
    return ways.union_all(select(ways.c.who, following).where(ways.c.via.is_not(None)))


def _ways_of_nobody() -> CTE:
    """The ways of those whose account is gone."""
    ways = select(_least(_VIA, _ACTOR.is_(None)).label("via")).cte("ways_of_nobody", recursive=True)
    following = _least(_VIA, _ACTOR.is_(None), ways.c.via < _VIA)
    return ways.union_all(select(following).where(ways.c.via.is_not(None)))


def _least(column: Any, *conditions: Any) -> ScalarSelect[Any]:
    return select(func.min(column)).where(_HERE, *conditions).scalar_subquery()


_CHOICES = _query()  # built once
