"""The cast in the middle of its life, made once for each database and put back as often as tests change it.

Team is Alice's calendar (and Olga's); Bob edits it, Vera views it, Charlie has nothing to do with it. Dora edited it
until her role was taken from her, Dan owned it until he was disabled, though he has the cookie of a session still.
"""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.support.again import commits
from tests.support.cast import ORIGIN, a_document, make_person
from tests.support.databases import Database, on_refilled
from webapp.domain.attendance import attendee, key_of_person
from webapp.domain.document import Document
from webapp.domain.past_moment import write_moment
from webapp.domain.roles import Role
from webapp.models import HistoryCheck, Person, PersonalToken, ProgramSession, SignIn
from webapp.models.base import Base
from webapp.operations.administration import disable_person
from webapp.operations.calendars import change_calendar, create_calendar, delete_calendar, show_calendar
from webapp.operations.events import create_event, delete_event, edit_event
from webapp.operations.feeds import make_address
from webapp.operations.history_checks import begin_check
from webapp.operations.sessions import start_session
from webapp.operations.sharing import share_calendar, share_event, stop_sharing_calendar, stop_sharing_event
from webapp.operations.unit import unit_of_work
from webapp.operations.webhooks import make_webhook, send_test

COOKIE = "daybook-session"
# Who stands at the door, and whose cookie they hold.
VISITORS = {
    "stranger": "charlie",
    "viewer": "vera",
    "editor": "bob",
    "owner": "alice",
    "admin": "root",
    "signed out": None,
    "revoked": "dora",
    "disabled": "dan",
}
NAMES = {
    "alice": "Alice Adler",
    "olga": "Olga Owen",
    "bob": "Bob Brook",
    "vera": "Vera Voss",
    "charlie": "Charlie Chan",
    "root": "Root Rowan",
    "dora": "Dora Dahl",
    "dan": "Dan Drake",
    "emi": "Emi Endo",
    "finn": "Finn Falk",
}
TEAM_ROLES = {
    "olga": Role.OWNER,
    "dan": Role.OWNER,
    "bob": Role.EDITOR,
    "dora": Role.EDITOR,
    "vera": Role.VIEWER,
    "emi": Role.VIEWER,
}
INVITED = ("alice", "olga", "bob", "vera")
Rows = dict[str, list[str]]


@dataclass
class World:
    """Ids and cookies by name, every row of every table as it was in the beginning, and what brings them back."""

    ids: dict[str, Any] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    rows: Rows = field(default_factory=dict)
    script: str = ""


@dataclass(frozen=True)
class Words:
    """Everything that people can type, so that a test can put something nasty in its place."""

    title: str = "Retreat"
    location: str = "Harbour room"
    description: str = "Bring a *book*."
    tags: tuple[str, ...] = ("planning",)
    calendar: str = "Team"
    name: str = ""
    why: str = "Louder in the morning."

    def document(self, **changes: Any) -> Document:
        plain = {"title": self.title, "location": self.location, "description": self.description}
        return a_document(**{**plain, "tags": sorted(self.tags), **changes})


PLAIN = Words()


class Stage:
    """The world on one database: looks at all rows, and puts them back."""

    def __init__(self, database: Database, app: Flask, world: World) -> None:
        self.database, self.app, self.world = database, app, world
        self.ids = world.ids

    def visit(self, who: str | None) -> FlaskClient:
        """A client with the cookie of this person's session, and the origin that a browser would send."""
        client = self.app.test_client()
        client.environ_base["HTTP_ORIGIN"] = ORIGIN
        if who is not None:
            client.set_cookie(COOKIE, self.world.tokens[who], domain="localhost")
        return client

    def rows(self) -> Rows:
        """Every row of every table, but for the moment at which a device was seen last."""
        return rows_of(self.database)

    def restore(self) -> None:
        """Put every row back that was there in the beginning, unless they stand there as nothing was written."""
        if _stands(self.database, self.world):
            return
        now = f"'{datetime.now(UTC).replace(tzinfo=None)}'"
        self.database.refill(self.world.script.replace(NOW, now))
        _standing[self.database.url] = self.world, commits(), time.monotonic()

    def changed(self) -> list[str]:
        """The tables that are not as in the beginning."""
        return differing(self.world.rows, self.rows())


