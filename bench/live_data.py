"""A team or a crowd: people who share one calendar of 100 events a month, each with a calendar of their own."""

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Self

import flask_migrate
from sqlalchemy import select

from bench.data import SETTINGS, document
from webapp import create_app
from webapp.extensions import db
from webapp.models import Calendar, Event, Person, Share
from webapp.operations.accounts import NewAccount, add_person
from webapp.operations.calendars import calendars_of, create_calendar
from webapp.operations.events import new_event
from webapp.operations.revising import Revision, revise
from webapp.operations.schedule import cursor_of
from webapp.operations.sessions import start_session
from webapp.operations.unit import Unit, unit_of_work

FIRST, DAYS, EVENTS = datetime(2026, 3, 1), 31, 100


@dataclass(frozen=True)
class Site:
    """A filled database: which event is edited, who watches, and where their pages stand."""

    file: Path
    event_id: int
    calendar_id: int
    seq: int
    cookies: list[str]
    cursors: list[str]

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    def copy(self, name: str) -> Self:
        """The same in a database of its own: a server that shares one would look at what others save."""
        file = self.file.with_name(f"{name}.sqlite3")
        with closing(sqlite3.connect(self.file)) as ours, closing(sqlite3.connect(file)) as theirs:
            ours.backup(theirs)
        return replace(self, file=file)

    def after(self, saves: int) -> Self:
        """The same after so many saves: pages that are opened now have not missed them."""
        old, new = (f"c{self.calendar_id}.{seq}" for seq in (self.seq, self.seq + saves))
        cursors = [f"{cursor}-".replace(f"{old}-", f"{new}-")[:-1] for cursor in self.cursors]
        return replace(self, seq=self.seq + saves, cursors=cursors)

    def pages(self, kind: str, count: int) -> list[tuple[str, str]]:
        """Path and cookie of `count` open pages, dealt out to the people in turn."""
        return [self._page(kind, number % len(self.cookies)) for number in range(count)]

    def _page(self, kind: str, who: int) -> tuple[str, str]:
        if kind == "event":
            since = f"c{self.calendar_id}.{self.seq}"
            return f"/live?page=event&id={self.event_id}&since={since}", self.cookies[who]
        return f"/live?page=month&date={FIRST.date()}&since={self.cursors[who]}", self.cookies[who]


def make(folder: Path, name: str, people: int) -> Site:
    """A new database with that many people who may all edit one calendar."""
    file = folder / f"{name}.sqlite3"
    app = create_app({**SETTINGS, "DATABASE_URL": f"sqlite:///{file}"})
    with app.app_context():
        flask_migrate.upgrade()
        with unit_of_work(by=None) as unit:
            everybody = [_person(unit, number) for number in range(people)]
        calendar_id = create_calendar("Team", "sky", "Europe/Berlin", by=everybody[0])
        with unit_of_work(by=everybody[0]) as unit:
            _fill(unit, calendar_id)
            cookies = [_let_in(unit, person, calendar_id) for person in everybody]
        event_id = db.session.scalars(select(Event.id).limit(1)).one()
        seq = db.session.get_one(Calendar, calendar_id, populate_existing=True).seq
        cursors = [cursor_of(calendars_of(person), []) for person in everybody]
        return Site(file, event_id, calendar_id, seq, cookies, cursors)


def _person(unit: Unit, number: int) -> Person:
    name = f"person{number}"
    account = NewAccount(name, f"{name}@lantern.example", name.title(), "", zone="Europe/Berlin")
    return add_person(unit, account, "no password", "member")


def _fill(unit: Unit, calendar_id: int) -> None:
    dice = random.Random(1)
    change_set = unit.change_set(calendar_id, "import")
    for number in range(EVENTS):
        made = document(dice, number, FIRST, DAYS)
        revise(unit, new_event(unit, calendar_id), made, Revision(change_set, "import"))


def _let_in(unit: Unit, person: Person, calendar_id: int) -> str:
    if person.id != unit.actor_id:
        unit.session.add(
            Share(calendar_id=calendar_id, person_id=person.id, role="editor", granted_at=unit.now)
        )
    return f"daybook-session={start_session(unit, person, 'bench', '127.0.0.1')}"
