"""The app in this process, its visitors, and a database session for the test itself."""

import contextvars
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.databases import TEST_SETTINGS, Database
from tests.support.run_folder import folder
from tests.support.templates import keep_compiled
from webapp import create_app
from webapp.extensions import db
from webapp.live import drain_live

MakeApp = Callable[..., Flask]

_apps: dict[str, Flask] = {}


class Visitor(FlaskClient):
    """A browser without a screen, with cookies of its own.

    Each request sees a fresh context, as on a server, although the test holds one open; after it,
    the test's own objects read what the request has written.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return response


def new_app(database: Database, **settings: Any) -> Flask:
    """An app on this database, with the settings of tests and the ones that are given."""
    # Nobody else is there to tell, and a connection to the bus would outlive the test.
    usual = {**TEST_SETTINGS, "TESTING": True, "BUS": "local", "DATABASE_URL": database.url}
    app = keep_compiled(create_app({**usual, **settings}), folder())
    app.test_client_class = Visitor
    return app


@pytest.fixture
def app(database: Database) -> Iterator[Flask]:
    """The app on an empty database, its context held open for the test: operations can be called right away."""
    if database.url not in _apps:
        _apps[database.url] = new_app(database)
    with _apps[database.url].app_context():
        yield _apps[database.url]
        db.session.rollback()


@pytest.fixture
def make_app(database: Database) -> Iterator[MakeApp]:
    """Make an app with other settings: `make_app(RATELIMIT_ENABLED=True)`; its context is not pushed."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        made.append(new_app(database, **settings))
        return made[-1]

    yield make
    if has_app_context():
        db.session.remove()  # a connection that the test itself still holds would outlive its pool
    for app in [*made, *_apps.values()]:
        _close(app)
    # Extensions keep what the newest app told them, so the shared app has to be made anew.
    _apps.clear()


def pytest_sessionfinish() -> None:
    for app in _apps.values():
        _close(app)


def _close(app: Flask) -> None:
    """End its threads, and its database connections: an open one at the end of the run would be a warning, so an error."""
    drain_live(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Session:
    """The test's own database session."""
    return db.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()
