"""What people do with events: create, edit, delete, bring back."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import select

from webapp.domain.document import UNITS, Document
from webapp.domain.merge import Merged, merge, overlay
from webapp.domain.roles import Role
from webapp.domain.wording import Message, describe
from webapp.domain.wording_overlaps import Overlap
from webapp.extensions import db
from webapp.models import Event, EventVersion, Person
from webapp.operations.errors import NotThere, Refused
from webapp.operations.invitees import let_in
from webapp.operations.meanwhile import authors_of_units, authors_since
from webapp.operations.members import Target
from webapp.operations.revising import Revision, lock_calendar, lock_event, revise
from webapp.operations.seen_versions import Seen, check_outdated, check_seen
from webapp.operations.sharing import grant
from webapp.operations.unit import Unit, unit_of_work


class EditConflict(Exception):
    """Others changed the same since `base`; nothing was saved. Holds what is needed to ask: of a date of a series, with `occurrence`.

    `bases` names units that were seen at another version than `base`.
    """

    def __init__(
        self,
        event: Event,
        merged: Merged,
        base: int,
        bases: Mapping[str, int] | None = None,
        occurrence: str = "",
    ) -> None:
        super().__init__(f"{', '.join(merged.conflicts)} changed by others since version {base}")
        self.event = event
        self.merged = merged
        self.base, self.bases, self.occurrence = base, dict(bases or {}), occurrence

    def base_of(self, unit: str) -> int:
        """The version from which a unit was merged."""
        return self.bases.get(unit, self.base)


class EventDeleted(Refused):
    """Somebody deleted the event meanwhile; nothing was saved."""


@dataclass(frozen=True)
class Making:
    """How a new event is made: whether overlaps refuse it, and whether whoever makes it owns it in any calendar."""

    refuse_overlaps: bool = False
    as_owner: bool = False


@dataclass(frozen=True)
class Saved:
    """The outcome of an edit: the version the event has now, and what of others' work it was merged with.

    `kept` names who last changed each unit that others changed since version `since`; `combined` are those of
    them that hold changes of both. All of it is stored to answer a retry, so a new field needs a default."""

    event_id: int
    version: int
    changed: bool = True
    merged: list[str] = field(default_factory=list)
    merged_with: list[str] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    combined: list[str] = field(default_factory=list)
    since: int = 0
    rest_id: int = 0  # the second event of a series that was split
    occurrence: str = ""  # the date that was edited, as it is called now
    overlaps: list[Overlap] = field(default_factory=list)  # new ones, as far as whoever saved may know
    overlap_count: int = 0
    change_set: int = 0  # what it was saved in, to be taken back as one; 0 where nothing was
    dates: list[str] = field(default_factory=list)  # changed back here, where a split took them
    unreached: Sequence[tuple[str, str, int]] = field(default_factory=list)  # those that could not be


def create_event(
    calendar_id: int,
    document: Document,
    by: Person,
    key: str | None = None,
    via: str = "web",
    making: Making = Making(),
) -> Saved:
    """Make an event in a calendar the person may edit; its first version holds everything. Raises Overlapping."""
    request = {"do": "create", "calendar": calendar_id, "document": document}
    request |= asdict(making) if making != Making() else {}
    return saved_once(by, key, request, lambda unit: write_event(unit, calendar_id, document, via, making))


def write_event(unit: Unit, calendar_id: int, document: Document, via: str, making: Making) -> Saved:
    """The same inside a unit of work.

    Whoever owns an event through its calendar has no need of more; an editor gets a role of their own on this event.
    """
    opened = lock_calendar(unit, calendar_id, Role.EDITOR)
    event = new_event(unit, calendar_id)
    change_set = unit.change_set(calendar_id, "edit")
    revise(unit, event, document, Revision(change_set, via, refuse_overlaps=making.refuse_overlaps))
    if making.as_owner and opened.role < Role.OWNER and unit.actor_id:
        grant(unit, Target(calendar_id, event.id), unit.actor_id, Role.OWNER)
    let_in(unit, event.id, calendar_id, None, document)
    return Saved(event.id, event.version, change_set=change_set)


def edit_event(
    event_id: int,
    mine: Document,
    based_on: int,
    by: Person,
    key: str | None = None,
    via: str = "web",
    why: str = "",
    bases: Mapping[str, int] | None = None,
    merging: bool = True,
) -> Saved:
    """Save an edit made against version `based_on`, keeping what others saved meanwhile; raises EditConflict.

    Without `merging` anything that was saved since raises Outdated.
    `mine` is the document as the person wants it. Units they left out, or as in `based_on`, follow the others.
    `bases` names units that the person has seen at a later version. Nothing changed means no version.
    """
    seen = dict(bases or {})
    request = {"do": "edit", "event": event_id, "document": mine, "base": based_on} | (
        {"bases": seen} if seen else {}
    )

    def write(unit: Unit) -> Saved:
        event = lock_event(unit, event_id).event
        if event.deleted:
            raise EventDeleted("Somebody has deleted this event. Restore it first, then save your change.")
        check_outdated(event, based_on, merging)
        saved = event.document
        base = saved if based_on == event.version and not seen else base_document(event, based_on, seen)
        merged = merge(base, saved, {**base, **mine})
        if merged.conflicts:
            raise EditConflict(event, merged, based_on, seen)
        return save_merged(unit, event, merged, based_on, via, why)

    return saved_once(by, key, request, write)


def delete_event(
    event_id: int, by: Person, key: str | None = None, via: str = "web", seen: Seen = None
) -> Saved:
    """Delete an event: a version that says so, which can be taken back. At another version than `seen` raises Outdated."""
    return _switch(event_id, True, by, key, via, seen)


def undelete_event(
    event_id: int, by: Person, key: str | None = None, via: str = "restore", seen: Seen = None
) -> Saved:
    """Bring a deleted event back as it was; `seen` as in `delete_event`."""
    return _switch(event_id, False, by, key, via, seen)


def restore_version(
    event_id: int,
    number: int,
    by: Person,
    key: str | None = None,
    via: str = "restore",
    seen: Seen = None,
) -> Saved:
    """A new version equal to an old one; `seen` as in `delete_event`. Who may see the event does not change with it."""

    def write(unit: Unit) -> Saved:
        event = lock_event(unit, event_id).event
        check_seen(event, seen)
        wanted = document_at(event, number)
        if wanted == event.document and not event.deleted:
            return Saved(event.id, event.version, changed=False)
        return restore_as(unit, event, wanted, ("event.reverted", {"version": number}), via)

    return saved_once(by, key, {"do": "restore", "event": event_id, "version": number}, write)


def restore_as(unit: Unit, event: Event, wanted: Document, headline: Message, via: str = "restore") -> Saved:
    """Write a version that brings back something old: the headline, then what it changes now."""
    said = [headline, *describe(event.document, wanted, unit.now)]
    change_set = unit.change_set(event.calendar_id, "restore")
    revise(unit, event, wanted, Revision(change_set, via, said=said))
    return Saved(event.id, event.version, change_set=change_set)


def saved_once(
    by: Person, key: str | None, request: Mapping[str, Any], write: Callable[[Unit], Saved]
) -> Saved:
    """What `write` saves in a unit of work, or what the same key and request led to before."""
    with unit_of_work(by) as unit:
        if earlier := unit.answered(key, request):
            return Saved(**earlier)
        saved = write(unit)
        if unit.overlap_count:
            saved = replace(saved, overlaps=unit.overlaps, overlap_count=unit.overlap_count)
        unit.remember(key, request, asdict(saved) if key else {})
        return saved


def document_at(event: Event, number: int) -> Document:
    """The document of one version; raises NotThere when the event has no such version."""
    if number == event.version:
        return event.document
    return version_of(event.id, number).document


def base_document(event: Event, number: int, bases: Mapping[str, int]) -> Document:
    """What an edit started from: one version, with single units of others; raises NotThere like document_at."""
    if not bases.keys() <= UNITS.keys():
        raise NotThere
    document = document_at(event, number)
    for unit, seen in bases.items():
        document = overlay(document, [unit], document_at(event, seen))
    return document


def version_of(event_id: int, number: int) -> EventVersion:
    """One version of an event that has been opened already; raises NotThere when there is no such number."""
    if not 0 < number < 2**31:
        raise NotThere
    wanted = select(EventVersion).where(EventVersion.event_id == event_id, EventVersion.version == number)
    found = db.session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotThere
    return found


def new_event(unit: Unit, calendar_id: int) -> Event:
    """An event that `revise` is going to write for the first time."""
    return Event(
        calendar_id=calendar_id,
        uid=f"{uuid.uuid4()}@daybook",
        version=0,
        created_at=unit.now,
        created_by_id=unit.actor_id,
        created_by_label=unit.actor_label,
    )


Write = Callable[[Unit, Event, Document, Revision], None]


def _write(unit: Unit, event: Event, document: Document, revision: Revision) -> None:
    before = event.document
    revise(unit, event, document, revision)
    let_in(unit, event.id, event.calendar_id, before, document)


def save_merged(
    unit: Unit,
    event: Event,
    merged: Merged,
    based_on: int,
    via: str,
    why: str,
    move: Write | None = None,
) -> Saved:
    """Write what came of a merge, inside a unit of work; with `move` also where it is as it was."""
    if merged.document == event.document and move is None:
        return Saved(event.id, event.version, changed=False)
    others = authors_since(event, based_on, unit.actor_id) if event.version != based_on else []
    theirs = authors_of_units(event, based_on, unit.actor_id) if others else {}
    kind = "merge" if others else "edit"
    change_set = unit.change_set(event.calendar_id, kind, why)
    (move or _write)(unit, event, merged.document, Revision(change_set, via, summary=why))
    return Saved(
        event.id,
        event.version,
        merged=merged.merged if others else [],
        merged_with=others,
        kept={name: theirs[name] for name in merged.kept if name in theirs},
        combined=[name for name in merged.combined if name in theirs],
        since=based_on,
        change_set=change_set,
    )


def _switch(event_id: int, deleted: bool, by: Person, key: str | None, via: str, seen: Seen) -> Saved:
    def write(unit: Unit) -> Saved:
        event = lock_event(unit, event_id).event
        check_seen(event, seen)
        if event.deleted == deleted:
            return Saved(event.id, event.version, changed=False)
        change_set = unit.change_set(event.calendar_id, "edit" if deleted else "restore")
        said: list[Message] = [("event.deleted" if deleted else "event.restored", {})]
        revise(unit, event, event.document, Revision(change_set, via, deleted, said=said))
        return Saved(event.id, event.version, change_set=change_set)

    return saved_once(by, key, {"do": "delete" if deleted else "undelete", "event": event_id}, write)
