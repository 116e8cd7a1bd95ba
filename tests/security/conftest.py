"""The world of the security tests: built once for each database, put back before each test that asks for it."""

import pytest
from flask import Flask

from tests.security.world import Stage, World, build
from tests.support.databases import Database

_worlds: dict[str, World] = {}


@pytest.fixture
def stage(database: Database, app: Flask) -> Stage:
    """The cast with calendars, events, a history, and who was once let in; `stage.visit("alice")` is signed in."""
    if database.url not in _worlds:
        _worlds[database.url] = build(database)
    made = Stage(database, app, _worlds[database.url])
    made.restore()
    return made
