"""Finding events by what they say or said, with the rights of this moment; what one may not see is neither read nor counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select, tuple_
from sqlalchemy.orm import aliased

from webapp.domain.document import Document, unpack
from webapp.domain.held_values import SEAM, SEAMS, dates_that_say, unit_of
from webapp.extensions import db
from webapp.models import Event, EventVersion, HeldValue, Person
from webapp.operations.access import OpenEvent, event_query, open_events, seen_by
from webapp.operations.matching import ESCAPE, contains

AT_ONCE = 20  # events on a page
VALUES_AT_MOST = 5  # of one event
_ONCE, _NOW = 1, 2


@dataclass(frozen=True)
class Wish:
    """What is searched for: folded words that all have to be found, in one calendar or in all, in some units or in any.

    `only_now` leaves out what events do not say any more, and those that are deleted.
    """

    words: tuple[str, ...]
    calendar_id: int | None = None
    units: tuple[str, ...] = ()
    only_now: bool = False


@dataclass(frozen=True)
class Value:
    """A text that an event has or had, from a version on until another, with the moments at which it came and went.

    `last` and `went` are None while it has it. `dates` are those that have it of their own, by the names of instances.
    """

    unit: str
    text: str
    first: int
    last: int | None
    came: datetime
    went: datetime | None
    dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """An event as it is now, with the values that fit, the best first; `more` values fit that are not listed.

    `calendar_name` is empty for who was given the event alone.
    """

    event_id: int
    title: str
    document: Document
    deleted: bool
    hue: str
    calendar_name: str
    values: list[Value]
    more: int


@dataclass(frozen=True)
class Heads:
    """The events of one page as they are now, with the role on each, and how many there are in all."""

    rows: list[OpenEvent] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class Results:
    """One page of the events that were found, and how many there are in all; `total` is 0 beyond the last page."""

    rows: list[Found] = field(default_factory=list)
    total: int = 0


def search(person: Person, wish: Wish, page: int = 1) -> Results:
    """The events that this person may see and that fit, those that fit now first, lately changed ones before others.

    Every word has to stand in some value, not all in the same one: "retreat harbour" finds what is called Retreat now
    and took place in the harbour once. Three statements, and one more where a single date had what fits.
    """
    found = _page(person, wish, page, AT_ONCE)
    if not found:
        return Results()
    ids = [row.id for row in found]
    events = {row.Event.id: row for row in db.session.execute(_events(person, ids))}
    values: dict[int, list[Any]] = {number: [] for number in ids}
    for row in db.session.execute(_values_of(ids, wish)):
        values[row.event_id].append(row)
    then = _documents_then([one for some in values.values() for one in some])
    return Results([_found(events[number], values[number], then) for number in ids], found[0].total)


def _documents_then(values: Sequence[Any]) -> dict[tuple[int, int], Document]:
    """The last versions that had what single dates had of their own, by event and number; one statement, if any."""
    wanted = {
        (one.event_id, one.last_version)
        for one in values
        if unit_of(one.unit) == "overrides" and one.last_version
    }
    if not wanted:
        return {}
    query = select(EventVersion.event_id, EventVersion.version, EventVersion.body)
    rows = db.session.execute(query.where(tuple_(EventVersion.event_id, EventVersion.version).in_(wanted)))
    return {(row.event_id, row.version): unpack(row.body) for row in rows}


def heads(person: Person, wish: Wish, page: int, at_once: int) -> Heads:
    """The same events in the same order without what they say or said, so many on a page; two statements."""
    found = _page(person, wish, page, at_once)
    if not found:
        return Heads()
    events = open_events(person, [row.id for row in found])
    return Heads([events[row.id] for row in found if row.id in events], found[0].total)


def _page(person: Person, wish: Wish, page: int, at_once: int) -> Sequence[Any]:
    fitting = _fitting(person, wish).limit(at_once).offset((page - 1) * at_once)
    return db.session.execute(fitting).all()


def _fitting(person: Person, wish: Wish) -> Select[Any]:
    """Which events fit. Values are asked for by event, one after another, so that nobody else's are ever compared."""
    seen = select(Event.id, Event.deleted, Event.updated_at, _how_it_fits(wish).label("fits"))
    seen = seen.where(seen_by(person.id))
    if wish.calendar_id is not None:
        seen = seen.where(Event.calendar_id == wish.calendar_id)
    if wish.only_now:
        seen = seen.where(Event.deleted.is_(False))
    # Materialized: each database would else work out again for the order what it has worked out for the condition.
    events = seen.cte("seen").prefix_with("MATERIALIZED")
    now = case((and_(events.c.fits == _NOW, events.c.deleted.is_(False)), 0), else_=1)
    return (
        select(events.c.id, func.count().over().label("total"))
        .where(events.c.fits > 0)
        .order_by(now, events.c.updated_at.desc(), events.c.id.desc())
    )


