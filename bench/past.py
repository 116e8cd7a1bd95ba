"""A calendar of 1,000 events at a moment of the past, each changed ten times, beside the same page of now."""

import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bench import data, servers
from webapp.extensions import db
from webapp.models import Event, Person
from webapp.operations.revising import Revision, revise
from webapp.operations.unit import unit_of_work

EVENTS, CHANGES = 1_000, 10
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
ROUNDS, REQUESTS = 6, 20
PAGE = "/month/2026/3"


def run() -> None:
    """Print CPU and time of both pages, at moments all over the calendar's life, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        app, token = data.make(Path(folder), EVENTS * data.CALENDARS)
        with app.app_context():
            person = db.session.scalars(select(Person).where(Person.username == "person0")).one()
            _change(person)
        cookie = f"daybook-session={token}"
        with servers.gunicorn(app.config["DATABASE_URL"]) as server:
            _compare(server, cookie)


def _change(by: Person) -> None:
    """Every event of one calendar is changed again and again, a change a minute from the first of January on."""
    dice = random.Random(1)
    events = db.session.scalars(select(Event).where(Event.created_by_id == by.id)).all()
    for number in range(CHANGES):
        for place, event in enumerate(events):
            at = FIRST + timedelta(minutes=number * len(events) + place)
            with_changes(by, event.id, data.document(dice, number), at)


def with_changes(by: Person, event_id: int, document: dict[str, object], at: datetime) -> None:
    """One version more, at a moment of the past."""
    with unit_of_work(by=by, now=at) as unit:
        event = unit.session.get_one(Event, event_id)
        revise(unit, event, document, Revision(unit.change_set(event.calendar_id, "edit")))


def _compare(server: servers.Server, cookie: str) -> None:
    dice = random.Random(2)
    spent: dict[str, list[float]] = {"now": [], "then": []}
    taken: dict[str, list[float]] = {"now": [], "then": []}
    for name in spent:
        server.get(_path(name, dice), cookie)  # the first one compiles templates
    for _ in range(ROUNDS):
        for name in spent:
            before = server.cpu()
            for _ in range(REQUESTS):
                started = time.perf_counter()
                server.get(_path(name, dice), cookie)
                taken[name].append(time.perf_counter() - started)
            spent[name].append((server.cpu() - before) / REQUESTS)
    cpu = {name: statistics.mean(values) for name, values in spent.items()}
    for name, values in taken.items():
        middle, worst = statistics.median(values), max(values)
        print(
            f"month {name:4}  {cpu[name] * 1000:6.1f} ms CPU, {middle * 1000:6.1f} ms in the middle, {worst * 1000:6.1f} at worst"
        )
    print(f"ratio       {cpu['then'] / cpu['now']:6.2f}")


def _path(name: str, dice: random.Random) -> str:
    if name == "now":
        return PAGE
    at = FIRST + timedelta(minutes=dice.randrange(EVENTS, EVENTS * CHANGES))
    return f"/then/{at:%Y-%m-%dT%H:%M}{PAGE}"
