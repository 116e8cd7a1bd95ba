"""What of a calendar's log is told to webhooks, and the words of one delivery, read when it is sent.

Nothing but numbers, kinds, names of fields and who it was: titles and all other content stay here, as a webhook has no
rights of its own. Since it is read at every try, what an admin purged meanwhile does not leave.
"""

import json
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from webapp.extensions import db
from webapp.models import CalendarLog, EventVersion, Person, ShareChange, Webhook, WebhookDelivery

ITEMS = 100  # of the events of a change set, so many are named
AT_ONCE = 100
_KIND = {"event": "events", "share": "sharing", "calendar": "calendar"}


class Told(NamedTuple):
    """One thing that happened: a whole change set, or one line of the log; and where in the log it is."""

    kind: str
    change_set_id: int | None
    first_seq: int
    last_seq: int
    total: int
    at: datetime


def happened_beyond(calendar_id: int, seq: int) -> list[Told]:
    """What happened in a calendar after a number of its log, in order, a part of it; one statement.

    A change set comes once, with the last of its lines, however many events it has.
    """
    rows = db.session.execute(_BEYOND, {"calendar": calendar_id, "seq": seq})
    return [Told(_KIND[row.kind], *row[1:]) for row in rows]


def body_of(delivery: WebhookDelivery, webhook: Webhook) -> bytes:
    """The JSON of a delivery; two statements at most."""
    who, items = _content(delivery, webhook.calendar_id)
    body = {
        "id": delivery.name,
        "kind": delivery.kind,
        "calendar_id": webhook.calendar_id,
        "change_set_id": delivery.change_set_id,
        "at": delivery.at.isoformat().replace("+00:00", "Z"),
        "actor": who,
        "items": items,
        "total": delivery.total,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


Content = tuple[dict[str, Any] | None, list[dict[str, Any]]]


def _content(delivery: WebhookDelivery, calendar_id: int) -> Content:
    if delivery.kind == "events":
        return _of_events(delivery, calendar_id)
    if delivery.kind == "sharing":
        return _of_sharing(delivery, calendar_id)
    if delivery.kind == "test" and delivery.asked_by_id:
        asking = db.session.get_one(Person, delivery.asked_by_id)
        return _actor(asking.id, asking.username, asking.name), []
    return None, []


def _of_events(delivery: WebhookDelivery, calendar_id: int) -> Content:
    asked = {
        "calendar": calendar_id,
        "first": delivery.first_seq,
        "last": delivery.last_seq,
        "number": delivery.change_set_id,
    }
    rows = db.session.execute(_ITEMS, asked).all()
    who = _actor(rows[0].actor_id, rows[0].username, rows[0].actor_label) if rows else None
    return who, [_item(row, calendar_id) for row in rows]


def _item(row: Any, calendar_id: int) -> dict[str, Any]:
    """What was changed with a move is told where the event is now."""
    changed = row.changed if row.calendar_id == calendar_id else []
    return {
        "event_id": row.event_id,
        "version": row.version,
        "kind": _what(row, calendar_id),
        "changed": changed,
    }


def _what(row: Any, calendar_id: int) -> str:
    """Seen from this calendar: an event that moves away is gone from it, and one that moves here is new."""
    if row.via == "purge":
        return "purged"
    if row.deleted or row.calendar_id != calendar_id:
        return "deleted"
    if row.version == 1 or row.was_in != calendar_id:
        return "created"
    return "restored" if row.was_deleted else "updated"


def _of_sharing(delivery: WebhookDelivery, calendar_id: int) -> Content:
    asked = {"calendar": calendar_id, "seq": delivery.last_seq}
    row = db.session.execute(_SHARING, asked).one_or_none()
    if row is None:  # one that is gone for good must not hold up what comes after it
        return None, []
    change: ShareChange = row.ShareChange
    item = {
        "event_id": change.event_id,
        "user_id": change.person_id,
        "old_role": change.old_role,
        "new_role": change.new_role,
    }
    return _actor(change.actor_id, row.username, change.actor_label), [item]


def _actor(person_id: int | None, username: str | None, name: str) -> dict[str, Any]:
    return {"id": person_id, "username": username, "name": name}


_of_line = and_(
    CalendarLog.kind == "event",
    EventVersion.event_id == CalendarLog.ref_id,
    EventVersion.version == CalendarLog.version,
)
_alone = case((EventVersion.change_set_id.is_(None), CalendarLog.seq))
_BEYOND = (
    select(
        CalendarLog.kind,
        EventVersion.change_set_id,
        func.min(CalendarLog.seq),
        func.max(CalendarLog.seq),
        func.count(),
        func.min(CalendarLog.at),
    )
    .outerjoin(EventVersion, _of_line)
    .where(CalendarLog.calendar_id == bindparam("calendar"), CalendarLog.seq > bindparam("seq"))
    .group_by(CalendarLog.kind, EventVersion.change_set_id, _alone)
    .order_by(func.max(CalendarLog.seq))
    .limit(AT_ONCE)
)
_earlier = aliased(EventVersion)
_ITEMS = (
    select(
        EventVersion.event_id,
        EventVersion.version,
        EventVersion.calendar_id,
        EventVersion.via,
        EventVersion.deleted,
        EventVersion.changed,
        EventVersion.actor_id,
        EventVersion.actor_label,
        Person.username,
        _earlier.deleted.label("was_deleted"),
        _earlier.calendar_id.label("was_in"),
    )
    .select_from(CalendarLog)
    .join(EventVersion, _of_line)
    .outerjoin(
        _earlier,
        and_(_earlier.event_id == EventVersion.event_id, _earlier.version == EventVersion.version - 1),
    )
    .outerjoin(Person, Person.id == EventVersion.actor_id)
    .where(
        CalendarLog.calendar_id == bindparam("calendar"),
        CalendarLog.seq.between(bindparam("first"), bindparam("last")),
        EventVersion.change_set_id == bindparam("number"),
    )
    .order_by(CalendarLog.seq)
    .limit(ITEMS)
)
_SHARING = (
    select(ShareChange, Person.username)
    .outerjoin(Person, Person.id == ShareChange.actor_id)
    .where(ShareChange.calendar_id == bindparam("calendar"), ShareChange.seq == bindparam("seq"))
)
