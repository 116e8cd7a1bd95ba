"""Saving an edit (merge, snapshot, log, occurrence) on SQLite, beside a bare UPDATE in a transaction of its own."""

import tempfile
import time
from pathlib import Path

from sqlalchemy import select, text

from bench import data
from webapp.extensions import db
from webapp.models import Event, Person
from webapp.operations.events import edit_event
from webapp.operations.unit import unit_of_work

ROUNDS, EDITS = 5, 200


def run() -> None:
    """Print edits a second, bare updates a second, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        app, _token = data.make(Path(folder), events=100)
        with app.app_context():
            event = db.session.scalars(select(Event).limit(1)).one()
            by = db.session.get_one(Person, event.created_by_id)
            edits = updates = 0.0
            for number in range(ROUNDS):
                edits += _timed(lambda number=number: _edit(event.id, by, number))
                updates += _timed(lambda number=number: _update(event.id, number))
    print(f"edits          {ROUNDS * EDITS / edits:8.0f} a second")
    print(f"bare updates   {ROUNDS * EDITS / updates:8.0f} a second")
    print(f"ratio          {edits / updates:8.2f}")


def _timed(work) -> float:  # type: ignore[no-untyped-def]
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _edit(event_id: int, by: Person, round_number: int) -> None:
    event = db.session.get_one(Event, event_id)
    for n in range(EDITS):
        document = event.document | {"title": f"Round {round_number}, edit {n}"}
        edit_event(event_id, document, based_on=event.version, by=by)


def _update(event_id: int, round_number: int) -> None:
    for n in range(EDITS):
        with unit_of_work(by=None) as unit:
            unit.session.execute(
                text("UPDATE event SET location = :place WHERE id = :id"),
                {"place": f"Room {round_number} {n}", "id": event_id},
            )
