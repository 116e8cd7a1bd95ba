"""The world of the security tests: built once for each database, put back before each test that asks for it."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.security.world import Stage, World, build, close_engines
from tests.support.databases import Database

_worlds: dict[str, World] = {}


@pytest.fixture(scope="session")
def _engines() -> Iterator[None]:
    yield
    close_engines()


@pytest.fixture
def stage(database: Database, app: Flask, _engines: None) -> Stage:
    """The cast with calendars, events, a history, and who was once let in; `stage.visit("alice")` is signed in."""
    if database.url not in _worlds:
        _worlds[database.url] = build(database)
    made = Stage(database, app, _worlds[database.url])
    made.restore()
    return made
