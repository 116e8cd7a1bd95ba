"""The cast, with fixed meanings: Alice owns, Bob edits, Vera views, Charlie is a stranger, Root administers."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.support.again import again
from tests.support.databases import Database
from webapp.domain.document import ONCE, Document
from webapp.domain.roles import Role
from webapp.models import Person
from webapp.operations.accounts import Device, NewAccount, add_person
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event
from webapp.operations.passwords import hash_password
from webapp.operations.sessions import start_session
from webapp.operations.sharing import share_calendar
from webapp.operations.unit import unit_of_work

PASSWORD = "a lantern in the fog"
ORIGIN = "http://localhost"

Visit = Callable[..., FlaskClient]


def make_person(username: str, name: str, role: str = "member", **profile: Any) -> Person:
    """An account, straight in the database, with a calendar of its own."""
    account = NewAccount(username, f"{username}@lantern.example", name, PASSWORD, zone="Europe/Berlin")
    with unit_of_work(by=None) as unit:
        return add_person(unit, account, hash_password(PASSWORD), role, **profile)


def switch_off(session: Session, person: Person, at: datetime) -> None:
    """Switch somebody off, without an admin and without a trace."""
    session.get_one(Person, person.id).disabled_at = at
    session.commit()


@pytest.fixture
def alice(database: Database, app: Flask) -> Person:
    """Owns the calendar Team and everything in it."""
    return again(database, "alice", lambda: make_person("alice", "Alice Adler"))


@pytest.fixture
def bob(database: Database, app: Flask) -> Person:
    """Edits Team."""
    return again(database, "bob", lambda: make_person("bob", "Bob Brook"))


@pytest.fixture
def vera(database: Database, app: Flask) -> Person:
    """Views Team."""
    return again(database, "vera", lambda: make_person("vera", "Vera Voss"))


@pytest.fixture
def charlie(database: Database, app: Flask) -> Person:
    """Has nothing to do with Team."""
    return again(database, "charlie", lambda: make_person("charlie", "Charlie Chan"))


@pytest.fixture
def root(database: Database, app: Flask) -> Person:
    """Administers the site and has no role on Team."""
    return again(database, "root", lambda: make_person("root", "Root Rowan", role="admin"))


def a_document(**changes: Any) -> Document:
    """A plain event, with the fields that matter to a test changed."""
    plain = {
        **ONCE,
        "title": "Retreat",
        "description": "Bring a book.",
        "location": "Harbour room",
        "start": "2026-03-24T09:00",
        "end": "2026-03-24T10:00",
        "zone": "Europe/Berlin",
        "all_day": False,
        "tags": ["planning"],
        "status": "confirmed",
    }
    return {**plain, **changes}


@pytest.fixture
def team(database: Database, alice: Person, bob: Person, vera: Person) -> int:
    """The id of a calendar that Alice owns, Bob edits and Vera views."""
    shares = {bob.id: Role.EDITOR, vera.id: Role.VIEWER}
    return again(database, "team", lambda: _make_calendar("Team", "sky", shares, alice))


@pytest.fixture
def rooms(database: Database, alice: Person, bob: Person) -> int:
    """The id of a calendar that Alice owns and Bob edits; Vera does not see it."""
    return again(database, "rooms", lambda: _make_calendar("Rooms", "leaf", {bob.id: Role.EDITOR}, alice))


def _make_calendar(name: str, hue: str, shares: dict[int, Role], owner: Person) -> int:
    calendar_id = create_calendar(name, hue, "Europe/Berlin", by=owner)
    for person_id, role in shares.items():
        share_calendar(calendar_id, person_id, role, by=owner)
    return calendar_id


@pytest.fixture
def retreat(database: Database, team: int, alice: Person) -> int:
    """The id of an event in Team: 'Retreat', 24 March 2026, 09:00 to 10:00 in Berlin."""
    return again(database, "retreat", lambda: create_event(team, a_document(), by=alice).event_id)


@pytest.fixture
def cast(alice: Person, bob: Person, vera: Person, charlie: Person, root: Person) -> SimpleNamespace:
    """Everybody, by name."""
    return SimpleNamespace(alice=alice, bob=bob, vera=vera, charlie=charlie, root=root)


def sign_in_as(client: FlaskClient, person: Person | None) -> FlaskClient:
    """Give a client the cookie of a new session, and the origin that a browser would send."""
    client.environ_base["HTTP_ORIGIN"] = ORIGIN
    if person is not None:
        with unit_of_work(by=person) as unit:
            token = start_session(unit, person, Device("tests").agent, "127.0.0.1")
        client.set_cookie("daybook-session", token, domain="localhost")
    return client


@pytest.fixture
def visit(app: Flask) -> Visit:
    """`visit(alice)` is a client that is signed in as Alice; `visit(None)` one that is not signed in."""
    return lambda person: sign_in_as(app.test_client(), person)


@pytest.fixture
def no_csrf(app: Flask):  # type: ignore[no-untyped-def]
    """For tests that are about something else: forms need no CSRF token (tests/security proves that they do)."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True
