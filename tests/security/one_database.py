"""For files whose subject does not depend on the database: `from tests.security.one_database import database`."""

import pytest

from tests.support.databases import Database, worker_database


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty SQLite database, or the one that `stage` fills."""
    found = worker_database(request.param)
    if "stage" not in request.fixturenames:
        found.empty()
    return found
