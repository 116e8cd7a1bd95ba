"""Writing one version of an event: snapshot, log, occurrences, origins. Called inside a unit of work only."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from webapp.domain.document import ONCE, SCHEMA, Document, changed_units, pack, units_at_first
from webapp.domain.roles import Role
from webapp.domain.wording import Message, describe
from webapp.models import Calendar, Event, EventVersion, FieldOrigin
from webapp.models.base import table_of
from webapp.operations import taking_part
from webapp.operations.access import OpenCalendar, OpenEvent, open_calendar, open_event
from webapp.operations.errors import NotThere
from webapp.operations.overlaps import guard
from webapp.operations.placing import bounded, measure, place, write_places
from webapp.operations.unit import Unit

# What moves an event in time, or shows where it is.
PLACING = {"when", "repeats", "overrides"}
# What others read of when somebody is busy, and with what.
TIMES = PLACING | {"attendees", "status", "title", "extra"}
_SERIES_AT_ONCE = 40


@dataclass(frozen=True)
class Revision:
    """What the next version says beyond its document: whether it deletes, through what it came, and why.

    `organizer_id` is of a first version: who organizes the event, if not whoever writes it.
    """

    change_set_id: int
    via: str = "web"
    deleted: bool = False
    summary: str = ""
    said: list[Message] = field(default_factory=list)
    organizer_id: int | None = None
    # What a first version goes on from, where it is the rest of a series: what stays where it was is no new overlap.
    goes_on: Document | None = None


def lock_calendar(unit: Unit, calendar_id: int, at_least: Role, deleted: bool = False) -> OpenCalendar:
    """The calendar, with the rights of this moment, held until the commit."""
    _hold(unit, calendar_id)
    assert unit.actor is not None
    return open_calendar(unit.actor, calendar_id, at_least, deleted)


def lock_event(unit: Unit, event_id: int, at_least: Role = Role.EDITOR) -> OpenEvent:
    """The event, with the rights and the content of this moment, held until the commit with its calendar."""
    assert unit.actor is not None
    opened = open_event(unit.actor, event_id, at_least)
    _hold(unit, opened.calendar.id)
    held = open_event(unit.actor, event_id, at_least)
    if held.calendar.id != opened.calendar.id:  # it moved while we waited
        raise NotThere
    return held


def _hold(unit: Unit, calendar_id: int) -> None:
    if 0 < calendar_id < 2**31:
        unit.run(_HOLD, {"held": calendar_id})


def revise(unit: Unit, event: Event, document: Document, revision: Revision) -> None:
    """Write the next version of an event and everything that follows from it."""
    document = {**ONCE, **document}
    before, was_deleted = event.document if event.version else None, event.deleted
    changed = units_at_first(document) if before is None else changed_units(before, document)
    seq = unit.next_seq(event.calendar_id)
    _move_head(unit, event, document, revision)
    _snapshot(unit, event, seq, changed, revision, before)
    if event.version == 1 or event.deleted != was_deleted or PLACING & set(changed):
        place(unit, event, document)
    if event.version == 1:
        imported = revision.via == "import"
        taking_part.begin(
            unit, event, document, revision.organizer_id or (None if imported else unit.actor_id)
        )
    elif {"attendees", "overrides"} & set(changed):
        taking_part.renew(unit, event, document)
    _credit(unit, event, changed)
    unit.log(event.calendar_id, seq, "event", event.id, event.version)
    if event.version == 1 or event.deleted != was_deleted or TIMES & set(changed):
        taking_part.announce_times(unit, event, before)
    _look_for_overlaps(unit, event, document, revision.goes_on if was_deleted or before is None else before)


def _look_for_overlaps(unit: Unit, event: Event, document: Document, before: Document | None) -> None:
    """Raises Overlapping where the calendar takes none; what is found else is told by whoever saved."""
    found = guard(event, document, before, unit.actor, unit.now)
    unit.overlaps += found.found
    unit.overlap_count += found.count


def write_first_versions(
    unit: Unit, calendar_id: int, made: list[tuple[Event, Document]], revision: Revision
) -> None:
    """Write many new events of one calendar at once, each with its first version; their pages are told once."""
    seqs = unit.next_seqs(calendar_id, len(made)) if made else range(0)
    for event, document in made:
        _set_head(unit, event, document, revision)
    # However many series there are, so much is placed in all; the rest is expanded when somebody looks there.
    part = min(1.0, _SERIES_AT_ONCE / max(1, sum(event.repeats for event, _ in made)))
    placed = [(event, document, bounded(event, document, unit.now, part)) for event, document in made]
    unit.session.add_all(event for event, _ in made)
    unit.session.flush()
    if made:
        rows = [
            _version_row(unit, event, seq, units_at_first(document), revision, describe(None, document))
            for (event, document), seq in zip(made, seqs, strict=True)
        ]
        unit.run(_SNAPSHOT, rows)
        unit.run(_CREDIT, [_credit_row(event, name) for event, doc in made for name in units_at_first(doc)])
    write_places(unit, placed)
    taking_part.begin_all(unit, made)
    lines = [
        {"seq": seq, "kind": "event", "ref_id": event.id, "version": 1}
        for (event, _), seq in zip(made, seqs, strict=True)
    ]
    unit.log_all(calendar_id, lines)


def _move_head(unit: Unit, event: Event, document: Document, revision: Revision) -> None:
    _set_head(unit, event, document, revision)
    unit.session.add(event)
    unit.session.flush()


def _set_head(unit: Unit, event: Event, document: Document, revision: Revision) -> None:
    event.version += 1
    event.deleted = revision.deleted
    measure(event, document)
    for column in ("title", "location", "status", "all_day", "zone"):
        setattr(event, column, document[column])
    event.body = pack(document)
    event.updated_at, event.updated_by_id, event.updated_by_label = unit.now, unit.actor_id, unit.actor_label


def _snapshot(
    unit: Unit, event: Event, seq: int, changed: list[str], revision: Revision, before: Document | None
) -> None:
    unit.run(_CLOSE, {"of": event.id, "number": event.version - 1, "now": unit.now})
    said = revision.said or describe(before, event.document, unit.now)
    unit.run(_SNAPSHOT, _version_row(unit, event, seq, changed, revision, said))


def _version_row(
    unit: Unit, event: Event, seq: int, changed: list[str], revision: Revision, said: list[Message]
) -> dict[str, Any]:
    same = ("version", "calendar_id", "start_utc", "end_utc", "deleted", "body")
    return {name: getattr(event, name) for name in same} | {
        "event_id": event.id,
        "seq": seq,
        "change_set_id": revision.change_set_id,
        "at": unit.now,
        "actor_id": unit.actor_id,
        "actor_label": unit.actor_label,
        "via": revision.via,
        "schema": SCHEMA,
        "summary": revision.summary,
        "changed": changed,
        "said": said,
    }


def _credit(unit: Unit, event: Event, changed: list[str]) -> None:
    if changed:
        unit.run(_FORGET, {"of": event.id, "units": changed})
        unit.run(_CREDIT, [_credit_row(event, name) for name in changed])


def _credit_row(event: Event, name: str) -> dict[str, Any]:
    return {"event_id": event.id, "unit": name, "version": event.version}


# Built once: building them costs more than running them.
_calendars, _versions = table_of(Calendar), table_of(EventVersion)
_origins = table_of(FieldOrigin)
_HOLD = select(_calendars.c.id).where(_calendars.c.id == bindparam("held")).with_for_update()
_CLOSE = (
    update(_versions)
    .where(_versions.c.event_id == bindparam("of"), _versions.c.version == bindparam("number"))
    .values(until=bindparam("now"))
)
_SNAPSHOT = insert(_versions)
_FORGET = delete(_origins).where(
    _origins.c.event_id == bindparam("of"), _origins.c.unit.in_(bindparam("units", expanding=True))
)
_CREDIT = insert(_origins)
