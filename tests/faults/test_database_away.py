"""The database goes away and comes back: pages say so in the meantime, and nobody has to start anything again."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import make_url

from tests.support.apps import new_app
from tests.support.cast import PASSWORD, a_document, make_person, sign_in_as
from tests.support.databases import KINDS, Database, drop_database, new_database, sqlite_path
from tests.support.services import postgres_url
from webapp.extensions import db
from webapp.operations.calendars import create_calendar
from webapp.operations.events import create_event

PAGE = {"Accept": "text/html"}


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database of this test's own, which may go away."""
    made = new_database(request.param, "away")
    yield made
    come_back(made)
    drop_database(made)


@pytest.fixture
def app(database: Database) -> Iterator[Flask]:
    app = new_app(database, WTF_CSRF_ENABLED=False)
    with app.app_context():
        yield app
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def go_away(database: Database) -> None:
    """No new connection, and every open one is cut; for SQLite, the file is not there."""
    if database.kind == "postgresql":
        name = make_url(database.url).database
        cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        Database("postgresql", postgres_url()).execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false", cut)
    else:
        path = sqlite_path(database)
        path.rename(path.with_suffix(".away"))
        path.mkdir()
        db.engine.dispose()  # open connections would still see the file


def come_back(database: Database) -> None:
    """As it was."""
    if database.kind == "postgresql":
        name = make_url(database.url).database
        Database("postgresql", postgres_url()).execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    elif sqlite_path(database).is_dir():
        path = sqlite_path(database)
        path.rmdir()
        path.with_suffix(".away").rename(path)


@pytest.mark.parametrize("signed_in", [True, False])
def test_pages_say_so_until_it_is_back(app: Flask, database: Database, signed_in: bool) -> None:
    alice = make_person("alice", "Alice Adler")
    event_id = create_event(create_calendar("Team", "sky", "UTC", by=alice), a_document(), by=alice).event_id
    client = sign_in_as(app.test_client(), alice if signed_in else None)
    asks = {
        "month": lambda: client.get("/month", headers=PAGE),
        "event": lambda: client.get(f"/events/{event_id}", headers=PAGE),
        "field": lambda: client.post(
            f"/events/{event_id}/fields/location", data={"location": "Attic", "base": "1"}
        ),
        "door": lambda: client.post("/sign-in", data={"identifier": "alice", "password": PASSWORD}),
        "not there": lambda: client.get("/nothing", headers=PAGE),
        "made": lambda: client.post(
            "/sign-up",
            data={"username": "emi", "name": "Emi", "email": "e@lantern.example", "password": PASSWORD},
        ),
    }
    if not signed_in:  # nothing of the database is needed to send somebody to the door
        asks = {name: asks[name] for name in ("door", "made")}
    db.session.remove()
    go_away(database)
    for name, ask in asks.items():
        answer = ask()
        assert (name, answer.status_code) == (name, 503)
        assert int(answer.headers["Retry-After"]) > 0
        assert "Nothing you saved is lost" in answer.text and answer.headers["Content-Security-Policy"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    assert client.get("/static/favicon.svg", buffered=True).status_code == 200

    come_back(database)
    assert client.get("/readyz").status_code == 200
    if signed_in:
        assert [asks[name]().status_code for name in ("month", "event", "field")] == [200, 200, 303]
        assert "Attic" in client.get(f"/events/{event_id}").text
    else:
        assert asks["door"]().status_code == 303


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_connections_that_were_cut_while_nobody_looked_are_not_noticed(
    app: Flask, database: Database
) -> None:
    client = sign_in_as(app.test_client(), make_person("alice", "Alice Adler"))
    assert client.get("/month").status_code == 200
    db.session.remove()
    go_away(database)
    come_back(database)

    assert client.get("/month").status_code == 200
    assert client.post("/calendars", data={"name": "Crew", "hue": "sky", "zone": "UTC"}).status_code == 303
