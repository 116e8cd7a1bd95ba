"""What the occurrences in view are to one person: with what they overlap for them, and what they have answered."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, exists, select

from webapp.domain.attendance import key_of_person, with_own
from webapp.domain.document import unpack
from webapp.domain.overlaps import Span, on_days_of, overlapping, pairs
from webapp.extensions import db
from webapp.models import Event, FieldOrigin, Participation, Person
from webapp.operations.occupied import Row, occupied
from webapp.operations.overlap_sight import visible
from webapp.operations.schedule import Item, window

Key = tuple[int, str]  # event and instance
# Of more pairs than these it is still marked that they overlap, and not said with what.
MOST_PAIRS = 10_000
_SILENT = ("", "accepted")


@dataclass(frozen=True)
class Other:
    """What one of them overlaps with; without a title where its reader may not see it any more."""

    title: str | None
    start: datetime
    end: datetime
    all_day: bool


@dataclass(frozen=True)
class Mark:
    """One occurrence: the reader's answer where it is not yes, and what it overlaps with for them."""

    event_id: int
    recurrence_id: str
    answer: str = ""
    overlaps: bool = False
    others: tuple[Other, ...] = ()


def marks_of(person: Person, items: Sequence[Item], first: date, last: date, zone: str) -> list[Mark]:
    """The marks of those occurrences between two days that have something to mark; six statements at most."""
    rows = occupied(None, [person.id], *window(first, last)).rows
    clashing, others = _overlaps(rows, items, zone, person)
    answers = _answers(person, items)
    return [
        Mark(*key, answers.get(key, ""), key in clashing, tuple(others.get(key, ())))
        for key in dict.fromkeys((item.event_id, item.recurrence_id) for item in items)
        if key in clashing or key in answers
    ]


def _overlaps(
    rows: Collection[Row], items: Iterable[Item], zone: str, person: Person
) -> tuple[set[Key], dict[Key, list[Other]]]:
    known = {(row.event_id, row.recurrence_id): row for row in rows}
    spans = [
        on_days_of(Span(row.start, row.end, row.event_id, row.recurrence_id, row.all_day, row.people), zone)
        for row in rows
    ]
    clashing = overlapping(spans)
    spans = [one for one in spans if (one.event_id, one.name) in clashing]
    found = list(islice(pairs(spans, spans), MOST_PAIRS))
    seen = _seen({one.other.event_id for one in found}, items, person)
    others: dict[Key, list[Other]] = defaultdict(list)
    for one in found:
        row = known[one.other.event_id, one.other.name]
        title = row.title if row.event_id in seen else None
        others[one.ours.event_id, one.ours.name].append(Other(title, row.start, row.end, row.all_day))
    return clashing, others


def _seen(events: set[int], items: Iterable[Item], person: Person) -> set[int]:
    """Those of some events that the person may see: all in view, and of the others those whose role they kept."""
    shown = {item.event_id for item in items}
    rest = events - shown
    return shown | (visible(rest, person.id) if rest else set())


def _answers(person: Person, items: Iterable[Item]) -> dict[Key, str]:
    names: dict[int, set[str]] = defaultdict(set)
    for item in items:
        names[item.event_id].add(item.recurrence_id)
    found = db.session.execute(_INVITED, {"me": person.id, "events": list(names)}) if names else ()
    key = key_of_person(person.id)
    return {
        (row.id, name): answer
        for row in found
        for document in [unpack(row.body)]
        for name in names[row.id]
        if (answer := _answer(document, name, key)) not in _SILENT
    }


def _answer(document: Mapping[str, Any], name: str, key: str) -> str:
    own = (document.get("overrides") or {}).get(name, {}).get("attendees")
    invited = with_own(document["attendees"], own) if own else document["attendees"]
    return str(invited[key]["answer"]) if key in invited else ""


# Only where somebody is invited the document is read: to the event, or to one of its instances.
_INVITED = select(Event.id, Event.body).where(
    Event.id.in_(
        select(Participation.event_id).where(
            Participation.person_id == bindparam("me"),
            Participation.event_id.in_(bindparam("events", expanding=True)),
        )
    ),
    exists().where(FieldOrigin.event_id == Event.id, FieldOrigin.unit.in_(("attendees", "overrides"))),
)
