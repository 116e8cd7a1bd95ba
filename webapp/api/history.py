"""An event's past: its versions, what each changed, two of them compared, and who wrote what it says now."""

from collections.abc import Sequence
from typing import Any

from webapp.api import event_shape
from webapp.api.calls import Answer, call
from webapp.api.event_shape import Author, author, moment
from webapp.api.history_shapes import Changelog, Diff, History, VersionWithEvent, Wrote
from webapp.api.paging import PageQuery, page
from webapp.api.readers import audience
from webapp.domain.diffs import compare_words
from webapp.domain.field_changes import (
    CALENDAR,
    DELETED,
    FIELDS_OF,
    FieldChange,
    field_changes,
    names_of,
    say_change,
)
from webapp.domain.wording import Message, describe, say
from webapp.domain.wording_calendars import moved_message
from webapp.entry.identity import person
from webapp.operations import chronicle
from webapp.operations.access import LARGEST_ID, OpenEvent, open_event
from webapp.operations.calendar_names import told_to
from webapp.operations.chronicle import Shared, Told, Who, Written
from webapp.operations.showing import version_shown

LONG = ("description",)
_PERMISSIONS = "permissions"


@call(
    "GET",
    "/events/<int:event_id>/history",
    scope="read",
    noun="History",
    query=PageQuery,
    gives=History,
    refuses=(404, 410, 422),
)
def history_of_event(event_id: int, query: PageQuery) -> Answer:
    """The versions of an event, the newest first."""
    open_event(person(), event_id)
    place = query.after(int)
    found = chronicle.versions_down(event_id, _number(place[0]) if place else None, query.limit + 1)
    return Answer(page(found, query.limit, _version, lambda one: (one.number,)))


@call(
    "GET",
    "/events/<int:event_id>/history/<int:version>",
    scope="read",
    noun="History",
    gives=VersionWithEvent,
    refuses=(404, 410),
)
def version_of_event(event_id: int, version: int) -> Answer:
    """One version, with the whole event as it was."""
    opened = open_event(person(), event_id)
    found = chronicle.version_at(event_id, version)
    by = found.who.person.id if found.who.person else None, found.who.label
    shown = version_shown(opened, found.number, found.document, found.at, by)
    return Answer(_version(found) | {"event": event_shape.one(shown)})


@call(
    "GET",
    "/events/<int:event_id>/changelog",
    scope="read",
    noun="History",
    query=PageQuery,
    gives=Changelog,
    refuses=(404, 410, 422),
)
def changelog_of_event(event_id: int, query: PageQuery) -> Answer:
    """What each version changed, and who was let in and shut out, the oldest first."""
    opened = open_event(person(), event_id)
    told = Told(*map(_number, query.after(int, int) or ()))
    found = chronicle.entries_up(opened, told, query.limit + 1)
    kept = found[: query.limit]
    last = (
        max([told.version, *(one.number for one in kept if isinstance(one, Written))]),
        max([told.share, *(one.id for one in kept if isinstance(one, Shared))]),
    )
    return Answer(page(found, query.limit, _entry, lambda one: last))


@call(
    "GET",
    "/events/<int:event_id>/diff/<int:first>/<int:second>",
    scope="read",
    noun="History",
    gives=Diff,
    refuses=(404, 410),
)
def diff_of_versions(event_id: int, first: int, second: int) -> Answer:
    """What leads from one version of an event to another, whichever is the older."""
    open_event(person(), event_id)
    old, new = chronicle.two_versions(event_id, first, second)
    said = describe(old.document, new.document, max(old.at, new.at)) if first != second else []
    changes = [_change(one, said) | _segments(one) for one in _changes(old, new)]
    return Answer({"event_id": event_id, "from": first, "to": second, "changes": changes})


@call(
    "GET",
    "/events/<int:event_id>/blame",
    scope="read",
    noun="History",
    gives=dict[str, Wrote],
    refuses=(404, 410),
)
def blame_of_event(event_id: int) -> Answer:
    """Who gave each field its present value, and in which version."""
    opened = open_event(person(), event_id)
    found = chronicle.origins(event_id)
    units = [unit for unit in found if unit in FIELDS_OF or _says(opened, unit)]
    return Answer(
        {
            name: {"version": wrote.version, "at": moment(wrote.at), "author": _author(wrote.who)}
            for unit in units
            for name in FIELDS_OF.get(unit, (unit,))
            for wrote in [found[unit]]
        }
    )


def _number(given: int) -> int:
    """A number out of a cursor, as far as databases know numbers."""
    return min(max(given, 0), LARGEST_ID)


def _says(opened: OpenEvent, unit: str) -> bool:
    """Whether the event has people or single dates at all."""
    return unit != "extra" and bool(opened.event.document[unit])


def _version(found: Written) -> dict[str, Any]:
    return {
        "version": found.number,
        "at": moment(found.at),
        "author": _author(found.who),
        "via": found.via,
        "summary": found.why,
        "changed": names_of(_changes(found.before, found)),
        "change_set_id": found.change_set,
    }


def _entry(found: Written | Shared) -> dict[str, Any]:
    if isinstance(found, Written):
        changes = [_change(one, found.said) for one in _changes(found.before, found)]
        return _version(found) | {"changes": changes}
    return {
        "version": None,
        "at": moment(found.at),
        "author": _author(found.who),
        "via": None,
        "summary": "",
        "changed": [_PERMISSIONS],
        "change_set_id": None,
        "changes": [_sharing(found)],
    }


def _changes(before: Written | None, after: Written) -> list[FieldChange]:
    """The fields that differ, and whether the event was there."""
    found = field_changes(before.document if before else None, after.document)
    if before and before.calendar_id != after.calendar_id:
        found.insert(0, FieldChange(CALENDAR, CALENDAR, before.calendar_id, after.calendar_id))
    if before and before.deleted != after.deleted:
        found.append(FieldChange(DELETED, DELETED, before.deleted, after.deleted))
    return found


def _change(one: FieldChange, said: Sequence[Message]) -> dict[str, Any]:
    if one.field == CALENDAR:
        said = told_to(person(), [moved_message(one.old, one.new)])
    elif one.field == DELETED:
        said = [("event.deleted" if one.new else "event.restored", {})]
    told = {
        "field": one.field,
        "old": one.old,
        "new": one.new,
        "text": say_change(one.unit, said, audience()),
    }
    return told | ({"occurrence": one.occurrence} if one.occurrence else {})


def _segments(one: FieldChange) -> dict[str, Any]:
    """How a long text became another, piece by piece."""
    if one.field not in LONG or one.occurrence:
        return {}
    return {"segments": [{"op": piece.op, "text": piece.text} for piece in compare_words(one.old, one.new)]}


def _sharing(found: Shared) -> dict[str, Any]:
    reader = audience()
    text = say([found.said], reader.locale, reader.clock)
    old, new = (_role(found, role) for role in (found.old, found.new))
    return {"field": _PERMISSIONS, "old": old, "new": new, "text": text}


def _role(found: Shared, role: str | None) -> dict[str, Any] | None:
    if role is None:
        return None
    whom = _author(found.whom)
    via = "calendar" if found.whole else "event"
    return {
        "user_id": whom["id"],
        "username": whom["username"],
        "name": whom["name"],
        "role": role,
        "via": via,
    }


def _author(who: Who) -> Author:
    return author(who.person, who.label)
