"""Writing one version of an event: snapshot, log, occurrences, origins. Called inside a unit of work only."""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, update

from webapp.domain.chains import VERSION
from webapp.domain.document import ONCE, Document, changed_units, schema_of, units_at_first
from webapp.domain.purges import GONE
from webapp.domain.roles import Role
from webapp.domain.series import Instance
from webapp.domain.sizes import size_of
from webapp.domain.wording import Message, describe
from webapp.models import Event, EventVersion
from webapp.models.base import table_of
from webapp.operations import crediting, holding, leaving, taking_part
from webapp.operations.access import OpenCalendar, OpenEvent, open_calendar, open_event
from webapp.operations.heads import set_head, write_head
from webapp.operations.overlaps import guard
from webapp.operations.overlaps_of_many import Written, guard_many
from webapp.operations.placing import PLACING, bounded, clear_places, place, write_places
from webapp.operations.prepared import Prepared
from webapp.operations.unit import Unit

# What others read of when somebody is busy, and with what.
TIMES = PLACING | {"attendees", "status", "title", "extra"}
_PEOPLE = {"attendees", "overrides"}
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
    # Whether whoever saves wants no overlaps, whatever the calendar takes.
    refuse_overlaps: bool = False
    # The calendar that the event leaves with this version (operations/relocating.py), 0 where it stays.
    left: int = 0
    # What a first version goes on from, where it is the rest of a series: what stays where it was is no new overlap.
    goes_on: Document | None = None


@dataclass(frozen=True)
class Next:
    """The next version of an event, as one of many: what it holds, whether it deletes, how it came about, what it left."""

    event: Event
    document: Document
    deleted: bool
    said: list[Message]
    left: int = 0  # the calendar that it leaves for the one that these are written in; 0 where it stays


def lock_calendar(unit: Unit, calendar_id: int, at_least: Role, deleted: bool = False) -> OpenCalendar:
    """The calendar, with the rights of this moment, held until the commit."""
    hold(unit, calendar_id)
    assert unit.actor is not None
    return open_calendar(unit.actor, calendar_id, at_least, deleted)


def lock_event(
    unit: Unit, event_id: int, at_least: Role = Role.EDITOR, also: Collection[int] = ()
) -> OpenEvent:
    """The event, with the rights and the content of this moment, held until the commit with its calendar, and others."""
    assert unit.actor is not None
    while True:
        opened = open_event(unit.actor, event_id, at_least)
        if unit.is_alone:
            unit.chains.held(opened.calendar)
            for calendar_id in also:
                hold(unit, calendar_id)
            return opened
        for calendar_id in sorted({opened.calendar.id, *also}):
            hold(unit, calendar_id)
        held = open_event(unit.actor, event_id, at_least)
        if held.calendar.id == opened.calendar.id:
            return held
        unit.begin_again()  # it moved while we waited


def hold(unit: Unit, calendar_id: int) -> None:
    """Let nobody else write to a calendar until the commit; says nothing about rights."""
    if 0 < calendar_id < 2**31:
        unit.chains.hold(calendar_id)


def revise(unit: Unit, event: Event, document: Document, revision: Revision) -> None:
    """Write the next version of an event and everything that follows from it."""
    document = {**ONCE, **document}
    before, was_deleted = event.document if event.version else None, event.deleted
    changed = units_at_first(document) if before is None else changed_units(before, document)
    document["tags"] = sorted(document["tags"])  # as the body has them
    seq = unit.next_seq(event.calendar_id)
    if before is None or revision.left:
        set_head(unit, event, document, revision.deleted)
        unit.session.add(event)
        unit.session.flush()
    else:
        write_head(unit, event, document, revision.deleted, changed)
    _snapshot(unit, event, document, seq, changed, revision, before)
    if event.version == 1 or revision.left or event.deleted != was_deleted or PLACING & set(changed):
        place(unit, event, document)
    if event.version == 1:
        taking_part.begin(unit, event, document, leaving.organizer(unit, revision.organizer_id, revision.via))
    elif event.deleted != was_deleted or _PEOPLE & set(changed):
        taking_part.renew(unit, event, document)
    crediting.credit(unit, event, changed)
    holding.go_on(unit, event, before or {}, document, changed)
    unit.log(event.calendar_id, seq, "event", event.id, event.version)
    if event.version == 1 or revision.left or event.deleted != was_deleted or TIMES & set(changed):
        leaving.announce_times(unit, event.calendar_id, [(event, before, revision.left)])
    base = revision.goes_on if was_deleted or before is None or revision.left else before
    leaving.tell(unit, guard(event, document, base, unit.actor, unit.now, revision.refuse_overlaps))


