"""Events: make, read, change, delete, bring back, and what they overlap with. Lists are in event_lists.py."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from flask import url_for
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from webapp.api import event_shape, keys
from webapp.api.calls import Answer, call
from webapp.api.event_bodies import EventChange, NewEvent, Time
from webapp.api.moves import move, wanted_calendar
from webapp.api.occurrences import occurrence_name, required
from webapp.api.versions_seen import check_match, etag, is_seen, matched, seen_version
from webapp.domain.api_input import changed_document, changed_occurrence, new_document
from webapp.domain.api_times import read_moment
from webapp.domain.document import Document
from webapp.domain.roles import Role
from webapp.domain.series import ALONE, as_instance
from webapp.domain.texts import Refused as Unreadable
from webapp.domain.wording_overlaps import Overlap
from webapp.entry.identity import person
from webapp.models import Calendar
from webapp.operations.access import OpenEvent, open_calendar, open_event
from webapp.operations.calendars import own_calendar
from webapp.operations.errors import Invalid, NotThere
from webapp.operations.event_lists import Wanted, read
from webapp.operations.events import (
    Making,
    Saved,
    create_event,
    delete_event,
    document_at,
    edit_event,
    undelete_event,
    version_of,
)
from webapp.operations.overlaps import overlaps_of, place_of, plan_of
from webapp.operations.series import edit_instances, remove_instances
from webapp.operations.showing import Shown, now_of, occurrence_shown, version_shown

NO_CALENDAR = "You have no calendar of your own. Send the id of one that you may write to."


class Conflicts(TypedDict):
    """What an event overlaps with."""

    items: list[event_shape.Conflict]


class AsOf(BaseModel):
    """A moment of the past."""

    as_of: Annotated[Time, Field(description="What it looked like then.")] = None


class Merging(BaseModel):
    """Whether others' changes since are merged."""

    merge: Annotated[
        Literal["auto", "never"], Field(description="never: 412 where the event has changed since.")
    ] = "auto"


class Part(BaseModel):
    """Which occurrences of a series."""

    scope: Literal["all", "this", "following"] = "all"
    occurrence: Annotated[Time, Field(description="With a scope: the original start of the occurrence.")] = (
        None
    )


@call(
    "POST",
    "/events",
    scope="write",
    noun="Events",
    body=NewEvent,
    status=201,
    gives=event_shape.Event,
    refuses=(403, 404, 409, 422),
    replays=True,
    headers=("Location", "ETag"),
)
def make_event(body: NewEvent) -> Answer:
    """Make an event; whoever makes it is its owner."""
    calendar = _calendar(body.calendar_id)
    document = required(new_document(body.given, calendar.zone))
    making = Making(refuse_overlaps=body.on_conflict == "reject", as_owner=True)
    saved = create_event(calendar.id, document, by=person(), key=keys.key(), via="api", making=making)
    shown = _as_saved(saved)
    address = url_for("api.read_event", event_id=saved.event_id)
    return _answer(shown, saved.overlaps, 201, {"Location": address})


@call(
    "GET",
    "/events/<int:event_id>",
    scope="read",
    noun="Events",
    query=AsOf,
    gives=event_shape.Event,
    refuses=(304, 404, 410, 412, 422),
    headers=("ETag",),
)
def read_event(event_id: int, query: AsOf) -> Answer:
    """Read one event, as it is or as it was."""
    shown = _then(event_id, query.as_of) if query.as_of is not None else None
    opened = None if shown else _there(event_id)
    version = shown.version if shown else opened.event.version if opened else 0
    check_match(version)
    if is_seen(version):
        return Answer(None, 304, {"ETag": etag(version)})
    return _answer(shown or now_of(opened or _there(event_id)))


@call(
    "PUT",
    "/events/<int:event_id>",
    scope="write",
    noun="Events",
    query=Merging,
    body=EventChange,
    gives=event_shape.Event,
    refuses=(403, 404, 409, 410, 412, 422),
    headers=("ETag", "Content-Location"),
)
def change_event(event_id: int, query: Merging, body: EventChange) -> Answer:
    """Change fields of an event, or of one occurrence, or of it and the following ones; another calendar_id moves it."""
    opened = _there(event_id, Role.EDITOR)
    base = seen_version(opened.event.version, body.base_version, query.merge == "never")
    document = document_at(opened.event, base)
    merging, goes_to = query.merge != "never", wanted_calendar(opened, base, body)
    if body.occurrence is None and body.scope == "all":
        mine = required(changed_document(document, body.given))
        how: Any = {"by": person(), "via": "api", "why": body.summary.strip(), "merging": merging}
        edited = (
            edit_event(event_id, mine, base, **how) if goes_to is None else move(goes_to, mine, base, how)
        )
        return _changed(edited)
    return _change_occurrence(opened, document, base, body, merging)


