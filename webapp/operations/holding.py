"""Keeping what events say and said, for searches; called by whoever writes versions (operations/revising.py)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, update

from webapp.domain.document import Document
from webapp.domain.held_values import SEARCHED, Held, held_changes, held_values
from webapp.models import Event, HeldValue
from webapp.models.base import table_of
from webapp.operations.prepared import Prepared
from webapp.operations.unit import Unit

_OF_SEARCHES = frozenset(SEARCHED)


def begin(unit: Unit, made: Iterable[tuple[Event, Document]]) -> None:
    """Keep what new events say in their first version."""
    _hold(unit, [_row(event, held) for event, document in made for held in sorted(held_values(document))])


def go_on(unit: Unit, event: Event, before: Mapping[str, Any], after: Document, changed: list[str]) -> None:
    """Keep what a version says anew, and until when the event said the rest; of most versions that is nothing."""
    go_on_all(unit, [(event, before, after, changed)])


def go_on_all(
    unit: Unit, steps: Iterable[tuple[Event, Mapping[str, Any], Mapping[str, Any], Collection[str]]]
) -> None:
    """The same for many events at once."""
    ended, begun = [], []
    for event, before, after, changed in steps:
        if not _OF_SEARCHES.isdisjoint(changed):
            old, new = held_changes(before, after, changed)
            ended += [_end(event, held) for held in old]
            begun += [_row(event, held) for held in new]
    if ended:
        unit.run(_LET_GO, ended)
    _hold(unit, begun)


def _hold(unit: Unit, rows: list[dict[str, Any]]) -> None:
    if rows:
        unit.run(_HOLD, rows)


def _row(event: Event, held: Held) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "unit": held.unit,
        "first_version": event.version,
        "value": held.text,
        "folded": held.folded,
    }


def _end(event: Event, held: Held) -> dict[str, Any]:
    return {"of": event.id, "name": held.unit, "text": held.text, "last": event.version - 1}


# Built once: building them costs more than running them.
_values = table_of(HeldValue)
_HOLD = Prepared(insert(_values))
_LET_GO = Prepared(
    update(_values)
    .where(
        _values.c.event_id == bindparam("of"),
        _values.c.last_version.is_(None),
        _values.c.unit == bindparam("name"),
        _values.c.value == bindparam("text"),
    )
    .values(last_version=bindparam("last"))
)