def write_last_versions(unit: Unit, calendar_id: int, lasts: Sequence[Next], revision: Revision) -> None:
    """The versions that a purge leaves, of events that take no time and have no fields any more; their body is empty."""
    for last in lasts:
        set_head(unit, last.event, last.document, revision.deleted)
        last.event.body = GONE
    unit.session.flush()
    _write_rows(unit, calendar_id, [(last, []) for last in lasts], revision)


def _write_rows(
    unit: Unit, calendar_id: int, nexts: list[tuple[Next, list[str]]], revision: Revision
) -> None:
    """The rows of versions, each with the units it changed, and their lines of the log; the heads are written."""
    seqs = unit.next_seqs(calendar_id, len(nexts))
    unit.run(
        _CLOSE, [{"of": one.event.id, "number": one.event.version - 1, "now": unit.now} for one, _ in nexts]
    )
    came = leaving.came_from(unit, [(one.event, one.left) for one, _ in nexts])
    rows = [
        _version_row(unit, one.event, one.document, seq, changed, revision, one.said) | left
        for (one, changed), seq, left in zip(nexts, seqs, came, strict=True)
    ]
    unit.run(_SNAPSHOT, rows)
    leaving.log_all(unit, calendar_id, [one.event for one, _ in nexts], seqs)


def write_first_versions(
    unit: Unit, calendar_id: int, made: list[tuple[Event, Document]], revision: Revision
) -> None:
    """Write many new events of one calendar at once, each with its first version; their pages are told once."""
    seqs = unit.next_seqs(calendar_id, len(made)) if made else range(0)
    for event, document in made:
        set_head(unit, event, document, revision.deleted)
    placed = _placed(unit, made)
    unit.session.add_all(event for event, _ in made)
    unit.session.flush()
    if made:
        rows = [
            _version_row(
                unit,
                event,
                document,
                seq,
                units_at_first(document),
                revision,
                revision.said or describe(None, document),
            )
            for (event, document), seq in zip(made, seqs, strict=True)
        ]
        unit.run(_SNAPSHOT, rows)
        crediting.begin(unit, [(event, units_at_first(document)) for event, document in made])
    write_places(unit, placed)
    taking_part.begin_all(unit, made, leaving.organizer(unit, revision.organizer_id, revision.via))
    holding.begin(unit, made)
    leaving.log_all(unit, calendar_id, [event for event, _ in made], seqs)
    taking_part.announce_times(unit, calendar_id, [(event, None) for event, _ in made])


def write_next_versions(unit: Unit, calendar_id: int, nexts: list[Next], revision: Revision) -> None:
    """Write the next version of many events of one calendar at once; their pages are told once.

    Overlaps are looked for when all of them are written: a series that is whole again meets no rest that goes.
    """
    written = write_unguarded(unit, calendar_id, nexts, revision)
    leaving.tell(unit, guard_many(written, calendar_id, unit.actor, unit.now))


