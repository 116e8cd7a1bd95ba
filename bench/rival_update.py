"""The floor of a move: nothing but the row of an event and its place changed and committed, no rights, history or overlaps."""

import os
import sqlite3
from collections.abc import Callable, Iterable
from urllib.parse import parse_qs

FILE = os.environ["DATABASE_URL"].removeprefix("sqlite:///")


def app(environ: dict, start_response: Callable) -> Iterable[bytes]:  # type: ignore[type-arg]
    form = parse_qs(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode())
    if form:
        start, end, event = form["start"][0], form["end"][0], int(form["event"][0])
        with sqlite3.connect(FILE, timeout=30) as connection:
            for table, name in (("event", "id"), ("occurrence", "event_id")):
                connection.execute(
                    f"UPDATE {table} SET start_utc = ?, end_utc = ? WHERE {name} = ?", (start, end, event)
                )
        connection.close()
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"moved"]
