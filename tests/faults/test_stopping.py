"""A server that is told to end, or to load new code, ends: open pages and kept connections do not hold it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

import pytest
import websocket

from tests.support.live_server import LiveServer, StartServer
from tests.support.run_folder import alive
from tests.support.signed_in import COOKIE, session_token
from webapp.models import Person

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
COME_BACK_SOON = 1012


@contextmanager
def watching(server: LiveServer, person: Person, event_id: int) -> Iterator[websocket.WebSocket]:
    """An open live page of this person."""
    page = websocket.create_connection(
        f"ws://127.0.0.1:{server.port}/live?page=event&id={event_id}",
        origin=server.url,
        cookie=f"{COOKIE}={session_token(person)}",
        timeout=60,  # on a busy machine the new worker comes late, and the old one goes after it
    )
    try:
        yield page
    finally:
        page.shutdown()


def close_code(page: websocket.WebSocket) -> int:
    """Read until the server closes the page; returns the code it gives."""
    while True:
        opcode, data = page.recv_data()
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            return int.from_bytes(data[:2], "big")


def wait_for_new_worker(server: LiveServer, old: int, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while alive(old) or not server.workers():
        assert time.monotonic() < deadline, server.tail()
        time.sleep(0.05)


@pytest.mark.parametrize("mode", ["hub", "thread"])
def test_a_server_that_ends_sends_its_live_pages_away_and_ends_at_once(
    start_server: StartServer, alice: Person, retreat: int, mode: str
) -> None:
    server = start_server(LIVE_MODE=mode)
    with watching(server, alice, retreat) as page:
        assert server.process is not None
        server.process.terminate()
        assert close_code(page) == COME_BACK_SOON
        assert server.process.wait(8) == 0


@pytest.mark.parametrize("mode", ["hub", "thread"])
def test_new_code_is_loaded_although_live_pages_are_open(
    start_server: StartServer, alice: Person, retreat: int, mode: str
) -> None:
    server = start_server(LIVE_MODE=mode)
    (old,) = server.workers()
    with watching(server, alice, retreat) as page:
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGHUP)
        assert close_code(page) == COME_BACK_SOON
        wait_for_new_worker(server, old)
    with watching(server, alice, retreat) as page:
        assert page.connected


def test_a_kept_connection_does_not_hold_the_server(live_server: LiveServer) -> None:
    kept = HTTPConnection("127.0.0.1", live_server.port)
    kept.request("GET", "/healthz")
    kept.getresponse().read()
    assert live_server.stop(8) == 0
    kept.close()
