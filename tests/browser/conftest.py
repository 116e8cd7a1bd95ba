"""Browser tests look at pages, which are the same on both databases: they run on SQLite alone."""

from collections.abc import Iterator

import pytest

from tests.support.databases import Database, worker_database


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty database; `parametrize("database", ["postgresql"], indirect=True)` asks for the other kind."""
    found = worker_database(request.param)
    found.empty()
    yield found