# Which world was put into a database last, after how many commits and when: devices have to be seen lately.
_standing: dict[str, tuple[World, int, float]] = {}
LATELY = 20.0  # seconds


def _stands(database: Database, world: World) -> bool:
    there, after, then = _standing.get(database.url, (None, 0, 0.0))
    return there is world and after == commits() and time.monotonic() - then < LATELY


@on_refilled
def _forget(database: Database, _is_empty: bool) -> None:
    _standing.pop(database.url, None)


def differing(before: Rows, after: Rows) -> list[str]:
    """The names of the tables whose rows differ."""
    return [name for name in before if before[name] != after[name]]


NOW = "@now@"
_TABLES = {table.name: [column.name for column in table.columns] for table in Base.metadata.sorted_tables}


def rows_of(database: Database) -> Rows:
    """Past the ORM, in one statement: tests look at all rows before and after whatever they try."""
    each = [f"SELECT '{table}', {_text_of(database, names)} FROM {table}" for table, names in _TABLES.items()]
    found: Rows = {table: [] for table in _TABLES}
    for table, row in sorted(database.look(" UNION ALL ".join(each))):
        found[table].append(row)
    return found


def _text_of(database: Database, names: list[str]) -> str:
    """A row as one text, but for the moment at which a device was seen last."""
    columns = [f'"{name}"' for name in names if name != "seen_at"]
    if database.kind == "sqlite":
        return " || ',' || ".join(f"quote({column})" for column in columns)
    return f"ROW({', '.join(columns)})::text"


def script_of(database: Database) -> str:
    """Statements that put every row back as it is now, whenever a device was seen last."""
    quote = "quote({})" if database.kind == "sqlite" else "quote_nullable({}::text)"
    script = []
    for table, names in _TABLES.items():
        values = [f"'{NOW}'" if name == "seen_at" else quote.format(f'"{name}"') for name in names]
        rows = [", ".join(row) for row in database.look(f"SELECT {', '.join(values)} FROM {table}")]
        if rows:
            columns = '", "'.join(names)
            script.append(f'INSERT INTO {table} ("{columns}") VALUES ({"), (".join(rows)})')
            if database.kind == "postgresql" and "id" in names:
                script.append(f"SELECT setval('{table}_id_seq', max(id)) FROM {table}")
    return "; ".join(script)


def build(database: Database, words: Words = PLAIN) -> World:
    """Play the story; needs an app context on the database, which is empty."""
    world = World()
    people = {who: make_person(who, words.name or name, _site_role(who)) for who, name in NAMES.items()}
    world.ids |= {who: person.id for who, person in people.items()}
    _calendars(world, people, words)
    _events(world, people, words)
    _history(world, people, words)
    disable_person(people["dan"].id, by=people["root"])
    _check_under_way(people["root"])
    for who, person in people.items():
        _sign_in_twice(world, who, person)
        _give_a_program(world, who, person, words)
    world.ids["then"] = write_moment(datetime.now(UTC), "UTC")
    world.rows, world.script = rows_of(database), script_of(database)
    return world


def _check_under_way(root: Person) -> None:
    """Of the history, which the next part brings to its end."""
    begin_check(by=root)
    with unit_of_work(by=root) as unit:
        check = unit.session.get_one(HistoryCheck, 1)
        check.ended_at, check.chain, check.position, check.link = None, 0, 0, None


def _site_role(who: str) -> str:
    return "admin" if who == "root" else "member"


