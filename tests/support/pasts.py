"""Events with a random past: edits of now and of long ago, restores, undos, deletions, and a file that brings it back."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from tests.support.cast import a_document
from webapp.domain.attendance import attendee
from webapp.domain.document import UNITS, Document
from webapp.extensions import db
from webapp.models import Event, EventVersion, Person
from webapp.operations.errors import Refused
from webapp.operations.events import (
    EditConflict,
    create_event,
    delete_event,
    document_at,
    edit_event,
    restore_version,
    undelete_event,
)
from webapp.operations.history import bring_back
from webapp.operations.importing import export_event, import_calendar
from webapp.operations.reading import read_event
from webapp.operations.undoing import undo_version
from webapp.operations.undoing_sets import SetConflict

_DATES = ("2026-03-24T09:00", "2026-03-25T09:00", "2026-03-26T09:00")
_GUESTS = {f"mailto:{name}@example.org": name.title() for name in ("ann", "cem", "dora")}
_LINES = ("Bring a book.", "Lunch is at noon.", "The room is cold.", "Parking is free today.", "Ask Dora.")
_SOME: dict[str, Callable[[random.Random], Document]] = {
    "title": lambda rnd: {"title": rnd.choice(["Retreat", "Summit", "Planning"])},
    "location": lambda rnd: {"location": rnd.choice(["", "Harbour room", "Studio Nord"])},
    "when": lambda rnd: {"end": rnd.choice(["2026-03-24T10:00", "2026-03-24T11:00"])},
    "tags": lambda rnd: {"tags": sorted(rnd.sample(["book", "planning", "team"], rnd.randint(0, 3)))},
    "status": lambda rnd: {"status": rnd.choice(["confirmed", "tentative"])},
    "description": lambda rnd: {"description": "\n".join(rnd.sample(_LINES, rnd.randint(0, 5)))},
    "attendees": lambda rnd: {"attendees": {key: _guest(rnd, _GUESTS[key]) for key in _some(rnd, _GUESTS)}},
    "overrides": lambda rnd: {
        "overrides": {key: {"location": rnd.choice(["Deck", "Attic"])} for key in _some(rnd, _DATES)}
    },
}


def a_past(rnd: random.Random, calendar_id: int, people: list[Person], steps: int) -> int:
    """The id of an event to which so many random things were done, some of which came to nothing."""
    event_id = create_event(calendar_id, a_document(rrule="FREQ=DAILY;COUNT=3"), by=people[0]).event_id
    for _ in range(steps):
        try:
            rnd.choices(_STEPS, _WEIGHTS)[0](rnd, event_id, rnd.choice(people))
        except (EditConflict, SetConflict, Refused):
            db.session.rollback()
    return event_id


def documents_of(event_id: int) -> dict[int, Document]:
    """Every version's document, the newest first."""
    wanted = select(EventVersion).where(EventVersion.event_id == event_id)
    return {
        row.version: row.document for row in db.session.scalars(wanted.order_by(EventVersion.version.desc()))
    }


def since_when(values: Mapping[int, Any]) -> int:
    """The earliest version from which on a value has been what it is now, by looking at every one."""
    numbers = sorted(values)
    now = values[numbers[-1]]
    return next(n for n in numbers if all(values[m] == now for m in numbers if m >= n))


def _guest(rnd: random.Random, name: str) -> dict[str, str]:
    return attendee(name, answer=rnd.choice(["needs-action", "accepted", "declined"]))


def _some(rnd: random.Random, keys: Any) -> list[str]:
    return sorted(rnd.sample(sorted(keys), rnd.randint(0, len(keys))))


def _event(event_id: int) -> Event:
    return db.session.get_one(Event, event_id, populate_existing=True)


def _any_version(rnd: random.Random, event_id: int) -> int:
    return rnd.randint(1, _event(event_id).version)


def _edit(rnd: random.Random, event_id: int, by: Person) -> None:
    """From what is there now, or from what was there a while ago: then it is merged, or collides."""
    event = _event(event_id)
    base = event.version if rnd.random() < 0.5 else rnd.randint(max(event.version - 3, 1), event.version)
    mine = document_at(event, base)
    for unit in rnd.sample(sorted(_SOME), rnd.randint(1, 2)):
        mine = mine | _SOME[unit](rnd)
    edit_event(event_id, mine, based_on=base, by=by)


def _delete_or_not(_rnd: random.Random, event_id: int, by: Person) -> None:
    (undelete_event if _event(event_id).deleted else delete_event)(event_id, by=by)


def _from_file(rnd: random.Random, event_id: int, by: Person) -> None:
    """Deleted, and brought back by a file that says something else of it."""
    opened: Any = read_event(event_id)  # it has an event, and no more is needed to write a file
    data = export_event(opened).replace("SUMMARY:Retreat", "SUMMARY:Summit").encode()
    if not opened.event.deleted:
        delete_event(event_id, by=by)
    import_calendar(opened.event.calendar_id, data, by=by)


_STEPS: list[Callable[[random.Random, int, Person], Any]] = [
    _edit,
    lambda rnd, event_id, by: restore_version(event_id, _any_version(rnd, event_id), by=by),
    lambda rnd, event_id, by: undo_version(event_id, _any_version(rnd, event_id), by=by),
    lambda rnd, event_id, by: bring_back(
        event_id, _any_version(rnd, event_id), rnd.choice([*UNITS][:-1]), by=by
    ),
    _delete_or_not,
    _from_file,
]
_WEIGHTS = [8, 3, 3, 2, 1, 0.3]
