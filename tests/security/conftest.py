"""The world of the security tests: built once for each database, put back before each test that asks for it."""

import pytest
from flask import Flask

from tests.security.world import Stage, World, build
from tests.support.databases import KINDS, Database, worker_database

_worlds: dict[str, World] = {}


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database, or the one that `stage` fills, which sees for itself what has to be put back."""
    found = worker_database(request.param)
    if "stage" not in request.fixturenames:
        found.empty()
    return found


@pytest.fixture
def stage(database: Database, app: Flask) -> Stage:
    """The cast with calendars, events, a history, and who was once let in; `stage.visit("alice")` is signed in."""
    if database.url not in _worlds:
        database.empty()
        _worlds[database.url] = build(database)
    made = Stage(database, app, _worlds[database.url])
    made.restore()
    return made
