"""Which version gave each unit of an event its value; called by whoever writes versions (operations/revising.py)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text

from webapp.models import Event
from webapp.operations.prepared import Prepared
from webapp.operations.unit import Unit

Changed = tuple[
    Event, Sequence[str]
]  # an event as it is now, and the units that its last version gave a value


def begin(unit: Unit, made: Iterable[Changed]) -> None:
    """Credit the first versions of new events."""
    credit_many(unit, made)


def credit(unit: Unit, event: Event, changed: Sequence[str]) -> None:
    """Credit the last version of an event with units, whichever they were credited to before; one statement."""
    credit_many(unit, [(event, changed)])


def credit_many(unit: Unit, changed: Iterable[Changed]) -> None:
    """The same for many events at once."""
    if rows := _rows(changed):
        unit.run(_CREDIT, rows)


def _rows(changed: Iterable[Changed]) -> list[dict[str, Any]]:
    return [
        {"event_id": event.id, "unit": name, "version": event.version}
        for event, units in changed
        for name in units
    ]


# Built once: building them costs more than running them.
_CREDIT = Prepared(
    text(
        "INSERT INTO field_origin (event_id, unit, version) VALUES (:event_id, :unit, :version)"
        " ON CONFLICT (event_id, unit) DO UPDATE SET version = excluded.version"
    )
)
