"""For files whose subject does not depend on the database: `from tests.security.one_database import database`."""

from collections.abc import Iterator

import pytest

from tests.support.databases import Database, worker_database


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty SQLite database."""
    found = worker_database(request.param)
    found.empty()
    yield found
