"""Answering an invitation: to an event, to a series or to one instance of it."""

from webapp.domain.attendance import ANSWERS, OUTSIDE, answered, key_of_person, without_own_answer
from webapp.domain.document import Document
from webapp.domain.roles import Role
from webapp.domain.series import as_instance, has_instance, repeats
from webapp.domain.wording import Message
from webapp.domain.wording_occurrences import timed_of
from webapp.models import Event, Person
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import EventDeleted, Saved, saved_once
from webapp.operations.revising import Revision, lock_event, revise
from webapp.operations.unit import Unit


def answer(
    event_id: int,
    said: str,
    by: Person,
    occurrence: str = "",
    whole: bool = True,
    key: str | None = None,
    via: str = "web",
) -> Saved:
    """Say whether one comes: to the event, or where `whole` is false to the instance alone.

    An answer never collides: it is put into the event as it is at this moment. With `whole` and an instance it counts for
    all of the series, also for this one. The same answer again writes nothing; raises NotThere for who is not invited.
    """
    request = {"do": "answer", "event": event_id, "said": said, "occurrence": occurrence, "whole": whole}

    def write(unit: Unit) -> Saved:
        event = _open(unit, event_id, Role.VIEWER)
        who = key_of_person(by.id)
        alone = "" if whole else occurrence
        wanted = _wanted(event, who, said, occurrence, whole)
        message = _for_one(alone, event.document) if alone else ("attendees.answered", {})
        return _save(unit, event, wanted, via, [(message[0], message[1] | {"answer": said})])

    return saved_once(by, key, request, write)


def _for_one(occurrence: str, document: Document) -> Message:
    """The message of an answer for one date, with its time where the day alone does not name it."""
    timed = timed_of([occurrence], document)
    told = {"timed": list(timed)} if timed.names else {}
    return "overrides.answered", {"dates": [occurrence], **told}


def answer_for(
    event_id: int,
    who: str,
    said: str,
    by: Person,
    occurrence: str = "",
    key: str | None = None,
    via: str = "web",
) -> Saved:
    """Put down the answer of an outside address, to the event or to one instance; editors only. Accounts speak for themselves."""
    request = {"do": "answer", "event": event_id, "who": who, "said": said, "occurrence": occurrence}

    def write(unit: Unit) -> Saved:
        event = _open(unit, event_id, Role.EDITOR)
        if not who.startswith(OUTSIDE):
            raise RoleTooLow
        return _save(unit, event, _wanted(event, who, said, occurrence, whole=not occurrence), via, [])

    return saved_once(by, key, request, write)


def _open(unit: Unit, event_id: int, at_least: Role) -> Event:
    event = lock_event(unit, event_id, at_least).event
    if event.deleted:
        raise EventDeleted("Somebody has deleted this event. It has to be restored before you can answer.")
    return event


def _wanted(event: Event, who: str, said: str, occurrence: str, whole: bool) -> Document:
    """The event with this answer; raises NotThere for an instance that is none and for who is not invited."""
    document = event.document
    if said not in ANSWERS:
        raise Refused("Answer yes, maybe or no.")
    if occurrence and not (repeats(document) and has_instance(document, occurrence)):
        raise NotThere
    if not whole:
        return _answered(document, who, said, occurrence)
    wanted = _answered(document, who, said, "")
    return without_own_answer(wanted, who, occurrence) if occurrence else wanted


def _answered(document: Document, who: str, said: str, occurrence: str) -> Document:
    here = as_instance(document, occurrence) if occurrence else document
    if who not in here["attendees"]:
        raise NotThere
    return answered(document, who, said, occurrence)


def _save(unit: Unit, event: Event, wanted: Document, via: str, said: list[Message]) -> Saved:
    if wanted == event.document:
        return Saved(event.id, event.version, changed=False)
    change_set = unit.change_set(event.calendar_id, "edit")
    revise(unit, event, wanted, Revision(change_set, via, said=said))
    return Saved(event.id, event.version, change_set=change_set)
