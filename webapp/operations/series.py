"""What people do with a series: change or leave out this instance, this and the following ones, or all."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from webapp.domain import series_edits
from webapp.domain.document import UNITS, Document
from webapp.domain.series import has_instance
from webapp.domain.series_edits import Edited
from webapp.domain.series_meanwhile import CaughtUp, caught_up
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
from webapp.operations.meanwhile import authors_of_units, authors_since
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


class DateGone(Refused):
    """The series has no longer the date that was edited; nothing was saved."""


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
    bases: Mapping[str, int] | None = None,
) -> Saved:
    """Save an edit of the instance `name`, made against version `based_on`, for it alone, the following or all.

    `bases` names units that were seen at a later version. What others saved meanwhile is kept as in edit_event, field by field of that date, wherever they have moved it; raises
    EditConflict (with `occurrence`) and Outdated as that does, and DateGone. A split makes a second event in the same change set, `Saved.rest_id`.
    """
    seen = dict(bases or {})
    request = {"do": "edit instances", "event": event_id, "name": name, "scope": scope, "document": mine}
    request |= {"bases": seen} if seen else {}

    def write(unit: Unit) -> Saved:
        event = _open(unit, event_id)
        check_outdated(event, based_on, merging)
        base = document_at(event, based_on)
        wanted = edited(base, name, scope, mine)
        revision = Revision(0, via, summary=why)
        if based_on == event.version:
            return replace(_save(unit, event, wanted, revision), occurrence=name)
        found = caught_up(base, event.document, name, mine, versions_seen(event, seen))
        return _save_with_theirs(unit, event, found, scope, based_on, revision)

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
        return _save(unit, event, _REMOVALS[scope](document, name), Revision(0, via))

    return saved_once(by, key, {"do": "remove", "event": event_id, "name": name, "scope": scope}, write)


def versions_seen(event: Event, bases: Mapping[str, int]) -> dict[str, Document]:
    """The documents in which somebody has seen single units; raises NotThere for units and versions that are none."""
    if not bases.keys() <= UNITS.keys():
        raise NotThere
    return {unit: document_at(event, number) for unit, number in bases.items()}


def _open(unit: Unit, event_id: int) -> Event:
    event = lock_event(unit, event_id).event
    if event.deleted:
        raise EventDeleted("Somebody has deleted this event. Restore it first, then save your change.")
    return event


def _save_with_theirs(
    unit: Unit,
    event: Event,
    found: CaughtUp | None,
    scope: str,
    based_on: int,
    revision: Revision,
) -> Saved:
    """Others have saved since: their date and mine become one, and that is saved as if it had been made of theirs."""
    if found is None:
        raise DateGone(
            "Others have changed the series meanwhile, and it has no longer the date that you changed."
        )
    if found.merged.conflicts:
        raise EditConflict(event, found.merged, based_on, occurrence=found.name)
    others = authors_since(event, based_on, unit.actor_id)
    theirs = authors_of_units(event, based_on, unit.actor_id) if others else {}
    wanted = edited(event.document, found.name, scope, found.merged.document)
    saved = _save(unit, event, wanted, revision, "merge" if others else "edit")
    # What only this date has is told as one unit, its exceptions.
    kept = {one: theirs.get(one) or theirs.get("overrides", "") for one in found.merged.kept}
    return replace(
        saved,
        occurrence=found.name,
        merged=found.merged.merged if others else [],
        merged_with=others,
        kept={one: who for one, who in kept.items() if who},
        combined=found.merged.combined,
        since=based_on,
    )


def _save(unit: Unit, event: Event, wanted: Edited, revision: Revision, kind: str = "edit") -> Saved:
    """Write both events of a split; the change set of `revision` is made here."""
    if wanted.document == event.document and wanted.rest is None:
        return Saved(event.id, event.version, changed=False)
    change_set = unit.change_set(event.calendar_id, kind, revision.summary)
    revision = replace(revision, change_set_id=change_set)
    before = event.document
    revise(unit, event, wanted.document, revision)
    let_in(unit, event.id, event.calendar_id, before, wanted.document)
    saved = Saved(event.id, event.version, change_set=change_set)
    return (
        replace(saved, rest_id=_go_on(unit, event, before, wanted.rest, revision)) if wanted.rest else saved
    )


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
