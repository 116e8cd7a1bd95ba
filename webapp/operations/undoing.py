"""One old change taken back, with everything that came after it kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from webapp.domain.document import Document
from webapp.domain.merge import merge
from webapp.domain.wording import describe
from webapp.models import Event, EventVersion, Person
from webapp.operations.errors import Refused
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    Saved,
    base_document,
    saved_once,
    version_of,
)
from webapp.operations.revising import Revision, lock_event, revise
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
    event_id: int, number: int, by: Person, key: str | None = None, answer: Answer | None = None
) -> Saved:
    """Take back what version `number` changed and keep all later changes; raises EditConflict where these touch it.

    Taking back the new version does it again. Nothing left to take back means no version.
    """

    def write(unit: Unit) -> Saved:
        event = lock_event(unit, event_id).event
        undone, before = _pair(event, number)
        deleted = before.deleted if event.deleted == undone.deleted else event.deleted
        if event.deleted and deleted:
            raise EventDeleted("This event is deleted. Restore it first, then take the change back.")
        wanted = _wanted(event, undone, before, answer)
        if wanted == event.document and deleted == event.deleted:
            return Saved(event.id, event.version, changed=False)
        return _take_back(unit, event, wanted, undone, deleted)

    return saved_once(by, key, _request(event_id, number, answer), write)


def _pair(event: Event, number: int) -> tuple[EventVersion, EventVersion]:
    """A version of the event and the one before it."""
    undone = version_of(event.id, number)
    if number == 1:
        raise Refused("Version 1 is how the event was made. To take that back, delete the event.")
    return undone, version_of(event.id, number - 1)


def _wanted(event: Event, undone: EventVersion, before: EventVersion, answer: Answer | None) -> Document:
    """The event without that change, or as somebody chose; raises EditConflict."""
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


def _request(event_id: int, number: int, answer: Answer | None) -> dict[str, object]:
    """What was asked for, to tell a retry from another request."""
    return {"do": "undo", "event": event_id, "version": number} | (asdict(answer) if answer else {})


def _take_back(unit: Unit, event: Event, wanted: Document, undone: EventVersion, deleted: bool) -> Saved:
    """Write the version that does it, in a change set that names the one it undoes."""
    said = [("event.undone", {"version": undone.version}), *describe(event.document, wanted, unit.now)]
    change_set = unit.change_set(event.calendar_id, "undo", undoes_id=undone.change_set_id)
    revise(unit, event, wanted, Revision(change_set, "undo", deleted, said=said))
    return Saved(event.id, event.version)
