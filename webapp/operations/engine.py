"""How connections behave: SQLite made safe for many writers, PostgreSQL made to read one snapshot a request."""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from webapp.operations.prepared import Prepared

_WRITERS = threading.Lock()
_BEGIN_TO_WRITE, _BEGIN_TO_READ = Prepared(text("BEGIN IMMEDIATE")), Prepared(text("BEGIN DEFERRED"))


def prepare(engine: Engine, synchronous: str = "NORMAL") -> None:
    """Attach the listeners that every connection of this engine needs."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, "FULL" if synchronous.upper() == "FULL" else "NORMAL")


def _prepare_sqlite(engine: Engine, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not open transactions behind our back
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "cache_size=-20000",
            f"synchronous={synchronous}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A deferred BEGIN that turns into a write later fails with SQLITE_BUSY although there is a busy_timeout.
        writes = connection.get_execution_options().get("writes", False)
        (_BEGIN_TO_WRITE if writes else _BEGIN_TO_READ).run(connection, {})


def options_for_writing(engine: Engine) -> dict[str, Any]:
    """Execution options of a transaction that writes: it waits for others instead of failing."""
    return {"isolation_level": "READ COMMITTED"} if engine.dialect.name == "postgresql" else {"writes": True}


@contextmanager
def turn_to_write(engine: Engine) -> Iterator[None]:
    """On SQLite, writers queue here, threads by a lock and processes by flock: SQLite's own waiting is unfair."""
    if engine.dialect.name != "sqlite" or not engine.url.database or engine.url.database == ":memory:":
        yield
        return
    with _WRITERS:
        lock = os.open(engine.url.database + ".lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
