"""One old change, or all between two versions, taken back, with everything that came after kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import NamedTuple

from webapp.domain.document import Document
from webapp.domain.merge import merge
from webapp.domain.roles import Role
from webapp.domain.taking_back import State, TakenBack
from webapp.domain.wording import Message, describe
from webapp.domain.wording_calendars import moved_message
from webapp.models import Calendar, Event, EventVersion, Person
from webapp.operations.access import open_event
from webapp.operations.change_sets import Step
from webapp.operations.errors import NotThere
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    Saved,
    base_document,
    saved_once,
    version_of,
)
from webapp.operations.relocating import calendar_to_go_back_to, relocate
from webapp.operations.revising import Revision, lock_event, revise
from webapp.operations.seen_versions import Seen, check_seen
from webapp.operations.undoing_sets import SetConflict
from webapp.operations.unit import Unit


class Taking(NamedTuple):
    """How a change is taken back: what the new version says first, whether it leaves the event deleted, through what.

    And the calendar that the event goes back to, None where it stays.
    """

    headline: list[Message]
    deletes: bool
    via: str
    goes_to: Calendar | None = None


@dataclass(frozen=True)
class Answer:
    """What somebody chose where later changes touched the same, made against version `based_on`.

    `bases` names units that were seen at another version, as in `edit_event`.
    """

    document: Document
    based_on: int
    bases: Mapping[str, int] = field(default_factory=dict)


def undo_version(
    event_id: int,
    number: int,
    by: Person,
    key: str | None = None,
    answer: Answer | None = None,
    delete_at: int = 0,
    since: int = 0,
    via: str = "undo",
    seen: Seen = None,
) -> Saved:
    """Take back what version `number` changed and keep all later changes; raises EditConflict where these touch it.

    With `since`, an older version, everything is taken back that led from that one to `number`.
    Taking back the new version does it again. Nothing left to take back means no version. Where it was the making of
    the event, or brought it back, the event is deleted: one that was changed since only with `delete_at`, the version
    that whoever wants that has seen, else raises SetConflict. Where it moved the event to another calendar, it goes
    back, as a move does: with the rights on both, else RoleTooLow or Refused. At another version than `seen` raises Outdated.
    """

    asked = _Asked(event_id, number, since, answer, delete_at, via, seen)
    request = _request(event_id, number, answer, delete_at) | ({"since": since} if since else {})
    return saved_once(by, key, request, partial(_undo, asked))


@dataclass(frozen=True)
class _Asked:
    """What `undo_version` was asked for."""

    event_id: int
    number: int
    since: int
    answer: Answer | None
    delete_at: int
    via: str
    seen: Seen


def _undo(asked: _Asked, unit: Unit) -> Saved:
    assert unit.actor is not None
    open_event(unit.actor, asked.event_id, Role.EDITOR)
    back = _calendar_before(asked.event_id, asked.number, asked.since)
    opened = lock_event(unit, asked.event_id, also=back)
    event = opened.event
    check_seen(event, asked.seen)
    undone, before = _ends(event.id, asked.number, asked.since)
    deleted = _goes(event, undone, before)
    if event.deleted and deleted and (before is None or before.deleted):
        return Saved(event.id, event.version, changed=False)
    if deleted:
        _check_may_go(event, undone, asked.delete_at)
    wanted = _as_it_was(event, undone, before) if deleted else _wanted(event, undone, before, asked.answer)
    goes_to = calendar_to_go_back_to(unit, opened, undone.calendar_id, back)
    if wanted == event.document and deleted == event.deleted and goes_to is None:
        return Saved(event.id, event.version, changed=False)
    taking = Taking(_span(asked.number, asked.since), deleted, asked.via, goes_to)
    return _take_back(unit, event, wanted, undone, taking)


def _goes(event: Event, undone: EventVersion, before: EventVersion | None) -> bool:
    """Whether the event is deleted afterwards: as it was before, unless somebody has deleted it or brought it back since."""
    was_deleted = before is None or before.deleted
    return was_deleted if event.deleted == undone.deleted else event.deleted


def _check_may_go(event: Event, undone: EventVersion, delete_at: int) -> None:
    """Raise EventDeleted for what is deleted already, SetConflict for what was changed since and whoever asks has not seen so."""
    if event.deleted:
        raise EventDeleted("This event is deleted. Restore it first, then take the change back.")
    if event.document != undone.document and delete_at != event.version:
        raise SetConflict([_deletion(event, undone)])


@dataclass(frozen=True)
class Prospect:
    """What taking back all between two versions would do now: what it was, and what becomes of the event.

    `collides`: later changes touch the units named here, so they are asked about. `deletes`: the event goes.
    """

    did: list[Message]
    does: list[Message]
    collides: list[str] = field(default_factory=list)
    deletes: bool = False
    restores: bool = False
    gone: bool = False

    @property
    def left(self) -> bool:
        """Whether there is something left to take back."""
        return bool(self.does or self.collides or self.deletes or self.restores)


def prospect_of(event: Event, number: int, since: int, now: datetime) -> Prospect:
    """What `undo_version` with these would do to an opened event; raises NotThere. Two statements."""
    undone, before = _ends(event.id, number, since)
    if before is None:
        raise NotThere
    did = describe(before.document, undone.document, now)
    if before.calendar_id != undone.calendar_id:
        did.insert(0, moved_message(before.calendar_id, undone.calendar_id))
    if before.deleted != undone.deleted:
        did.insert(0, ("event.deleted" if undone.deleted else "event.restored", {}))
    switches = event.deleted == undone.deleted != before.deleted
    deleted = before.deleted if switches else event.deleted
    if deleted:
        return Prospect(did, [], deletes=not event.deleted, gone=event.deleted and not before.deleted)
    merged = merge(undone.document, event.document, before.document)
    collides = list(merged.conflicts)
    kept = event.document if collides else merged.document
    does = describe(event.document, kept, now)
    if event.calendar_id == undone.calendar_id != before.calendar_id:
        does.insert(0, moved_message(event.calendar_id, before.calendar_id))
    return Prospect(did, does, collides, restores=event.deleted)


def _ends(event_id: int, number: int, since: int) -> tuple[EventVersion, EventVersion | None]:
    """The version to take back and the one to go back to, None where that was the making of the event."""
    if since and not 0 < since < number:
        raise NotThere
    before = since or number - 1
    return version_of(event_id, number), version_of(event_id, before) if before else None


def _calendar_before(event_id: int, number: int, since: int) -> int:
    """The calendar in which the event was before what is taken back, 0 where that was the same one, or none."""
    undone, before = _ends(event_id, number, since)
    return 0 if before is None or before.calendar_id == undone.calendar_id else before.calendar_id


def _span(number: int, since: int) -> list[Message]:
    """How a version says which others it takes back."""
    if since and since < number - 1:
        return [("event.undone_all", {"first": since + 1, "version": number})]
    return [("event.undone", {"version": number})]


def _deletion(event: Event, undone: EventVersion) -> Step:
    """The question whether an event that was changed since is to be deleted."""
    now = State(event.body, event.deleted)
    was = State(undone.body, undone.deleted)
    return Step(event, undone.version, undone.version, was, now, TakenBack(now, asks_to_delete=True))


def _as_it_was(event: Event, undone: EventVersion, before: EventVersion | None) -> Document:
    """What is deleted again is what was deleted before, unless somebody has changed it since."""
    return before.document if before and event.document == undone.document else event.document


def _wanted(
    event: Event, undone: EventVersion, before: EventVersion | None, answer: Answer | None
) -> Document:
    """The event without that change, or as somebody chose; raises EditConflict."""
    if before is None:
        return event.document
    if answer is None:
        merged = merge(undone.document, event.document, before.document)
        conflict = EditConflict(event, merged, undone.version)
    else:
        base = base_document(event, answer.based_on, answer.bases)
        merged = merge(base, event.document, answer.document)
        conflict = EditConflict(event, merged, answer.based_on, answer.bases)
    if merged.conflicts:
        raise conflict
    return merged.document


def _request(event_id: int, number: int, answer: Answer | None, delete_at: int) -> dict[str, object]:
    """What was asked for, to tell a retry from another request."""
    request = {"do": "undo", "event": event_id, "version": number} | (asdict(answer) if answer else {})
    return request | ({"delete": delete_at} if delete_at else {})


def _take_back(unit: Unit, event: Event, wanted: Document, undone: EventVersion, taking: Taking) -> Saved:
    """Write the version that does it, in a change set that names the one it undoes, where that is one."""
    headline = taking.headline
    if taking.deletes != event.deleted:
        headline.append(("event.deleted" if taking.deletes else "event.restored", {}))
    undoes = undone.change_set_id if headline[0][0] == "event.undone" else None
    change_set = unit.change_set(event.calendar_id, "undo", undoes_id=undoes)
    revision = Revision(change_set, taking.via, taking.deletes, said=headline)
    if taking.goes_to is not None:
        relocate(unit, event, taking.goes_to, revision, wanted)
    else:
        said = [*headline, *describe(event.document, wanted, unit.now)]
        revise(unit, event, wanted, replace(revision, said=said))
    return Saved(event.id, event.version, change_set=change_set)
