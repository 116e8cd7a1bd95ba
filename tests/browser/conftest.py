"""Browser tests look at pages, which are the same on both databases: they run on SQLite alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.support.databases import Database, worker_database
from tests.support.signed_in import OpenAs
from tests.support.sockets import Arrive, Visitor, arrive
from webapp.models import Person

__all__ = ["arrive"]


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database; `parametrize("database", ["postgresql"], indirect=True)` asks for the other kind."""
    found = worker_database(request.param)
    found.empty()
    yield found


@pytest.fixture
def owners(open_as: OpenAs, alice: Person) -> Page:
    """Alice's browser."""
    return open_as(alice)


@pytest.fixture
def editor(arrive: Arrive, bob: Person, retreat: int) -> Visitor:
    """Bob, who saves without a browser."""
    return arrive(bob)
