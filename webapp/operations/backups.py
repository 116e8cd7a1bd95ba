"""A copy of the whole database while people go on working."""

import os
from pathlib import Path

from webapp.extensions import db
from webapp.operations.errors import Refused

NOT_SQLITE = "The data is in PostgreSQL: copy it with pg_dump, which comes with PostgreSQL."


def back_up(path: Path) -> None:
    """Write a copy of the SQLite database to a new file that only its owner may read; raises Refused.

    A plain copy of the file can lack whole tables, as the newest changes are in a file beside it; VACUUM INTO does not.
    """
    if db.engine.dialect.name != "sqlite":
        raise Refused(NOT_SQLITE)
    try:
        # It must be empty or absent; made here, so that nobody else can read it at any moment.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise Refused(f"{path} exists already. Choose another name.") from error
    connection = db.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(path),))
    finally:
        connection.close()
