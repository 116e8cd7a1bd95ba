"""The head of an event: its row, which says what the last version says. Called inside a unit of work only."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, update

from webapp.domain.document import Document, pack
from webapp.models import Event
from webapp.models.base import table_of
from webapp.operations.placing import PLACING, measured
from webapp.operations.prepared import Prepared
from webapp.operations.refreshing import refresh
from webapp.operations.unit import Unit

_WHEN = ("start_utc", "end_utc", "repeats", "last_utc")
_SAME = ("title", "location", "status", "all_day", "zone")


def set_head(unit: Unit, event: Event, document: Document, deleted: bool) -> None:
    """Let the object say what the next version says; the session writes it."""
    for column, value in _next(unit, event, document, deleted, PLACING).items():
        setattr(event, column, value)


def write_head(unit: Unit, event: Event, document: Document, deleted: bool, changed: Collection[str]) -> None:
    """The same for an event that is there, written at once and without the ORM's comparing of every column."""
    head = _next(unit, event, document, deleted, changed)
    unit.run(_WRITE, {"of": event.id, **head})
    refresh(event, head)


def _next(
    unit: Unit, event: Event, document: Document, deleted: bool, changed: Collection[str]
) -> dict[str, Any]:
    """The columns; where nothing of these units moves the event, when it is stays as it was measured."""
    stays = PLACING.isdisjoint(changed)
    when = {name: getattr(event, name) for name in _WHEN} if stays else measured(document)
    return {
        "version": event.version + 1,
        "deleted": deleted,
        **when,
        **{name: document[name] for name in _SAME},
        "body": pack(document),
        "updated_at": unit.now,
        "updated_by_id": unit.actor_id,
        "updated_by_label": unit.actor_label,
    }


# Built once: building it costs more than running it.
_heads = table_of(Event)
_WRITE = Prepared(update(_heads).where(_heads.c.id == bindparam("of")))
