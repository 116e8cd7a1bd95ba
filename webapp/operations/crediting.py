"""Which version gave each unit of an event its present value; written inside a unit of work, with the version."""

from typing import Any

from sqlalchemy import bindparam, delete, insert

from webapp.models import Event, FieldOrigin
from webapp.models.base import table_of
from webapp.operations.unit import Unit

# Built once: building them costs more than running them.
_origins = table_of(FieldOrigin)
_FORGET = delete(_origins).where(
    _origins.c.event_id == bindparam("of"), _origins.c.unit.in_(bindparam("units", expanding=True))
)
_FORGET_ONE = delete(_origins).where(
    _origins.c.event_id == bindparam("of"), _origins.c.unit == bindparam("name")
)
_CREDIT = insert(_origins)


def credit(unit: Unit, event: Event, changed: list[str]) -> None:
    """These units have their value from the version that the event has now."""
    if changed:
        unit.run(_FORGET, {"of": event.id, "units": changed})
        unit.run(_CREDIT, [_row(event, name) for name in changed])


def credit_many(unit: Unit, changed: list[tuple[Event, list[str]]]) -> None:
    """The same for many events."""
    rows = [_row(event, name) for event, units in changed for name in units]
    if rows:
        unit.run(_FORGET_ONE, [{"of": row["event_id"], "name": row["unit"]} for row in rows])
        unit.run(_CREDIT, rows)


def credit_first(unit: Unit, made: list[tuple[Event, list[str]]]) -> None:
    """The same for many new events, which have nothing to forget."""
    unit.run(_CREDIT, [_row(event, name) for event, units in made for name in units])


def _row(event: Event, name: str) -> dict[str, Any]:
    return {"event_id": event.id, "unit": name, "version": event.version}
