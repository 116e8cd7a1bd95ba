"""Which version gave each unit of an event its value; called by whoever writes versions (operations/revising.py)."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert

from webapp.models import Event, FieldOrigin
from webapp.models.base import table_of
from webapp.operations.unit import Unit

Changed = tuple[
    Event, Sequence[str]
]  # an event as it is now, and the units that its last version gave a value


def begin(unit: Unit, made: Iterable[Changed]) -> None:
    """Credit the first versions of new events."""
    unit.run(_CREDIT, _rows(made))


def credit(unit: Unit, event: Event, changed: Sequence[str]) -> None:
    """Credit the last version of an event with units; two statements."""
    if changed:
        unit.run(_FORGET, {"of": event.id, "units": changed})
        unit.run(_CREDIT, _rows([(event, changed)]))


def credit_many(unit: Unit, changed: Iterable[Changed]) -> None:
    """The same for many events at once."""
    rows = _rows(changed)
    if rows:
        unit.run(_FORGET_ONE, [{"of": row["event_id"], "name": row["unit"]} for row in rows])
        unit.run(_CREDIT, rows)


def _rows(changed: Iterable[Changed]) -> list[dict[str, Any]]:
    return [
        {"event_id": event.id, "unit": name, "version": event.version}
        for event, units in changed
        for name in units
    ]


# Built once: building them costs more than running them.
_origins = table_of(FieldOrigin)
_FORGET = delete(_origins).where(
    _origins.c.event_id == bindparam("of"), _origins.c.unit.in_(bindparam("units", expanding=True))
)
_FORGET_ONE = delete(_origins).where(
    _origins.c.event_id == bindparam("of"), _origins.c.unit == bindparam("name")
)
_CREDIT = insert(_origins)
