"""One old change taken back, with everything that came after it kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from webapp.domain.document import Document
from webapp.domain.merge import merge
from webapp.domain.taking_back import State, TakenBack
from webapp.domain.wording import Message, describe
from webapp.models import Event, EventVersion, Person
from webapp.operations.change_sets import Step
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    Saved,
    base_document,
    saved_once,
    version_of,
)
from webapp.operations.revising import Revision, lock_event, revise
from webapp.operations.undoing_sets import SetConflict
from webapp.operations.unit import Unit


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
) -> Saved:
    """Take back what version `number` changed and keep all later changes; raises EditConflict where these touch it.

    Taking back the new version does it again. Nothing left to take back means no version. Where it was the making of
    the event, or brought it back, the event is deleted: one that was changed since only with `delete_at`, the version
    that whoever wants that has seen, else raises SetConflict.
    """

    def write(unit: Unit) -> Saved:
        event = lock_event(unit, event_id).event
        undone = version_of(event.id, number)
        before = version_of(event.id, number - 1) if number > 1 else None
        was_deleted = before is None or before.deleted
        deleted = was_deleted if event.deleted == undone.deleted else event.deleted
        if event.deleted and deleted:
            if before is None or before.deleted:
                return Saved(event.id, event.version, changed=False)
            raise EventDeleted("This event is deleted. Restore it first, then take the change back.")
        if deleted and event.document != undone.document and delete_at != event.version:
            raise SetConflict([_deletion(event, undone)])
        wanted = _as_it_was(event, undone, before) if deleted else _wanted(event, undone, before, answer)
        if wanted == event.document and deleted == event.deleted:
            return Saved(event.id, event.version, changed=False)
        return _take_back(unit, event, wanted, undone, deleted)

    return saved_once(by, key, _request(event_id, number, answer, delete_at), write)


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


def _take_back(unit: Unit, event: Event, wanted: Document, undone: EventVersion, deleted: bool) -> Saved:
    """Write the version that does it, in a change set that names the one it undoes."""
    headline: list[Message] = [("event.undone", {"version": undone.version})]
    if deleted != event.deleted:
        headline.append(("event.deleted" if deleted else "event.restored", {}))
    said = [*headline, *describe(event.document, wanted, unit.now)]
    change_set = unit.change_set(event.calendar_id, "undo", undoes_id=undone.change_set_id)
    revise(unit, event, wanted, Revision(change_set, "undo", deleted, said=said))
    return Saved(event.id, event.version, change_set=change_set)
