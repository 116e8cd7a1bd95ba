"""Deleting the content of an event for good, with all its past: an act of admins, for when the law asks for it.

What stays are the frames of its versions (who, when, in which change set) and their links, so that the chain goes on,
and a last version that says who purged it, when and why. Nobody sees the content on the way, the admin included.
"""

import hashlib
import uuid
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, false, func, or_, select, true, update

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
    HeldValue,
    Occurrence,
    Participation,
    Person,
)
from webapp.models.base import table_of
from webapp.operations.access import LARGEST_ID
from webapp.operations.administration import require_admin
from webapp.operations.audit import audit
from webapp.operations.errors import NotThere, Refused
from webapp.operations.revising import Next, Revision, write_last_versions
from webapp.operations.sealing import seal_rows, sealed_among
from webapp.operations.unit import Unit, unit_of_work

WHY_AT_MOST = 200
AT_ONCE = 500  # as many events as one statement names
ALREADY = "This event has been purged already."

# What a purge does with every table that names an event; a test finds those that are missing here.
DELETED = (EventLook, FieldOrigin, HeldValue, Occurrence, Participation)
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
        versions = event.version
        (fingerprint,) = empty_events(unit, event.calendar_id, [event], why)
        about = {"why": why, "versions": versions, "fingerprint": fingerprint}
        about |= seal_rows(
            unit, {"version": sealed_among(unit, "version", EventVersion.event_id == event_id)}
        )
        audit(unit, "event-purged", ("event", event_id, f"event {event_id}"), address, **about)
        return versions


def empty_events(
    unit: Unit, calendar_id: int, events: Sequence[Event], why: str, from_trash: bool = False
) -> list[str]:
    """Empty events of one calendar, which is held, and leave their tombstones; returns the fingerprint of each.

    Those of events that the trash has kept long enough say so, with how many versions there were.
    """
    fingerprints = []
    for some in batched(events):
        numbers = [event.id for event in some]
        found = _fingerprints(unit, numbers)
        fingerprints += [found[number] for number in numbers]
        _empty_versions(unit, numbers, why)
        for model in DELETED:
            unit.session.execute(delete(model).where(model.event_id.in_(numbers)))
    forget_answers(unit, {event.id for event in events})
    said = [
        _said(event, fingerprint, from_trash) for event, fingerprint in zip(events, fingerprints, strict=True)
    ]
    _leave_tombstones(unit, calendar_id, events, why, said)
    return fingerprints


def batched(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """So many at once that their numbers fit into one statement."""
    return (events[n : n + AT_ONCE] for n in range(0, len(events), AT_ONCE))


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


def _fingerprints(unit: Unit, numbers: list[int]) -> dict[int, str]:
    """By event one hash over those of all versions: a copy that somebody kept can be told by it, salts included, and
    no word can.
    """
    digests = select(EventVersion.event_id, EventVersion.digest).where(EventVersion.event_id.in_(numbers))
    rows = unit.session.execute(digests.order_by(EventVersion.event_id, EventVersion.version))
    return {
        number: hashlib.sha256(b"".join(bytes(row.digest or b"") for row in some)).hexdigest()
        for number, some in groupby(rows, key=lambda row: row.event_id)
    }


def _empty_versions(unit: Unit, numbers: list[int], why: str) -> None:
    versions, sets = table_of(EventVersion), table_of(ChangeSet)
    nothing: dict[str, Any] = purged_content(unit.actor_label, unit.now, why) | {"salt": None}
    unit.session.execute(update(versions).where(versions.c.event_id.in_(numbers)).values(**nothing))
    mine = select(versions.c.change_set_id).where(versions.c.event_id.in_(numbers))
    unit.session.execute(update(sets).where(sets.c.id.in_(mine)).values(why=""))


def forget_answers(unit: Unit, numbers: Set[int]) -> None:
    """What is remembered for retries names what events overlap with, and the requests by a hash that has no salt."""
    for kept in unit.session.scalars(select(Answered).where(_may_name(numbers))).all():
        if not numbers.isdisjoint(_named_in(kept.result)):
            kept.result = {name: value for name, value in kept.result.items() if name != "overlaps"}
            if kept.result.get("event_id") in numbers:
                kept.fingerprint = "purged"


def _may_name(numbers: Set[int]) -> ColumnElement[bool]:
    """Answers that may name an event; of many events it is cheaper to read all of them."""
    if len(numbers) > 1:
        return true()
    answer = cast(Answered.result, String)
    return or_(false(), *(answer.contains(f'"event_id": {one}{end}') for one in numbers for end in ",}"))


def _named_in(answer: Any) -> Iterator[int]:
    """The numbers of events that are named anywhere in an answer."""
    if isinstance(answer, dict):
        yield from (value for name, value in answer.items() if name == "event_id")
        answer = list(answer.values())
    if isinstance(answer, list):
        for one in answer:
            yield from _named_in(one)


def _said(event: Event, fingerprint: str, from_trash: bool) -> Message:
    if from_trash:
        return ("event.emptied", {"fingerprint": fingerprint, "count": [event.version, "version"]})
    return ("event.purged", {"fingerprint": fingerprint})


def _leave_tombstones(
    unit: Unit, calendar_id: int, events: Sequence[Event], why: str, said: Sequence[Message]
) -> None:
    lasts = []
    for event, message in zip(events, said, strict=True):
        event.uid = f"purged-{uuid.uuid4()}@daybook"
        event.placed_from = event.placed_until = None
        lasts.append(Next(event, PURGED, True, [message]))
    if lasts:
        revision = Revision(unit.change_set(calendar_id, "purge", why), "purge", True, why)
        write_last_versions(unit, calendar_id, lasts, revision)
