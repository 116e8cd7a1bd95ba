"""Databases for tests: each worker has one SQLite file and one PostgreSQL database, migrated once, emptied per test."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
from sqlalchemy import Engine, NullPool, create_engine, event, make_url, text

from tests.support.run_folder import folder
from tests.support.services import postgres_url
from webapp import create_app
from webapp.models.base import Base

KINDS = ("sqlite", "postgresql")

# Cheap hashes, no limits, a fixed key: what every test app and test server runs with.
TEST_SETTINGS: dict[str, Any] = {
    "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
    "RATELIMIT_ENABLED": False,
    "ARGON2_MEMORY_KIB": 64,
    "ARGON2_TIME_COST": 1,
    "DEMO": False,
    # Whoever waits for a change waits for its announcement: the safety poll must not help.
    "LIVE_SAFETY_POLL": 600,
    # Tests send webhooks themselves; those of the worker ask for it.
    "WEBHOOKS_IN_WEB": False,
}
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


@dataclass(frozen=True)
class Database:
    """One migrated database: its kind and its address."""

    kind: str
    url: str

    def empty(self) -> None:
        """Delete every row, and let ids start at 1 again."""
        self.refill("")

    def refill(self, inserts: str) -> None:
        """Delete every row, then run these statements, all at once; foreign keys are not looked at."""
        self.add(f"{_DELETE if self.kind == 'sqlite' else _EMPTY_POSTGRES}; {inserts}")
        for tell in _listeners:
            tell(self, not inserts)

    def add(self, script: str) -> None:
        """Run these statements all at once; foreign keys are not looked at."""
        if self.kind == "sqlite":
            with _sqlite(self.url) as connection:
                connection.executescript(f"BEGIN IMMEDIATE; {script}; COMMIT")
        else:
            _postgres(self.url).execute(script)

    def look(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query, past the ORM: for tests that look at whole tables."""
        bare = _sqlite(self.url) if self.kind == "sqlite" else _postgres(self.url)
        return bare.execute(query).fetchall()

    def execute(self, *statements: str) -> None:
        """Run statements one after the other on a connection of their own."""
        engine = create_engine(driver_url(self.url), poolclass=NullPool)
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))


OnRefilled = Callable[[Database, bool], None]
_listeners: list[OnRefilled] = []


def on_refilled(listener: OnRefilled) -> OnRefilled:
    """Call this whenever a database was emptied (True), or other rows were put in the place of all (False)."""
    _listeners.append(listener)
    return listener


# DELETE, not TRUNCATE: making a dozen files anew takes 50 ms, deleting a few rows one. Writers that are late are waited for.
_NAMES = [table.name for table in reversed(Base.metadata.sorted_tables)]
_DELETE = "; ".join(f"DELETE FROM {name}" for name in _NAMES)
_EMPTY_POSTGRES = f"""
LOCK TABLE {", ".join(_NAMES)} IN SHARE ROW EXCLUSIVE MODE; {_DELETE};
SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'
"""


@cache
def _sqlite(url: str) -> sqlite3.Connection:
    """The connection that fills and empties this database, open for the whole run; foreign keys are off, as SQLite has them."""
    made = sqlite3.connect(str(make_url(url).database), timeout=10, isolation_level=None)
    made.execute("PRAGMA synchronous = OFF")
    _open.append(made)
    return made


@cache
def _postgres(url: str) -> psycopg.Connection[Any]:
    """The same; foreign keys are off on this connection."""
    options = "-c lock_timeout=10s -c session_replication_role=replica"
    made = psycopg.connect(url, autocommit=True, options=options)
    _open.append(made)
    return made


_open: list[sqlite3.Connection | psycopg.Connection[Any]] = []


@event.listens_for(Engine, "connect")
def _backwards(connection: Any, _record: Any) -> None:
    """On SQLite rows come backwards where a statement puts them in no order, so whoever relies on one fails on one of both."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON")


def pytest_sessionfinish() -> None:
    for connection in _open:
        connection.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of pages and parameters runs with all of them on SQLite, with one on PostgreSQL; the rest is for soak.

    The parameters are people, fields and kinds of pages: that all statements are good ones for both is seen with one.
    """
    seen = set()
    for item in items:
        values = (
            item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        )
        if values.get("database") == "postgresql" and len(values) > 1 and item.nodeid.startswith(_OF_PAGES):
            function = item.nodeid.partition("[")[0]
            if function in seen:
                item.add_marker(pytest.mark.soak)
            seen.add(function)


_OF_PAGES = ("tests/views/", "tests/live/")


def driver_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def worker() -> str:
    """The name of this xdist worker, "main" without xdist."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@cache
def worker_database(kind: str) -> Database:
    """This worker's database of that kind, shared by its tests one after the other."""
    return new_database(kind, "shared")


def new_database(kind: str, name: str) -> Database:
    """A migrated, empty database of its own."""
    template = _template(kind)
    if kind == "sqlite":
        path = folder() / f"{worker()}_{name}.sqlite3"
        shutil.copyfile(sqlite_path(template), path)
        return Database(kind, f"sqlite:///{path}")
    made = f"daybook_{worker()}_{name}"
    _administer(
        f"DROP DATABASE IF EXISTS {made} WITH (FORCE)", f"CREATE DATABASE {made} TEMPLATE {_name(template)}"
    )
    return Database(kind, postgres_url(made))


def drop_database(database: Database) -> None:
    """Remove a database that new_database() made."""
    if database.kind == "postgresql":
        _administer(f"DROP DATABASE IF EXISTS {_name(database)} WITH (FORCE)")
    else:
        for path in sqlite_path(database).parent.glob(sqlite_path(database).name + "*"):
            path.unlink()


@cache
def _template(kind: str) -> Database:
    """A database that only the migrations have touched; every other one is a copy of it."""
    name = f"template_{worker()}"
    if kind == "postgresql":
        _administer(f"CREATE DATABASE {name}")
    url = postgres_url(name) if kind == "postgresql" else f"sqlite:///{folder() / name}.sqlite3"
    _migrate(url)
    return Database(kind, url)


def _migrate(url: str) -> None:
    app = create_app({**TEST_SETTINGS, "DATABASE_URL": url, "TESTING": True, "BUS": "local"})
    with app.app_context():
        flask_migrate.upgrade(str(MIGRATIONS))
        app.extensions["sqlalchemy"].engine.dispose()


def _administer(*statements: str) -> None:
    engine = create_engine(driver_url(postgres_url()), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _name(database: Database) -> str:
    return str(make_url(database.url).database)


def sqlite_path(database: Database) -> Path:
    """The file of a SQLite database."""
    return Path(_name(database))


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database; the test runs on SQLite and on PostgreSQL.

    For one of them only: `@pytest.mark.parametrize("database", ["sqlite"], indirect=True)`.
    """
    found = worker_database(request.param)
    found.empty()
    yield found


@pytest.fixture
def database_url(database: Database) -> str:
    return database.url
