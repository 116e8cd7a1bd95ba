"""What people do with a series: change or leave out this instance, this and the following ones, or all."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from webapp.domain import series_edits
from webapp.domain.document import Document
from webapp.domain.merge import merge
from webapp.domain.series import has_instance
from webapp.domain.series_edits import Edited
from webapp.domain.single_dates import first_of_the_rest
from webapp.domain.wording import Message, describe
from webapp.models import Event, Person
from webapp.operations.errors import NotThere, Refused
from webapp.operations.events import (
    EditConflict,
    EventDeleted,
    Saved,
    document_at,
    new_event,
    saved_once,
)
from webapp.operations.invitees import let_in
from webapp.operations.revising import Revision, lock_event, revise
from webapp.operations.seen_versions import Seen, check_outdated, check_seen
from webapp.operations.sharing_many import carry_over
from webapp.operations.taking_part import organizer_of
from webapp.operations.unit import Unit

SCOPES = ("this", "following", "all")

_EDITS: dict[str, Callable[[Mapping[str, Any], str, Mapping[str, Any]], Edited]] = {
    "this": series_edits.edit_this,
    "following": series_edits.edit_following,
    "all": series_edits.edit_all,
}
_REMOVALS: dict[str, Callable[[Mapping[str, Any], str], Edited]] = {
    "this": series_edits.leave_out_this,
    "following": series_edits.end_before,
}


def edited(document: Mapping[str, Any], name: str, scope: str, mine: Mapping[str, Any]) -> Edited:
    """The series as this edit of one instance makes it; raises NotThere for an instance or a scope that is none."""
    if scope not in _EDITS or not has_instance(document, name):
        raise NotThere
    return _EDITS[scope](document, name, mine)


def edit_instances(
    event_id: int,
    name: str,
    scope: str,
    mine: Document,
    based_on: int,
    by: Person,
    key: str | None = None,
    via: str = "web",
    why: str = "",
    merging: bool = True,
) -> Saved:
    """Save an edit of the instance `name`, made against version `based_on`, for it alone, the following or all.

    What others saved meanwhile is kept as in edit_event; raises EditConflict and Outdated as that does. A split makes a second event in the same
    change set, `Saved.rest_id`.
    """
    request = {"do": "edit instances", "event": event_id, "name": name, "scope": scope, "document": mine}

    def write(unit: Unit) -> Saved:
        event = _open(unit, event_id)
        check_outdated(event, based_on, merging)
        base = document_at(event, based_on)
        wanted = edited(base, name, scope, mine)
        return _save(unit, event, base, wanted, based_on, Revision(0, via, summary=why))

    return saved_once(by, key, request | {"base": based_on}, write)


def remove_instances(
    event_id: int,
    name: str,
    scope: str,
    by: Person,
    key: str | None = None,
    via: str = "web",
    seen: Seen = None,
) -> Saved:
    """Leave out one instance, or end the series before it; all of a series is deleted as any event is.

    At another version than `seen` raises Outdated.
    """

    def write(unit: Unit) -> Saved:
        event = _open(unit, event_id)
        check_seen(event, seen)
        document = event.document
        if scope not in _REMOVALS or not has_instance(document, name):
            raise NotThere
        if scope == "following" and series_edits.is_first(document, name):
            raise Refused("This is the first one, so nothing would be left. Delete the whole series instead.")
        return _save(unit, event, document, _REMOVALS[scope](document, name), event.version, Revision(0, via))

    return saved_once(by, key, {"do": "remove", "event": event_id, "name": name, "scope": scope}, write)


def _open(unit: Unit, event_id: int) -> Event:
    event = lock_event(unit, event_id).event
    if event.deleted:
        raise EventDeleted("Somebody has deleted this event. Restore it first, then save your change.")
    return event


def _save(
    unit: Unit, event: Event, base: Document, wanted: Edited, based_on: int, revision: Revision
) -> Saved:
    """Both events of a split take over what others changed meanwhile; the change set of `revision` is made here."""
    first = merge(base, event.document, wanted.document)
    rest = merge(base, event.document, wanted.rest) if wanted.rest else None
    for merged in (first, rest):
        if merged is not None and merged.conflicts:
            raise EditConflict(event, merged, based_on)
    if first.document == event.document and rest is None:
        return Saved(event.id, event.version, changed=False)
    change_set = unit.change_set(event.calendar_id, "edit", revision.summary)
    revision = replace(revision, change_set_id=change_set)
    before = event.document
    revise(unit, event, first.document, revision)
    let_in(unit, event.id, event.calendar_id, before, first.document)
    saved = Saved(
        event.id,
        event.version,
        merged=first.merged if event.version > based_on + 1 else [],
        since=based_on,
        change_set=change_set,
    )
    return replace(saved, rest_id=_go_on(unit, event, before, rest.document, revision)) if rest else saved


def _go_on(unit: Unit, event: Event, before: Document, rest: Document, revision: Revision) -> int:
    """The second event of a split: its first version says what it goes on from. Whoever had a role on the series has it there."""
    second = new_event(unit, event.calendar_id)
    organizer = organizer_of(unit, event.id)
    said = split_message(event.id, before, event.document, rest)
    revise(unit, second, rest, replace(revision, said=said, organizer_id=organizer, goes_on=before))
    carry_over(unit, event, second)
    let_in(unit, second.id, event.calendar_id, None, rest)
    return second.id


def split_message(event_id: int, before: Document, ended: Document, rest: Document) -> list[Message]:
    """What the first version of the second event says: what it goes on from, and what is different.

    With the series and the date from which on it was taken along, for whoever looks for a date (split_dates.py).
    """
    said = {"from": before["title"], "of": event_id, "at": first_of_the_rest(before, ended)}
    return [("event.split_off", said), *describe(before, rest)]
