"""Who takes part in an event, as rows that conflicts and free times are found by. Called inside a unit of work."""

from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from webapp.domain.attendance import accounts, taking_part
from webapp.domain.document import Document
from webapp.models import Event, Participation
from webapp.models.base import table_of
from webapp.operations.unit import Unit

_parts = table_of(Participation)
_CLEAR = delete(_parts).where(_parts.c.event_id == bindparam("of"))
_WRITE = insert(_parts)
_ORGANIZER = select(_parts.c.person_id).where(_parts.c.event_id == bindparam("of"), _parts.c.organizes)


def begin(unit: Unit, event: Event, document: Document, organizer_id: int | None) -> None:
    """Write the parts in a new event; None for one that nobody organizes, as it came out of a file."""
    if rows := _rows(event, document, organizer_id):
        unit.run(_WRITE, rows)


def begin_all(unit: Unit, made: list[tuple[Event, Document]]) -> None:
    """Write the parts in many new events that came out of a file."""
    if rows := [row for event, document in made for row in _rows(event, document, None)]:
        unit.run(_WRITE, rows)


def renew(unit: Unit, event: Event, document: Document) -> None:
    """Write the parts anew after the attendees have changed."""
    organizer_id = organizer_of(unit, event.id)
    unit.run(_CLEAR, {"of": event.id})
    begin(unit, event, document, organizer_id)


def organizer_of(unit: Unit, event_id: int) -> int | None:
    """Who organizes an event."""
    found: int | None = unit.session.scalar(_ORGANIZER, {"of": event_id})
    return found


def _rows(event: Event, document: Document, organizer_id: int | None) -> list[dict[str, Any]]:
    parts = taking_part(document)
    # Where nobody is invited, whoever organizes an event is the one who goes there.
    goes_alone: tuple[bool, list[str]] = (not accounts(document), [])
    known = parts | ({organizer_id: parts.get(organizer_id, goes_alone)} if organizer_id else {})
    return [
        {
            "person_id": who,
            "event_id": event.id,
            "organizes": who == organizer_id,
            "takes_part": goes,
            "otherwise": otherwise,
        }
        for who, (goes, otherwise) in known.items()
    ]