def _how_it_fits(wish: Wish) -> ColumnElement[int]:
    """_NOW where all words stand in what the event says now, _ONCE where some only stood there, else 0."""
    holds = case((HeldValue.last_version.is_(None), _NOW), else_=_ONCE)
    words = [func.max(case((_stands(word), holds), else_=0)) for word in wish.words]
    fit_now = and_(*(word == _NOW for word in words))
    found = case((fit_now, _NOW), (and_(*(word > 0 for word in words)), _ONCE), else_=0)
    fitting = select(found).where(HeldValue.event_id == Event.id, *_conditions(wish))
    return fitting.correlate(Event).scalar_subquery()


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    conditions = [or_(*map(_stands, wish.words))]
    if wish.units:
        conditions.append(HeldValue.unit.in_([*wish.units, *(unit + SEAM for unit in wish.units)]))
    if wish.only_now:
        conditions.append(HeldValue.last_version.is_(None))
    return conditions


def _stands(word: str) -> ColumnElement[bool]:
    """Whether a value has it; one where two lines meet only if it goes on from one to the other: each is a value itself."""
    there = HeldValue.folded.like(contains(word), escape=ESCAPE)
    whole = and_(HeldValue.unit.not_in(SEAMS), there)
    if " " not in word:
        return whole
    joined = func.replace(HeldValue.folded, "\n", " ").like(contains(word), escape=ESCAPE)
    return or_(whole, and_(HeldValue.unit.in_(SEAMS), joined, not_(there)))


def _events(person: Person, ids: Sequence[int]) -> Select[Any]:
    return event_query(person.id).where(Event.id.in_(ids))


def _values_of(ids: Sequence[int], wish: Wish) -> Select[Any]:
    """The values that fit best: of events that have all words in one value these alone, then those of now, the last ones."""
    ranked = _ranked(ids, wish).subquery()
    of_event = HeldValue.event_id
    came, went = aliased(EventVersion), aliased(EventVersion)
    return (
        select(HeldValue.event_id, HeldValue.unit, HeldValue.value, HeldValue.first_version)
        .add_columns(HeldValue.last_version, came.at, went.until, ranked.c.fitting)
        .join(ranked, ranked.c.id == HeldValue.id)
        .join(came, and_(came.event_id == of_event, came.version == HeldValue.first_version))
        .outerjoin(went, and_(went.event_id == of_event, went.version == HeldValue.last_version))
        .where(ranked.c.place <= VALUES_AT_MOST, ranked.c.whole == ranked.c.wholes)
        .order_by(HeldValue.event_id, ranked.c.place)
    )


def _ranked(ids: Sequence[int], wish: Wish) -> Select[Any]:
    """Their places among the values of their event. `whole`: all words stand in this one; `wholes`: in one of its event."""
    of_event = HeldValue.event_id
    whole = case((and_(*map(_stands, wish.words)), 1), else_=0)
    holds = case((HeldValue.last_version.is_(None), 0), else_=1)
    alike = (of_event, whole)
    order = (holds, HeldValue.first_version.desc(), HeldValue.id)
    return (
        select(HeldValue.id, whole.label("whole"))
        .add_columns(
            func.row_number().over(partition_by=alike, order_by=order).label("place"),
            func.count().over(partition_by=alike).label("fitting"),
            func.max(whole).over(partition_by=of_event).label("wholes"),
        )
        .where(of_event.in_(ids), *_conditions(wish))
    )


def _found(row: Any, values: Sequence[Any], then: Mapping[tuple[int, int], Document]) -> Found:
    event, document = row.Event, row.Event.document

    def dates(one: Any) -> tuple[str, ...]:
        said_by = document if one.last_version is None else then.get((event.id, one.last_version), {})
        return tuple(dates_that_say(said_by, one.value)) if unit_of(one.unit) == "overrides" else ()

    return Found(
        event.id,
        event.title,
        document,
        event.deleted,
        row.Calendar.hue,
        row.Calendar.name if row.calendar_role else "",
        [
            Value(
                unit_of(one.unit),
                one.value,
                one.first_version,
                one.last_version,
                one.at,
                one.until,
                dates(one),
            )
            for one in values
        ],
        values[0].fitting - len(values),
    )
