"""One client must not make the others wait. Each test first shows that gunicorn by itself lets it."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.live_server import ROOT, LiveServer, StartServer

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PLAIN = """
from gunicorn.workers import gthread
gunicorns_own = gthread.TConn
exec(compile(open({path!r}).read(), {path!r}, "exec"))
gthread.TConn = gunicorns_own
"""
WITHOUT_HANGING_UP = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
TRIES = 5  # a busy machine may hold up one of them


@pytest.fixture
def plain_server(start_server: StartServer, tmp_path: Path) -> LiveServer:
    """Our configuration with gunicorn's own connections."""
    config = tmp_path / "plain.conf.py"
    config.write_text(PLAIN.format(path=str(ROOT / "gunicorn.conf.py")))
    return start_server(config=config)


def seconds_to_answer(server: LiveServer) -> float:
    started = time.monotonic()
    server.get("/healthz")
    return time.monotonic() - started


@contextmanager
def connected(server: LiveServer, count: int, send: bytes = b"") -> Iterator[list[socket.socket]]:
    """Connections that have sent some bytes and stay open."""
    clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(count)]
    try:
        for client in clients:
            client.sendall(send)
        yield clients
    finally:
        for client in clients:
            client.close()


def after_a_close(server: LiveServer) -> float:
    """How long others wait while a client that asked for Connection: close does not hang up."""
    with connected(server, 1, WITHOUT_HANGING_UP) as clients:
        while clients[0].recv(4096):
            pass
        return seconds_to_answer(server)


def beside_silent_clients(server: LiveServer) -> float:
    """How long others wait while as many clients as there are threads are connected and say nothing."""
    with connected(server, 8):
        time.sleep(0.3)
        return seconds_to_answer(server)


def test_a_client_that_does_not_hang_up_keeps_nobody_waiting(
    live_server: LiveServer, plain_server: LiveServer
) -> None:
    assert after_a_close(plain_server) > 1.6
    assert any(after_a_close(live_server) < 1.5 for _ in range(TRIES))


def test_silent_clients_keep_nobody_waiting(live_server: LiveServer, plain_server: LiveServer) -> None:
    assert beside_silent_clients(plain_server) > 3
    assert any(beside_silent_clients(live_server) < 2.5 for _ in range(TRIES))


def test_the_answer_to_an_upload_that_is_too_large_still_arrives_whole(live_server: LiveServer) -> None:
    head = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\nContent-Type: text/plain\r\n\r\n"
    with connected(live_server, 1, head + b"x" * 60_000) as clients:
        answer = clients[0].makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 4")
    assert answer.rstrip().endswith(b"</html>")


def test_many_clients_that_do_not_hang_up_are_dropped_rather_than_kept(live_server: LiveServer) -> None:
    with connected(live_server, 100, WITHOUT_HANGING_UP):
        assert seconds_to_answer(live_server) < 2
