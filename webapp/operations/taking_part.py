"""Who takes part in an event, as rows that overlaps and free times are found by; written inside a unit of work only."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, literal, select

from webapp.domain.attendance import accounts, every_account, taking_part
from webapp.domain.document import Document
from webapp.extensions import db
from webapp.models import Calendar, Event, Participation
from webapp.models.base import table_of
from webapp.operations.announcements import TimeChanged
from webapp.operations.unit import Unit

_parts, _calendars = table_of(Participation), table_of(Calendar)
_CLEAR = delete(_parts).where(_parts.c.event_id == bindparam("of"))
_WRITE = insert(_parts)
_ORGANIZER = select(_parts.c.person_id).where(_parts.c.event_id == bindparam("of"), _parts.c.organizes)
# Everybody in an event, and 0 for its calendar where that holds one at a time.
_CONCERNED = (
    select(_parts.c.person_id)
    .where(_parts.c.event_id == bindparam("of"))
    .union_all(
        select(literal(0)).where(
            _calendars.c.id == bindparam("calendar"), _calendars.c.one_at_a_time.is_(True)
        )
    )
)
_IN = select(_parts.c.event_id, _parts.c.person_id, _parts.c.takes_part, _parts.c.otherwise).where(
    _parts.c.event_id.in_(bindparam("events", expanding=True)),
    _parts.c.person_id.in_(bindparam("people", expanding=True)),
)


class Part(NamedTuple):
    """One person's part in an event; `otherwise` names the instances for which the opposite is true."""

    person_id: int
    takes_part: bool
    otherwise: list[str]

    def goes_to(self, recurrence_id: str) -> bool:
        """Whether they take part in this instance."""
        return self.takes_part is not (recurrence_id in self.otherwise)


def parts_in(events: Collection[int], people: Collection[int]) -> dict[int, list[Part]]:
    """The parts of these people in these events, by event; one statement, none where there is nothing to ask."""
    found: dict[int, list[Part]] = {}
    if events and people:
        for row in db.session.execute(_IN, {"events": list(events), "people": list(people)}):
            found.setdefault(row.event_id, []).append(Part(row.person_id, row.takes_part, row.otherwise))
    return found


def who_is_in(events: Collection[int], people: Collection[int]) -> set[tuple[int, int]]:
    """Which of these people have a part in which of these events: event and person; one statement."""
    found = db.session.execute(_IN, {"events": list(events), "people": list(people)})
    return {(row.event_id, row.person_id) for row in found}


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


def announce_times(unit: Unit, event: Event, before: Document | None) -> None:
    """Tell, after the commit, that the time of everybody who is or was in an event may have changed; one statement.

    It goes by those who are invited or organize it: whoever declined reads that they did.
    """
    concerned = set(unit.run(_CONCERNED, {"of": event.id, "calendar": event.calendar_id}).scalars())
    for person_id in sorted(concerned | (every_account(before) if before else set())):
        unit.announce(TimeChanged(event.calendar_id, person_id))


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
