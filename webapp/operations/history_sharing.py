"""Sharing in an event's past: who was let in and shut out, told beside the versions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select

from webapp.domain.wording import Message
from webapp.extensions import db
from webapp.models import Person, ShareChange
from webapp.operations.access import OpenEvent
from webapp.operations.history import Author, Page, author_of
from webapp.operations.history_filters import Filters, of_anything

AT_MOST = 100


@dataclass(frozen=True)
class ShareRow:
    """One change of who may see or edit an event, through it alone or through its calendar."""

    id: int
    at: datetime
    author: Author
    said: Message


def sharing_rows(opened: OpenEvent, page: Page, filters: Filters) -> list[ShareRow]:
    """Who was let in and shut out in the time that a page of versions covers, newest first.

    What happened to the whole calendar is told to those only who see the calendar; the last page has also
    what happened to it before the event was made.
    """
    if not filters.sharing:
        return []
    query = _sharing(opened)
    if page.since is not None:
        query = query.where(ShareChange.at >= page.since)
    if page.until is not None:
        query = query.where(ShareChange.at < page.until)
    query = query.where(*of_anything(ShareChange.actor_id, ShareChange.at, filters))
    return [_share_row(row, opened.calendar.name) for row in db.session.execute(query)]


def _sharing(opened: OpenEvent) -> Select[Any]:
    alone = ShareChange.event_id == opened.event.id
    whole = and_(ShareChange.calendar_id == opened.calendar.id, ShareChange.event_id.is_(None))
    query: Select[Any] = select(ShareChange).add_columns(ShareChange.actor_label, Person.hue)
    return (
        query.outerjoin(Person, Person.id == ShareChange.actor_id)
        .where(or_(alone, whole) if opened.through_calendar else alone)
        .order_by(ShareChange.at.desc(), ShareChange.id.desc())
        .limit(AT_MOST)
    )


def _share_row(row: Any, calendar_name: str) -> ShareRow:
    change: ShareChange = row.ShareChange
    return ShareRow(change.id, change.at, author_of(row), share_message(change, calendar_name))


def share_message(change: ShareChange, calendar_name: str) -> Message:
    """What a change of sharing says after the name of who made it."""
    whole = {"calendar": calendar_name} if change.event_id is None else {}
    oneself = change.actor_id is not None and change.actor_id == change.person_id
    if change.new_role is None:
        revoked: Message = ("sharing.revoked", {"person": change.person_label, **whole})
        return ("sharing.left", whole) if oneself else revoked
    if oneself and change.old_role is None:
        if whole and change.seq == 1:  # a calendar's first number is that it was made
            return "calendar.created", {"name": calendar_name}
        return "sharing.taken", {"role": change.new_role, **whole}
    word = "granted" if change.old_role is None else "changed"
    return f"sharing.{word}", {"person": change.person_label, "role": change.new_role, **whole}
