"""Who takes part in an event, as rows that overlaps and free times are found by; written inside a unit of work only."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, delete, insert, literal_column, select

from webapp.domain.attendance import accounts, every_account, taking_part
from webapp.domain.document import Document
from webapp.extensions import db
from webapp.models import Calendar, Event, Participation
from webapp.models.base import table_of
from webapp.operations.announcements import TimeChanged
from webapp.operations.prepared import Prepared
from webapp.operations.unit import Unit

_AT_ONCE = 500  # SQLite takes no longer list
_parts, _calendars = table_of(Participation), table_of(Calendar)
_CLEAR = Prepared(delete(_parts).where(_parts.c.event_id == bindparam("of")))
_WRITE = Prepared(insert(_parts))
_ORGANIZER = select(_parts.c.person_id).where(_parts.c.event_id == bindparam("of"), _parts.c.organizes)
_ORGANIZERS = select(_parts.c.event_id, _parts.c.person_id).where(
    _parts.c.event_id.in_(bindparam("events", expanding=True)), _parts.c.organizes
)
# Everybody in these events, and 0 for their calendar where that holds one at a time.
_ROOM: Select[Any] = select(literal_column("0")).where(
    _calendars.c.id == bindparam("calendar"), _calendars.c.one_at_a_time.is_(True)
)
_CONCERNED = (
    select(_parts.c.person_id).where(_parts.c.event_id.in_(bindparam("events", expanding=True))).union(_ROOM)
)
_CONCERNED_BY_ONE = Prepared(
    select(_parts.c.person_id).where(_parts.c.event_id == bindparam("of")).union(_ROOM)
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


def begin_all(unit: Unit, made: list[tuple[Event, Document]], organizer_id: int | None) -> None:
    """The same for many new events."""
    if rows := [row for event, document in made for row in _rows(event, document, organizer_id)]:
        unit.run(_WRITE, rows)


def renew(unit: Unit, event: Event, document: Document) -> None:
    """Write the parts anew after the attendees have changed, or the event was deleted or brought back."""
    renew_all(unit, [(event, document)])


def renew_all(unit: Unit, changed: list[tuple[Event, Document]]) -> None:
    """The same for many events: of a deleted one is kept who organizes it, and nothing else."""
    if not changed:
        return
    organizers = organizers_of([event.id for event, _ in changed])
    unit.run(_CLEAR, [{"of": event.id} for event, _ in changed])
    gone = {event.id for event, _ in changed if event.deleted}
    rows = [row for event, document in changed for row in _rows(event, document, organizers.get(event.id))]
    if kept := [row for row in rows if row["organizes"] or row["event_id"] not in gone]:
        unit.run(_WRITE, kept)


def organizers_of(event_ids: Sequence[int]) -> dict[int, int]:
    """Who organizes each of these events, by event; those that nobody organizes are missing."""
    found: dict[int, int] = {}
    for n in range(0, len(event_ids), _AT_ONCE):
        rows = db.session.execute(_ORGANIZERS, {"events": event_ids[n : n + _AT_ONCE]})
        found |= {row.event_id: row.person_id for row in rows}
    return found


def announce_times(unit: Unit, calendar_id: int, changed: Sequence[tuple[Event, Document | None]]) -> None:
    """Tell, after the commit, that the time of everybody who is or was in these events may have changed.

    It goes by those who are invited or organize them: whoever declined reads that they did.
    """
    concerned = {who for _, before in changed if before for who in every_account(before)}
    for n in range(0, len(changed), _AT_ONCE):
        some = [event.id for event, _ in changed[n : n + _AT_ONCE]]
        concerned |= _concerned(unit, some, calendar_id)
    for person_id in sorted(concerned):
        unit.announce(TimeChanged(calendar_id, person_id))


def _concerned(unit: Unit, events: list[int], calendar_id: int) -> set[int]:
    if len(events) == 1:
        return {who for (who,) in unit.read(_CONCERNED_BY_ONE, {"of": events[0], "calendar": calendar_id})}
    return set(unit.run(_CONCERNED, {"events": events, "calendar": calendar_id}).scalars())


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
