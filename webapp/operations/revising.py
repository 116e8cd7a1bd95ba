"""Writing one version of an event: snapshot, log, occurrences, origins. Called inside a unit of work only."""

from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update

from webapp.domain.document import SCHEMA, UNITS, Document, changed_units, pack
from webapp.domain.periods import span
from webapp.domain.roles import Role
from webapp.domain.wording import Message, describe
from webapp.extensions import db
from webapp.models import Calendar, ChangeSet, Event, EventVersion, FieldOrigin, Occurrence
from webapp.operations.access import OpenCalendar, OpenEvent, open_calendar, open_event
from webapp.operations.errors import NotThere
from webapp.operations.unit import Unit


@dataclass(frozen=True)
class Revision:
    """What the next version says beyond its document: whether it deletes, through what it came, and why."""

    change_set: ChangeSet
    via: str = "web"
    deleted: bool = False
    summary: str = ""
    said: list[Message] = field(default_factory=list)


def lock_calendar(unit: Unit, calendar_id: int, at_least: Role, deleted: bool = False) -> OpenCalendar:
    """The calendar, with the rights of this moment, held until the commit."""
    _hold(calendar_id)
    assert unit.actor is not None
    return open_calendar(unit.actor, calendar_id, at_least, deleted)


def lock_event(unit: Unit, event_id: int, at_least: Role = Role.EDITOR) -> OpenEvent:
    """The event, with the rights and the content of this moment, held until the commit with its calendar."""
    assert unit.actor is not None
    opened = open_event(unit.actor, event_id, at_least)
    _hold(opened.calendar.id)
    held = open_event(unit.actor, event_id, at_least)
    if held.calendar.id != opened.calendar.id:  # it moved while we waited
        raise NotThere
    return held


def _hold(calendar_id: int) -> None:
    if 0 < calendar_id < 2**31:
        db.session.execute(select(Calendar.id).where(Calendar.id == calendar_id).with_for_update())


def revise(unit: Unit, event: Event, document: Document, revision: Revision) -> EventVersion:
    """Write the next version of an event and everything that follows from it; returns that version."""
    before = event.document if event.version else None
    changed = list(UNITS) if before is None else changed_units(before, document)
    seq = unit.next_seq(event.calendar_id)
    _move_head(unit, event, document, revision)
    version = _snapshot(unit, event, seq, changed, revision, before)
    _place(event)
    _credit(event, changed)
    unit.log(event.calendar_id, seq, "event", event.id, event.version)
    return version


def _move_head(unit: Unit, event: Event, document: Document, revision: Revision) -> None:
    event.version += 1
    event.deleted = revision.deleted
    event.start_utc, event.end_utc = span(document)
    for column in ("title", "location", "status", "all_day", "zone"):
        setattr(event, column, document[column])
    event.body = pack(document)
    event.updated_at, event.updated_by_id, event.updated_by_label = unit.now, unit.actor_id, unit.actor_label
    unit.session.add(event)
    unit.session.flush()


def _snapshot(
    unit: Unit, event: Event, seq: int, changed: list[str], revision: Revision, before: Document | None
) -> EventVersion:
    unit.session.execute(
        update(EventVersion)
        .where(EventVersion.event_id == event.id, EventVersion.version == event.version - 1)
        .values(until=unit.now)
        .execution_options(synchronize_session=False)
    )
    version = EventVersion(
        event_id=event.id,
        version=event.version,
        calendar_id=event.calendar_id,
        seq=seq,
        change_set_id=revision.change_set.id,
        at=unit.now,
        actor_id=unit.actor_id,
        actor_label=unit.actor_label,
        via=revision.via,
        schema=SCHEMA,
        start_utc=event.start_utc,
        end_utc=event.end_utc,
        deleted=event.deleted,
        summary=revision.summary,
        changed=changed,
        said=revision.said or describe(before, event.document),
        body=event.body,
    )
    unit.session.add(version)
    return version


def _place(event: Event) -> None:
    db.session.execute(delete(Occurrence).where(Occurrence.event_id == event.id))
    if not event.deleted:
        place = {"event_id": event.id, "calendar_id": event.calendar_id, "recurrence_id": ""}
        db.session.execute(
            insert(Occurrence), [place | {"start_utc": event.start_utc, "end_utc": event.end_utc}]
        )


def _credit(event: Event, changed: list[str]) -> None:
    if changed:
        db.session.execute(
            delete(FieldOrigin).where(FieldOrigin.event_id == event.id, FieldOrigin.unit.in_(changed))
        )
        rows = [{"event_id": event.id, "unit": unit, "version": event.version} for unit in changed]
        db.session.execute(insert(FieldOrigin), rows)