@call(
    "DELETE",
    "/events/<int:event_id>",
    scope="write",
    noun="Events",
    query=Part,
    status=204,
    refuses=(403, 404, 409, 410, 412, 422),
)
def remove_event(event_id: int, query: Part) -> Answer:
    """Delete an event, or leave out one occurrence, or end a series before it; it can be brought back."""
    opened = _there(event_id, Role.EDITOR)
    if query.scope == "all":
        delete_event(event_id, by=person(), via="api", seen=matched())
    else:
        name = occurrence_name(query.occurrence, opened.event.document)
        remove_instances(event_id, name, query.scope, by=person(), via="api", seen=matched())
    return Answer(None, 204)


@call(
    "POST",
    "/events/<int:event_id>/restorations",
    scope="write",
    noun="Events",
    gives=event_shape.Event,
    refuses=(403, 404, 409, 410, 412, 422),
    replays=True,
    headers=("ETag",),
)
def restore_event(event_id: int) -> Answer:
    """Bring a deleted event back as it was."""
    return answer_to_write(undelete_event(event_id, by=person(), key=keys.key(), via="api", seen=matched()))


@call(
    "GET",
    "/events/<int:event_id>/conflicts",
    scope="read",
    noun="Events",
    gives=Conflicts,
    refuses=(404, 410),
)
def conflicts_of_event(event_id: int) -> Answer:
    """What an event overlaps with, as far as whoever asks may know."""
    opened = _there(event_id)
    document = opened.event.document
    found = _overlaps(opened, document)
    return Answer({"items": event_shape.conflicts_of(found, document["zone"])})


def _there(event_id: int, at_least: Role = Role.VIEWER) -> OpenEvent:
    """An event that is not deleted; raises NotThere and RoleTooLow."""
    opened = open_event(person(), event_id, at_least)
    if opened.event.deleted:
        raise NotThere
    return opened


def _calendar(calendar_id: int | None) -> Calendar:
    if calendar_id is not None:
        return open_calendar(person(), calendar_id, Role.EDITOR).calendar
    found = own_calendar(person())
    if found is None:
        raise Invalid({"calendar_id": NO_CALENDAR})
    return found


def _then(event_id: int, as_of: str) -> Shown:
    try:
        moment = read_moment(as_of, person().zone)
    except Unreadable as refused:
        raise Invalid({"as_of": str(refused)}) from None
    found = next(read(Wanted(at=moment, event_id=event_id), person(), None, 1), None)
    if found is None:
        raise NotThere
    return found.shown


def _change_occurrence(
    opened: OpenEvent, document: Document, base: int, body: EventChange, merging: bool
) -> Answer:
    name = occurrence_name(body.occurrence, document)
    # An occurrence is told with the rule of its series, which it does not have by itself.
    instance = as_instance(document, name)
    mine = required(changed_occurrence(instance, body.given, may_repeat=body.scope != "this"))
    how: Any = {"by": person(), "via": "api", "why": body.summary.strip(), "merging": merging}
    saved = edit_instances(opened.event.id, name, body.scope, mine, base, **how)
    return _changed(saved, saved.occurrence if body.scope == "this" else "")


def _changed(saved: Saved, name: str = "") -> Answer:
    """What was changed, as it is now: the event, the occurrence, or the new event that goes on from it."""
    opened = _there(saved.rest_id or saved.event_id)
    shown, document = now_of(opened), opened.event.document
    if name:
        shown = occurrence_shown(shown, name)
        document = {**shown.document, **ALONE}
    address = url_for("api.read_event", event_id=opened.event.id)
    return _answer(
        shown, _overlaps(opened, document), 200, {"Content-Location": address} if saved.rest_id else {}
    )


def answer_to_write(saved: Saved, asked: int = 0) -> Answer:
    """The event as a write left it, and what it overlaps with since; where it is not the one that was `asked` for, its address."""
    other = asked not in (0, saved.event_id)
    address = {"Content-Location": url_for("api.read_event", event_id=saved.event_id)} if other else None
    return _answer(_as_saved(saved), saved.overlaps, headers=address)


def _as_saved(saved: Saved) -> Shown:
    """An event as a write left it: a retry is told the same, whatever others have changed since."""
    opened = open_event(person(), saved.event_id)
    if opened.event.version == saved.version:
        return now_of(opened)
    version = version_of(saved.event_id, saved.version)
    author = version.actor_id, version.actor_label
    return version_shown(opened, saved.version, version.document, version.at, author)


def _overlaps(opened: OpenEvent, document: Document) -> list[Overlap]:
    plan, place = plan_of(opened.event, document, None), place_of(opened.calendar.id)
    return overlaps_of(plan, place, person().id, datetime.now(UTC)).found


def _answer(
    shown: Shown,
    conflicts: list[Overlap] | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Answer:
    return Answer(event_shape.one(shown, conflicts), status, {"ETag": etag(shown.version), **(headers or {})})
