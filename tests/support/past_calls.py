"""What tests of an event's past share: one more version, what a call answers, the change sets of an event."""

from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from webapp.extensions import db
from webapp.models import EventVersion, Person
from webapp.operations.events import Saved, edit_event

READS = ("history", "history/1", "changelog", "diff/1/2", "blame")
WAYS_BACK = ("rollback/1", "undo/2")


def edit(event_id: int, base: int, by: Person, **fields: Any) -> Saved:
    """Save some fields of an event."""
    return edit_event(event_id, fields, base, by=by)


def answer(response: TestResponse, status: int = 200) -> Any:
    """What was answered, with the status that has to be."""
    assert response.status_code == status, response.text
    return response.get_json()


def change_sets(event_id: int) -> list[int]:
    """The change sets of an event's versions, the oldest first."""
    wanted = select(EventVersion.change_set_id).where(EventVersion.event_id == event_id)
    return list(db.session.scalars(wanted.order_by(EventVersion.version)))
