"""Watching the real server without a browser."""

import pytest

from tests.support.live_server import LiveServer, StartServer
from tests.support.sockets import arrive

__all__ = ["arrive"]


@pytest.fixture(params=["hub", "thread"])
def either_server(request: pytest.FixtureRequest, shared_server: StartServer) -> LiveServer:
    """The test runs on a server that hands sockets to one thread (the default), and on one with a thread for each."""
    return shared_server() if request.param == "hub" else shared_server(LIVE_MODE="thread")