def _calendars(world: World, people: dict[str, Person], words: Words) -> None:
    alice = people["alice"]
    for name in ("team", "attic"):
        shown = words.calendar if name == "team" else f"{words.calendar} attic"
        made = world.ids[name] = create_calendar(shown, "sky", "Europe/Berlin", by=alice)
        for who, role in TEAM_ROLES.items():
            share_calendar(made, people[who].id, role, by=alice)
        stop_sharing_calendar(made, people["dora"].id, by=alice)
    show_calendar(world.ids["team"], True, by=people["vera"])
    saved = change_calendar(world.ids["team"], words.calendar, "leaf", "Europe/Berlin", by=alice)
    world.ids["team's change"] = saved.change
    world.ids["a feed"] = make_address(world.ids["team"], by=alice)
    delete_calendar(world.ids["attic"], by=alice)
    team, address = world.ids["team"], "https://hooks.lantern.example/?team=7"
    world.ids["hook"] = make_webhook(team, address, ["events", "sharing"], alice).id
    world.ids["delivery"] = send_test(team, world.ids["hook"], alice)
    lost = world.ids["lost"] = create_calendar(
        f"{words.calendar} lost", "leaf", "Europe/Berlin", by=people["dan"]
    )
    world.ids["words of lost"] = f"purge calendar {lost}"
    share_calendar(lost, people["bob"].id, Role.EDITOR, by=people["dan"])
    world.ids["finns"] = create_calendar("Finn alone", "leaf", "Europe/Berlin", by=people["finn"])


def _events(world: World, people: dict[str, Person], words: Words) -> None:
    alice, team = people["alice"], world.ids["team"]
    world.ids["retreat"] = create_event(team, words.document(), by=alice).event_id
    world.ids["gone"] = create_event(team, words.document(), by=alice).event_id
    delete_event(world.ids["gone"], by=alice)
    invited = {key_of_person(people[who].id): attendee(people[who].name) for who in INVITED}
    outside = {"mailto:ann@lantern.example": attendee(words.title, "optional")}
    gathering = words.document(attendees=invited | outside)
    world.ids["gathering"] = create_event(team, gathering, by=alice).event_id
    world.ids["other"] = create_event(
        world.ids["finns"], a_document(title="Alone"), by=people["finn"]
    ).event_id
    for who, role in {**TEAM_ROLES, "alice": Role.OWNER}.items():
        share_event(world.ids["retreat"], people[who].id, role, by=alice)
    stop_sharing_event(world.ids["retreat"], people["dora"].id, by=alice)


def _history(world: World, people: dict[str, Person], words: Words) -> None:
    """Three versions: the first, another day and place, another description and title."""
    retreat, bob = world.ids["retreat"], people["bob"]
    moved = words.document(start="2026-03-25T09:00", end="2026-03-25T11:00", location=f"{words.location} 2")
    edit_event(retreat, moved, 1, by=bob, why=words.why)
    changes = {
        "title": f"{words.title} 3",
        "description": f"{words.description}\n\nAnd a lamp.",
        "status": "tentative",
    }
    saved = edit_event(retreat, {**moved, **changes, "tags": []}, 2, by=people["olga"])
    world.ids["retreat's change"] = saved.change_set


def _sign_in_twice(world: World, who: str, person: Person) -> None:
    """Two devices: the one whose cookie a visitor holds, and another one, "alice's device"."""
    with unit_of_work(by=person) as unit:
        world.tokens[who] = start_session(unit, person, "tests", "127.0.0.1")
        unit.session.flush()
        start_session(unit, person, "another device", "127.0.0.1")
        unit.session.flush()
        devices = select(SignIn.id).where(SignIn.person_id == person.id).order_by(SignIn.id.desc())
        world.ids[f"{who}'s device"] = unit.session.scalars(devices).first() or 0


def _give_a_program(world: World, who: str, person: Person, words: Words) -> None:
    """Straight into the tables, so that Dan has them, too: "alice's program" that is signed in, and "alice's token"."""
    now = datetime.now(UTC)
    dated = {"person_id": person.id, "created_at": now, "expires_at": now + timedelta(days=30)}
    program = ProgramSession(sid=who, refresh_hash=who, seen_at=now, agent=words.title, **dated)
    token = PersonalToken(token_hash=who, ending="0000", name=words.title, scopes="read write", **dated)
    with unit_of_work(by=person) as unit:
        unit.session.add_all([program, token])
    world.ids.update({f"{who}'s program": program.id, f"{who}'s token": token.id})
