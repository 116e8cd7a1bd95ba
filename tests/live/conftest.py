"""Watching the real server without a browser. One server a worker and mode serves all these tests: starting takes longest."""

from collections.abc import Iterator

import pytest

from tests.support.databases import Database
from tests.support.live_server import LiveServer
from tests.support.sockets import arrive

__all__ = ["arrive"]

_servers: dict[tuple[str, str], LiveServer] = {}


@pytest.fixture(scope="session", autouse=True)
def _end_servers() -> Iterator[None]:
    yield
    for server in _servers.values():
        server.kill()


def serving(database: Database, mode: str) -> LiveServer:
    """A running server of this mode on this database, which tests empty one after the other."""
    if (database.url, mode) not in _servers:
        _servers[database.url, mode] = LiveServer(database, LIVE_MODE=mode)
        _servers[database.url, mode].start()
    return _servers[database.url, mode]


@pytest.fixture
def live_server(database: Database) -> LiveServer:
    return serving(database, "hub")


@pytest.fixture(params=["hub", "thread"])
def either_server(request: pytest.FixtureRequest, database: Database) -> LiveServer:
    """The test runs on a server that hands sockets to one thread, and on one that keeps a thread for each."""
    return serving(database, request.param)
