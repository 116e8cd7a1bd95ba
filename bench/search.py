"""Searching 100,000 versions of 10,000 events, beside a plain LIKE scan of the same texts and beside unpacking them all."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from sqlalchemy import Select, insert, literal, null, select, text

from bench import data, servers
from webapp.domain.document import ONCE, Document, unpack
from webapp.domain.search_words import fold, words_of
from webapp.extensions import db
from webapp.models import Calendar, Event, EventVersion, HeldValue, Person
from webapp.models.base import table_of
from webapp.operations.events import new_event
from webapp.operations.revising import Revision, write_first_versions
from webapp.operations.searching import Wish, search
from webapp.operations.unit import unit_of_work

EVENTS, VERSIONS = 10_000, 10
ROUNDS = 7
FIRST = datetime(2027, 1, 1, tzinfo=UTC)
TYPED = ("planning", "room 17", '"room 17"', "planning corridor 7", "zwiebelfisch")
PLACES = ("Room", "Corridor", "Harbour", "Studio")


def run() -> None:
    """Print CPU of each search, of its page, and of both ways beside it, with their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        app, token = data.make(Path(folder), 0)
        with app.app_context():
            person = db.session.scalars(select(Person).where(Person.username == "person0")).one()
            _fill(person)
            _print_sizes()
            scans = {typed: _compare(person, typed) for typed in TYPED}
            print(f"unpacking all versions {_middle(_unpack_all, 1) * 1000:8.0f} ms")
        with servers.gunicorn(app.config["DATABASE_URL"]) as server:
            _pages(server, f"daybook-session={token}", scans)


def _fill(by: Person) -> None:
    dice = random.Random(1)
    calendar_id = db.session.scalars(select(Calendar.id).where(Calendar.created_by_id == by.id)).first()
    assert calendar_id is not None
    with unit_of_work(by=by, now=FIRST) as unit:
        made = [(new_event(unit, calendar_id), _document(dice, n)) for n in range(EVENTS)]
        write_first_versions(unit, calendar_id, made, Revision(unit.change_set(calendar_id, "import")))
    _age(calendar_id, dice)


def _age(calendar_id: int, dice: random.Random) -> None:
    """Nine more versions of every event, each with another place or another line: straight into the tables, as
    saving 90,000 edits takes many minutes. Bodies are those of the first versions.
    """
    versions, values = table_of(EventVersion), table_of(HeldValue)
    names = [column.name for column in versions.c if column.name != "id"]
    events = db.session.scalars(select(Event.id).where(Event.calendar_id == calendar_id)).all()
    for number in range(2, VERSIONS + 1):
        others = {"version": literal(number), "position": null()}
        copy: Select[*tuple[Any, ...]] = select(
            *(others.get(name, versions.c[name]).label(name) for name in names)
        )
        copy = copy.where(versions.c.calendar_id == calendar_id, versions.c.version == 1)
        db.session.execute(insert(versions).from_select(names, copy))
        db.session.execute(insert(values), [_value(dice, event_id, number) for event_id in events])
    db.session.commit()


def _value(dice: random.Random, event_id: int, number: int) -> dict[str, object]:
    """What a version said anew, until the version after the next."""
    line = f"Item {dice.randrange(10**6)}: ask about the budget."
    place = f"{dice.choice(PLACES)} {dice.randrange(40)}"
    unit, said = dice.choice((("location", place), ("description", line)))
    last = number + 1 if number + 1 < VERSIONS else None
    versions = {"first_version": number, "last_version": last}
    return {"event_id": event_id, "unit": unit, **versions, "value": said, "folded": fold(said)}


def _document(dice: random.Random, n: int) -> Document:
    lines = "\n".join(f"Item {dice.randrange(10**6)}: bring the papers." for _ in range(4))
    return {**ONCE, **data.document(dice, n), "description": lines}


def _print_sizes() -> None:
    versions, values, size = db.session.execute(
        text(
            "SELECT (SELECT count(*) FROM event_version), count(*), sum(length(value) + length(folded)) FROM held_value"
        )
    ).one()
    bodies = db.session.execute(text("SELECT sum(length(body)) FROM event_version")).scalar_one()
    print(
        f"{versions:,} versions ({bodies / 1e6:.0f} MB of bodies), {values:,} values ({size / 1e6:.0f} MB of text)"
    )


def _compare(person: Person, typed: str) -> float:
    """CPU of a plain scan for the first word alone; prints it with that of the search."""
    words = words_of(typed)
    found = search(person, Wish(tuple(words)))
    taken = _middle(lambda: search(person, Wish(tuple(words))))
    scan = _middle(lambda: _scan(words[0]))
    print(
        f"{typed:22} {found.total:6} events  {taken * 1000:7.1f} ms CPU, LIKE scan {scan * 1000:6.1f}, ratio {taken / scan:5.2f}"
    )
    return scan


def _scan(word: str) -> int:
    query = text(f"SELECT count(*) FROM {HeldValue.__tablename__} WHERE folded LIKE :word")
    return int(db.session.execute(query, {"word": f"%{word}%"}).scalar_one())


def _unpack_all() -> int:
    """What a search without rows of its own would do."""
    bodies = db.session.scalars(select(EventVersion.body).execution_options(yield_per=500))
    return sum("planning" in fold(str(unpack(body))) for body in bodies)


def _middle(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        db.session.rollback()
        spent.append(time.process_time() - began)
    return statistics.median(spent)


def _pages(server: servers.Server, cookie: str, scans: dict[str, float]) -> None:
    for typed, scan in scans.items():
        path = f"/search?q={quote_plus(typed)}"
        server.get(path, cookie)
        before = server.cpu()
        for _ in range(ROUNDS):
            server.get(path, cookie)
        taken = (server.cpu() - before) / ROUNDS
        print(f"page {typed:22} {taken * 1000:7.1f} ms CPU, ratio {taken / scan:5.2f}")
