"""An event moves to another calendar: it is gone from the one, and all of its past goes along into the other.

Taking it away needs the role of an editor on the calendar that it leaves, not on the event alone: what leaves is out of
reach for those who look after that calendar. Bringing it in needs the same on the other. Roles on the event itself stay,
and whoever is invited and would not see it any more may view it.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import bindparam, select

from webapp.domain.document import Document
from webapp.domain.merge import Merged, merge
from webapp.domain.roles import Role
from webapp.domain.wording import describe
from webapp.domain.wording_calendars import moved_message
from webapp.models import Calendar, Event, Person
from webapp.models.base import table_of
from webapp.operations.access import OpenEvent, open_calendar
from webapp.operations.errors import NotThere, Refused, RoleTooLow
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    Saved,
    base_document,
    save_merged,
    saved_once,
    version_of,
)
from webapp.operations.invitees import let_in
from webapp.operations.revising import Revision, lock_event, revise
from webapp.operations.seen_versions import check_outdated
from webapp.operations.unit import Unit

MOVED_ON = "It has moved to yet another calendar since. Choose the calendar for it on its edit page."
MOVED_MEANWHILE = (
    "Somebody has moved it to another calendar meanwhile. Look where it is now, then choose again."
)
NO_WAY_BACK = "It came from a calendar that you do not see, so you cannot put it back there."


class MovedMeanwhile(Refused):
    """Somebody else has moved it elsewhere since the version that was seen; nothing was saved."""


class ThereAlready(Refused):
    """The other calendar holds an event from the same place in a file, so this one cannot be there as well."""


class Typed(NamedTuple):
    """What else is saved with a move: the document as the person wants it, and the versions from which they went on."""

    document: Document | None = None
    bases: Mapping[str, int] = {}
    merging: bool = True


def move_event_to(
    event_id: int,
    calendar_id: int,
    by: Person,
    based_on: int,
    key: str | None = None,
    via: str = "web",
    why: str = "",
    typed: Typed | None = None,
) -> Saved:
    """Move an event to another calendar, with an edit in the same version or without; raises what edit_event does.

    NotThere and RoleTooLow speak of either calendar; raises ThereAlready and MovedMeanwhile. Where it is there already and nothing is edited, that is no version.
    """
    typed = typed or Typed()
    request = {"do": "relocate", "event": event_id, "calendar": calendar_id, "base": based_on} | {
        "document": typed.document,
        "bases": dict(typed.bases),
    }

    def write(unit: Unit) -> Saved:
        opened, calendar = lock_for_move(unit, event_id, calendar_id)
        event = opened.event
        if event.deleted:
            raise EventDeleted("Somebody has deleted this event. Restore it first, then move it.")
        check_outdated(event, based_on, typed.merging)
        merged = _merged(event, based_on, typed)
        if event.calendar_id == calendar.id:
            return save_merged(unit, event, merged, based_on, via, why)
        if calendar_at(event, based_on) != event.calendar_id:
            raise MovedMeanwhile(MOVED_MEANWHILE)
        check_may_leave(opened)

        def move(unit: Unit, event: Event, document: Document, revision: Revision) -> None:
            relocate(unit, event, calendar, revision, document)

        return save_merged(unit, event, merged, based_on, via, why, move)

    return saved_once(by, key, request, write)


def lock_for_move(unit: Unit, event_id: int, calendar_id: int) -> tuple[OpenEvent, Calendar]:
    """The event and the calendar it is to go to, with the rights of this moment; both calendars are held until the commit."""
    assert unit.actor is not None
    open_calendar(unit.actor, calendar_id, Role.EDITOR)
    opened = lock_event(unit, event_id, also=[calendar_id])
    return opened, open_calendar(unit.actor, calendar_id, Role.EDITOR).calendar


def calendar_at(event: Event, number: int) -> int:
    """The calendar in which an event was at one of its versions; raises NotThere."""
    return event.calendar_id if number == event.version else version_of(event.id, number).calendar_id


def check_may_leave(opened: OpenEvent) -> None:
    """Raise RoleTooLow for who may not take it out of its calendar, whatever their role on the event alone."""
    if not may_leave(opened):
        raise RoleTooLow


def may_leave(opened: OpenEvent) -> bool:
    """Whether somebody may take an event out of its calendar."""
    return opened.through_calendar is not None and opened.through_calendar >= Role.EDITOR


def calendar_to_go_back_to(unit: Unit, opened: OpenEvent, was_in: int, back: int) -> Calendar | None:
    """Where an event goes when a move from `back` to `was_in` is taken back: the calendar, which is held, with the rights of this moment.

    None where it is there already, or there was no move. Raises RoleTooLow, and Refused where it has moved on since or whoever asks
    may not put it there.
    """
    if not back or opened.calendar.id == back:
        return None
    if opened.calendar.id != was_in:
        raise Refused(MOVED_ON)
    check_may_leave(opened)
    assert unit.actor is not None
    try:
        return open_calendar(unit.actor, back, Role.EDITOR).calendar
    except NotThere:
        raise Refused(NO_WAY_BACK) from None


def relocate(
    unit: Unit,
    event: Event,
    calendar: Calendar,
    revision: Revision,
    document: Document | None = None,
) -> None:
    """Write the version with which an event goes to another calendar, inside a unit of work that holds both.

    Who may do so is for the caller to check. `revision.said` is what the version says beside, if it is no plain edit. Raises ThereAlready.
    """
    left, before = event.calendar_id, event.document
    after = before if document is None else document
    check_uids(unit, calendar, [event])
    said = [*revision.said, moved_message(left, calendar.id), *describe(before, after, unit.now)]
    event.calendar_id = calendar.id
    revise(unit, event, after, replace(revision, left=left, said=said))
    let_in(unit, event.id, calendar.id, None, after)


def check_uids(unit: Unit, calendar: Calendar, events: Collection[Event]) -> None:
    """Raise ThereAlready where the calendar holds one of these already, from the same calendar file."""
    uids = {"calendar": calendar.id, "uids": [event.uid for event in events]}
    found = set(unit.run(_THERE, uids).scalars())
    for event in events:
        if event.uid in found:
            raise ThereAlready(
                f"{calendar.name} holds “{event.title}” already, from the same calendar file. If you do not see it, look in the trash of {calendar.name}."
            )


def _merged(event: Event, based_on: int, typed: Typed) -> Merged:
    if typed.document is None:
        return Merged(event.document, [], {})
    base = base_document(event, based_on, typed.bases)
    merged = merge(base, event.document, {**base, **typed.document})
    if merged.conflicts:
        raise EditConflict(event, merged, based_on, typed.bases)
    return merged


_heads = table_of(Event)
_THERE = select(_heads.c.uid).where(
    _heads.c.calendar_id == bindparam("calendar"), _heads.c.uid.in_(bindparam("uids", expanding=True))
)
