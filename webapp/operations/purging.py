"""Deleting the content of an event for good, with all its past: an act of admins, for when the law asks for it.

What stays are the frames of its versions (who, when, in which change set) and their links, so that the chain goes on,
and a last version that says who purged it, when and why. Nobody sees the content on the way, the admin included.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, delete, func, or_, select, update

from webapp.domain.document import PURGED
from webapp.domain.purges import GONE, purged_content
from webapp.domain.wording import Message
from webapp.extensions import db
from webapp.models import (
    Answered,
    Calendar,
    ChangeSet,
    Event,
    EventLook,
    EventVersion,
    FieldOrigin,
    Occurrence,
    Participation,
    Person,
)
from webapp.models.base import table_of
from webapp.operations.access import LARGEST_ID
from webapp.operations.administration import require_admin
from webapp.operations.audit import audit
from webapp.operations.errors import NotThere, Refused
from webapp.operations.revising import Revision, write_last_version
from webapp.operations.unit import Unit, unit_of_work

WHY_AT_MOST = 200
ALREADY = "This event has been purged already."

# What a purge does with every table that names an event; a test finds those that are missing here.
DELETED = (EventLook, FieldOrigin, Occurrence, Participation)
EMPTIED = (EventVersion,)
KEPT = ("share", "share_change")  # who was let in, which is no part of what the event said


@dataclass(frozen=True)
class Purgeable:
    """What an admin is shown of an event before they purge it: nothing of what it says."""

    event_id: int
    calendar_id: int
    calendar_name: str
    versions: int
    first_at: datetime
    last_at: datetime
    people: list[str]
    purged: bool


def purgeable(event_id: int) -> Purgeable:
    """An event without its content, for admins; raises NotThere. Two statements."""
    if not 0 < event_id <= LARGEST_ID:
        raise NotThere
    of_event = EventVersion.event_id == event_id
    row = db.session.execute(
        select(
            Event.version, (Event.body == GONE).label("purged"), Calendar.id, Calendar.name, Event.created_at
        )
        .add_columns(
            select(func.max(EventVersion.at)).where(of_event).scalar_subquery().label("last_at"),
        )
        .join(Calendar, Calendar.id == Event.calendar_id)
        .where(Event.id == event_id)
    ).one_or_none()
    if row is None:
        raise NotThere
    people = sorted(db.session.scalars(select(EventVersion.actor_label).where(of_event).distinct()))
    return Purgeable(event_id, row.id, row.name, row.version, row.created_at, row.last_at, people, row.purged)


def purge_event(event_id: int, why: str, by: Person, address: str = "") -> int:
    """Delete what an event says and ever said; returns how many versions lost it. It cannot be undone.

    Raises NotThere, RoleTooLow for everybody but admins, and Refused for an event that was purged before.
    """
    with unit_of_work(by) as unit:
        require_admin(unit)
        event = _hold(unit, event_id)
        versions, fingerprint = purge_content(unit, event, why)
        about = {"why": why, "versions": versions, "fingerprint": fingerprint}
        audit(unit, "event-purged", ("event", event_id, f"event {event_id}"), address, **about)
        return versions


def purge_content(unit: Unit, event: Event, why: str, change_set_id: int = 0) -> tuple[int, str]:
    """Delete what a held event says and ever said; returns how many versions lost it, and the hash that tells a copy.

    It is done in a change set of its own, or, where many are emptied from the trash, in the one of all of them.
    """
    versions, fingerprint = event.version, _fingerprint(unit, event.id)
    _empty_versions(unit, event.id, why)
    for model in DELETED:
        unit.session.execute(delete(model).where(model.event_id == event.id))
    _forget_answers(unit, event.id)
    said: Message = ("event.purged", {"fingerprint": fingerprint})
    if change_set_id:
        said = ("event.emptied", {"fingerprint": fingerprint, "count": [versions, "version"]})
    made = change_set_id or unit.change_set(event.calendar_id, "purge", why)
    _leave_tombstone(unit, event, Revision(made, "purge", True, why, [said]))
    return versions, fingerprint


def _hold(unit: Unit, event_id: int) -> Event:
    """The event and its calendar, held until the commit."""
    if not 0 < event_id <= LARGEST_ID:
        raise NotThere
    found = select(Event).where(Event.id == event_id).execution_options(populate_existing=True)
    event = unit.session.execute(found).scalar_one_or_none()
    if event is None:
        raise NotThere
    unit.session.execute(select(Calendar.id).where(Calendar.id == event.calendar_id).with_for_update())
    calendar_id = event.calendar_id
    event = unit.session.execute(found).scalar_one()
    if event.calendar_id != calendar_id:  # it moved while we waited
        raise NotThere
    if event.purged:
        raise Refused(ALREADY)
    return event


def _fingerprint(unit: Unit, event_id: int) -> str:
    """One hash over those of all versions: a copy that somebody kept can be told by it, salts included, and no word can."""
    digests = select(EventVersion.digest).where(EventVersion.event_id == event_id)
    found = unit.session.scalars(digests.order_by(EventVersion.version))
    return hashlib.sha256(b"".join(bytes(digest or b"") for digest in found)).hexdigest()


def _empty_versions(unit: Unit, event_id: int, why: str) -> None:
    versions, sets = table_of(EventVersion), table_of(ChangeSet)
    nothing: dict[str, Any] = purged_content(unit.actor_label, unit.now, why) | {"salt": None}
    unit.session.execute(update(versions).where(versions.c.event_id == event_id).values(**nothing))
    mine = select(versions.c.change_set_id).where(versions.c.event_id == event_id)
    unit.session.execute(update(sets).where(sets.c.id.in_(mine)).values(why=""))


def _forget_answers(unit: Unit, event_id: int) -> None:
    """What is remembered for retries names what events overlap with, and the requests by a hash that has no salt."""
    answer = cast(Answered.result, String)
    named = or_(*(answer.contains(f'"event_id": {event_id}{end}') for end in (",", "}")))
    for kept in unit.session.scalars(select(Answered).where(named)).all():
        kept.result = {name: value for name, value in kept.result.items() if name != "overlaps"}
        if kept.result.get("event_id") == event_id:
            kept.fingerprint = "purged"


def _leave_tombstone(unit: Unit, event: Event, revision: Revision) -> None:
    event.uid = f"purged-{uuid.uuid4()}@daybook"
    event.placed_from = event.placed_until = None
    write_last_version(unit, event, PURGED, revision)
