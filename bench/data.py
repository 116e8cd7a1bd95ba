"""A database of 10,000 events in ten calendars; Alice sees one of them, with about a hundred events a month."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import flask_migrate
from flask import Flask

from webapp import create_app
from webapp.models import Person
from webapp.operations.accounts import NewAccount, add_person
from webapp.operations.calendars import create_calendar
from webapp.operations.events import new_event
from webapp.operations.passwords import hash_password
from webapp.operations.revising import Revision, revise
from webapp.operations.sessions import start_session
from webapp.operations.unit import unit_of_work

CALENDARS, EVENTS = 10, 10_000
FIRST = datetime(2026, 1, 1)
DAYS = 300
SETTINGS = {
    "SECRET_KEY": "only-for-the-bench",
    "RATELIMIT_ENABLED": False,
    "ARGON2_MEMORY_KIB": 64,
    "ARGON2_TIME_COST": 1,
}


def make(folder: Path, events: int = EVENTS) -> tuple[Flask, str]:
    """A filled database in `folder`; returns the app on it and the session token of Alice."""
    app = create_app({**SETTINGS, "DATABASE_URL": f"sqlite:///{folder / 'bench.sqlite3'}"})
    with app.app_context():
        flask_migrate.upgrade()
        people = [person(f"person{n}") for n in range(CALENDARS)]
        for owner in people:
            fill(owner, events // CALENDARS)
        with unit_of_work(by=people[0]) as unit:
            return app, start_session(unit, people[0], "bench", "127.0.0.1")


def person(username: str) -> Person:
    """Somebody in Berlin, with a calendar of their own."""
    account = NewAccount(username, f"{username}@lantern.example", username.title(), "", zone="Europe/Berlin")
    with unit_of_work(by=None) as unit:
        return add_person(unit, account, hash_password("not used"), "member")


def fill(owner: Person, events: int) -> None:
    """A calendar of theirs with so many events."""
    dice = random.Random(owner.id)
    calendar_id = create_calendar("Team", "sky", "Europe/Berlin", by=owner)
    with unit_of_work(by=owner) as unit:
        change_set = unit.change_set(calendar_id, "import")
        for n in range(events):
            revise(unit, new_event(unit, calendar_id), document(dice, n), Revision(change_set, "import"))


def document(dice: random.Random, n: int, first: datetime = FIRST, days: int = DAYS) -> dict[str, object]:
    """An event of the usual size, somewhere in these days."""
    start = first + timedelta(minutes=15 * dice.randrange(0, 96 * days))
    end = start + timedelta(minutes=30 * dice.randrange(1, 8))
    return {
        "title": f"Planning meeting {n} <R&D>",
        "description": "Agenda: " + "item " * 20,
        "location": f"Room {n % 40}",
        "start": f"{start:%Y-%m-%dT%H:%M}",
        "end": f"{end:%Y-%m-%dT%H:%M}",
        "zone": "Europe/Berlin",
        "all_day": False,
        "tags": ["planning"],
        "status": "confirmed",
    }
