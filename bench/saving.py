"""Saving an edit (merge, snapshot, log, occurrence) on SQLite, beside a bare UPDATE in a transaction of its own."""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import event as events
from sqlalchemy import select, text

from bench import data
from webapp.extensions import db
from webapp.models import Event, Person
from webapp.operations.events import edit_event
from webapp.operations.unit import unit_of_work

# Many short rounds: on a machine with neighbours the least of them is what it takes, the middle what one gets.
ROUNDS, EDITS = 50, 20
_AROUND = ("BEGIN", "PRAGMA")


class _Taken(NamedTuple):
    """Seconds that a round took, by the clock on the wall and of CPU."""

    wall: float
    cpu: float


def run() -> None:
    """Print edits a second, bare updates a second, their ratio, and what one edit costs: CPU and statements."""
    with tempfile.TemporaryDirectory() as folder:
        app, _token = data.make(Path(folder), events=100)
        with app.app_context():
            event = db.session.scalars(select(Event).limit(1)).one()
            by = db.session.get_one(Person, event.created_by_id)
            edits, updates = [], []
            for number in range(ROUNDS):
                edits.append(_timed(partial(_edit, event.id, by, number)))
                updates.append(_timed(partial(_update, event.id, number)))
            statements = _statements(partial(_edit, event.id, by, ROUNDS, edits=1))
    _print("edits", edits)
    _print("bare updates", updates)
    print(f"ratio          {sum(one.wall for one in edits) / sum(one.wall for one in updates):8.2f}")
    least = min(one.cpu for one in edits) / min(one.cpu for one in updates)
    print(
        f"ratio of CPU   {_middle(edits, 'cpu') / _middle(updates, 'cpu'):8.2f} in the middle, {least:.2f} at least"
    )
    print(f"statements     {statements:8} an edit")


def _print(name: str, taken: list[_Taken]) -> None:
    least, middle = min(one.cpu for one in taken), _middle(taken, "cpu")
    print(
        f"{name:14} {ROUNDS * EDITS / sum(one.wall for one in taken):8.0f} a second, {EDITS / min(one.wall for one in taken):.0f}"
        f" in the quietest round; CPU of one {middle / EDITS * 1e6:.0f} µs in the middle, {least / EDITS * 1e6:.0f} at least"
    )


def _middle(taken: list[_Taken], what: str) -> float:
    return float(sorted(getattr(one, what) for one in taken)[len(taken) // 2])


def _timed(work: Callable[[], None]) -> _Taken:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return _Taken(time.perf_counter() - wall, time.process_time() - cpu)


def _statements(work: Callable[[], None]) -> int:
    sent = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(_AROUND):
            sent.append(statement)

    events.listen(db.engine, "before_cursor_execute", note)
    work()
    events.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def _edit(event_id: int, by: Person, round_number: int, edits: int = EDITS) -> None:
    event = db.session.get_one(Event, event_id)
    for n in range(edits):
        document = event.document | {"title": f"Round {round_number}, edit {n}"}
        edit_event(event_id, document, based_on=event.version, by=by)


def _update(event_id: int, round_number: int) -> None:
    for n in range(EDITS):
        with unit_of_work(by=None) as unit:
            unit.session.execute(
                text("UPDATE event SET location = :place WHERE id = :id"),
                {"place": f"Room {round_number} {n}", "id": event_id},
            )
