"""Seeing to it that what was deleted is gone from the files of the database, too, and not only from its tables."""

from pathlib import Path

from sqlalchemy import text

from webapp.extensions import db
from webapp.models.base import Base
from webapp.operations.engine import turn_to_write

# Rewriting a file of this size takes some seconds, in which nobody can save.
AT_ONCE = 256 * 1024 * 1024
PATIENCE = 2_000  # milliseconds


def scrub() -> bool:
    """Write the database anew without any remains; False where pages that are being read kept the old file in use.

    On SQLite free space and the write-ahead log hold what was deleted until then; on PostgreSQL the dead rows of
    every table do, and each table is locked while it is rewritten.
    """
    db.session.rollback()
    return _rewrite_file() if db.engine.dialect.name == "sqlite" else _rewrite_tables()


def scrub_at_once() -> bool:
    """The same right after a purge, where it is a matter of seconds; False where it is left to `flask scrub`."""
    if db.engine.dialect.name != "sqlite" or _size() > AT_ONCE:
        return False
    return scrub()


def _size() -> int:
    path = Path(db.engine.url.database or "")
    return path.stat().st_size if path.is_file() else 0


def _rewrite_file() -> bool:
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        with turn_to_write(db.engine):
            cursor.execute("VACUUM")
        # The old pages are in the log still, as long as somebody reads them; writers wait meanwhile.
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        connection.invalidate()
    finally:
        connection.close()
    return not busy


def _rewrite_tables() -> bool:
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in Base.metadata.sorted_tables:  # all: a list of those that hold content would fall behind
            connection.execute(text(f"VACUUM (FULL) {table.name}"))
    return True