def write_unguarded(unit: Unit, calendar_id: int, nexts: list[Next], revision: Revision) -> list[Written]:
    """The same without a look at overlaps: what was written, for whoever looks when still more is."""
    steps = [_step(unit, calendar_id, one) for one in nexts]
    _place_many(unit, [step.one for step in steps if step.touches(PLACING)])
    unit.session.flush()
    _write_rows(unit, calendar_id, [(step.one, step.changed) for step in steps], revision)
    taking_part.renew_all(
        unit, [(step.one.event, step.one.document) for step in steps if step.touches(_PEOPLE)]
    )
    crediting.credit_many(unit, [(step.one.event, step.changed) for step in steps])
    holding.go_on_all(unit, [(one.event, before, one.document, units) for one, before, _, units in steps])
    moved = [(step.one.event, step.before, step.one.left) for step in steps if step.touches(TIMES)]
    leaving.announce_times(unit, calendar_id, moved)
    return [(step.one.event, step.one.document, step.there_before) for step in steps]


class _Step(NamedTuple):
    """The next version of an event as it is written: what was before, and what it changes."""

    one: Next
    before: Document
    was_deleted: bool
    changed: list[str]

    def touches(self, units: Set[str]) -> bool:
        switches = self.was_deleted != self.one.deleted
        return switches or bool(self.one.left) or bool(units & set(self.changed))

    @property
    def there_before(self) -> Document | None:
        """What it goes on from in this calendar."""
        return None if self.was_deleted or self.one.left else self.before


def _step(unit: Unit, calendar_id: int, one: Next) -> _Step:
    before, was_deleted = one.event.document, one.event.deleted
    one.event.calendar_id = calendar_id
    set_head(unit, one.event, one.document, one.deleted)
    return _Step(one, before, was_deleted, changed_units(before, one.document))


def _placed(unit: Unit, events: list[tuple[Event, Document]]) -> list[tuple[Event, Document, list[Instance]]]:
    """Where they lie. However many series there are, so much is placed in all; the rest is expanded when somebody
    looks there.
    """
    part = min(1.0, _SERIES_AT_ONCE / max(1, sum(event.repeats for event, _ in events)))
    return [(event, document, bounded(event, document, unit.now, part)) for event, document in events]


def _place_many(unit: Unit, nexts: list[Next]) -> None:
    """Write the rows of these events anew, none for deleted ones; sets the bounds within which they are complete."""
    clear_places(unit, [one.event.id for one in nexts])
    write_places(unit, _placed(unit, [(one.event, one.document) for one in nexts if not one.deleted]))


def _snapshot(
    unit: Unit,
    event: Event,
    document: Document,
    seq: int,
    changed: list[str],
    revision: Revision,
    before: Document | None,
) -> None:
    if before is not None:
        unit.run(_CLOSE, {"of": event.id, "number": event.version - 1, "now": unit.now})
    said = revision.said or describe(before, document, unit.now)
    (came,) = leaving.came_from(unit, [(event, revision.left)])
    unit.run(_SNAPSHOT, _version_row(unit, event, document, seq, changed, revision, said) | came)


def _version_row(
    unit: Unit,
    event: Event,
    document: Document,
    seq: int,
    changed: list[str],
    revision: Revision,
    said: list[Message],
) -> dict[str, Any]:
    same = ("version", "calendar_id", "start_utc", "end_utc", "deleted", "body")
    row = {name: getattr(event, name) for name in same} | {
        "event_id": event.id,
        "seq": seq,
        "change_set_id": revision.change_set_id,
        "at": unit.now,
        "actor_id": unit.actor_id,
        "actor_label": unit.actor_label,
        "via": revision.via,
        "schema": schema_of(document),
        "summary": revision.summary,
        "changed": changed,
        "said": said,
        "size": size_of(document) if event.body else 0,
    }
    return unit.chains.add(VERSION, event.calendar_id, row, unit.undoes.get(revision.change_set_id))


# Built once: building them costs more than running them.
_versions = table_of(EventVersion)
_CLOSE = Prepared(
    update(_versions)
    .where(_versions.c.event_id == bindparam("of"), _versions.c.version == bindparam("number"))
    .values(until=bindparam("now"))
)
_SNAPSHOT = Prepared(insert(_versions))
