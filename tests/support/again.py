"""The cast, put back as it was made a moment ago: making it costs twice what most tests do with it.

What operations made for one test is kept as rows, and put into the empty database of the next one that asks for the same
in the same order. Where anything else was written in between, and every few seconds, it is made by the operations again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.orm import attributes, make_transient_to_detached

from tests.support.databases import Database, on_refilled
from webapp.extensions import db
from webapp.models import Person
from webapp.models.base import Base

# Moments in the rows are as old as this at most: what a test finds "just now" is.
FRESH = 30.0  # seconds

Rows = dict[str, dict[str, str]]
_Made = TypeVar("_Made", Person, int)


@dataclass
class Step:
    """What one step has written, as statements, and what it gave; and the steps that were made after it."""

    script: str = ""
    gave: Any = None
    after: dict[str, "Step"] = field(default_factory=dict)
    born: float = field(default_factory=time.monotonic)


@dataclass
class Place:
    """Where a database stands: in which step, and how many commits there were until it."""

    start: Step
    step: Step | None
    commits: int = 0


_places: dict[str, Place] = {}
_commits = 0


@event.listens_for(Engine, "commit")
def _count(_connection: Any) -> None:
    global _commits
    _commits += 1


def commits() -> int:
    """How many transactions this process has ended so far: while it is the same number, nothing was written."""
    return _commits


@on_refilled
def _begin(database: Database, is_empty: bool) -> None:
    """Every row is gone: the first step may follow. It may not where others came instead."""
    known = _places.get(database.url)
    start = known.start if known and time.monotonic() - known.start.born < FRESH else Step()
    _places[database.url] = Place(start, start if is_empty else None, _commits)


def again(database: Database, name: str, make: Callable[[], _Made]) -> _Made:
    """What `make` gives: a person, or an id. Everything that it writes has to follow from the name and the steps before."""
    place = _places[database.url]
    if place.step is None or place.commits != _commits:
        place.step = None  # somebody else has written since
        return make()
    if name in place.step.after:
        made: _Made = _put_back(database, place.step.after[name])
    else:
        made = _watch(database, place.step.after, name, make)
    place.step, place.commits = place.step.after[name], _commits
    return made


def _watch(database: Database, after: dict[str, Step], name: str, make: Callable[[], _Made]) -> _Made:
    before = _rows(database)
    made = make()
    gave = _columns(made) if isinstance(made, Person) else made
    after[name] = Step(_script(database, before, _rows(database)), gave)
    return made


def _put_back(database: Database, step: Step) -> Any:
    session = db.session()
    if session.in_transaction():
        session.commit()  # as every write does: what was read before is old
    database.add(step.script)
    return _as_loaded(step.gave) if isinstance(step.gave, dict) else step.gave


def _columns(person: Person) -> dict[str, Any]:
    return {name: value for name, value in vars(person).items() if name in Person.__table__.columns}


def _as_loaded(columns: dict[str, Any]) -> Person:
    """The person in the test's session, as one that it has just written: nothing is read for it."""
    person = Person()
    for name, value in columns.items():
        attributes.set_committed_value(person, name, value)
    make_transient_to_detached(person)
    db.session.add(person)
    return person


_TABLES = {table.name: table for table in Base.metadata.sorted_tables}


def _rows(database: Database) -> Rows:
    """Every row as the values of an INSERT, by its table and its key."""
    quote = "quote({})" if database.kind == "sqlite" else "quote_nullable({}::text)"
    each = []
    for name, table in _TABLES.items():
        values = " || ', ' || ".join(quote.format(f'"{column.name}"') for column in table.columns)
        key = " || ' AND ' || ".join(
            f"'\"{column.name}\" = ' || " + quote.format(f'"{column.name}"') for column in table.primary_key
        )
        each.append(f"SELECT '{name}', {key}, {values} FROM {name}")
    found: Rows = {name: {} for name in _TABLES}
    for name, key, row in database.look(" UNION ALL ".join(each)):
        found[name][key] = row
    return found


def _script(database: Database, before: Rows, now: Rows) -> str:
    script = []
    for name, table in _TABLES.items():
        new = {key: row for key, row in now[name].items() if before[name].get(key) != row}
        other = (before[name].keys() - now[name].keys()) | (before[name].keys() & new.keys())
        script += [f"DELETE FROM {name} WHERE {key}" for key in sorted(other)]
        if new:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            script.append(f"INSERT INTO {name} ({columns}) VALUES ({'), ('.join(new.values())})")
            if database.kind == "postgresql" and "id" in table.columns:
                script.append(f"SELECT setval('{name}_id_seq', max(id)) FROM {name}")
    return "; ".join(script)
