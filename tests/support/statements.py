"""What a request or an operation asks of the database: the texts of its statements, and how many there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from webapp.domain.keeping import forget_all
from webapp.extensions import db

# These open and end transactions and set up a connection; they read and write nothing.
AROUND = ("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")


@contextmanager
def recording() -> Iterator[list[str]]:
    """A list that fills with the text of every statement that the app sends meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(AROUND):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def count_statements(client: FlaskClient, path: str) -> int:
    """How many statements a page costs that answers with 200 and that nobody has asked for before."""
    forget_all()
    with recording() as sent:
        assert client.get(path).status_code == 200
    return len(sent)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """The text of every statement from here on."""
    with recording() as sent:
        yield sent
