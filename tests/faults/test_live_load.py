"""Many watchers, stalled ones and hostile ones cost the others nothing."""

import socket
import time
from contextlib import closing, suppress
from typing import Any

import pytest

from tests.support.live_server import LiveServer, StartServer
from tests.support.sockets import Arrive, Visitor, Watching, arrive
from webapp.models import Person

__all__ = ["arrive"]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def edit(browser: Visitor, event_id: int, base: int, **fields: Any) -> float:
    """Save a place; returns how many seconds the answer took."""
    start = time.monotonic()
    assert browser.post(f"/events/{event_id}/fields/location", base=base, **fields) == 303
    return time.monotonic() - start


def read_for(raw: socket.socket, seconds: float, frames: int = 99) -> bytes:
    """What comes in that time, or until there are so many frames, or the other side hangs up."""
    data, deadline = b"", time.monotonic() + seconds
    with suppress(TimeoutError, ConnectionError):
        while (left := deadline - time.monotonic()) > 0 and data.count(b"</live-frame>") < frames:
            raw.settimeout(left)
            if not (more := raw.recv(65536)):
                break
            data += more
    return data


def stall(browser: Visitor, event_id: int, since: str = "") -> socket.socket:
    """A page that is open and reads nothing, with a small window."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    raw.connect(("127.0.0.1", browser.server.port))
    raw.sendall(
        f"GET /live?page=event&id={event_id}&since={since} HTTP/1.1\r\nHost: 127.0.0.1:{browser.server.port}\r\n"
        f"Origin: {browser.server.url}\r\nCookie: {browser.cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    assert raw.recv(12) == b"HTTP/1.1 101"
    return raw


@pytest.fixture
def server(shared_server: StartServer) -> LiveServer:
    return shared_server(LIVE_PER_PERSON=200, LIVE_PER_ADDRESS=400)


def test_twenty_watchers_do_not_stop_a_server_of_eight_threads(
    arrive: Arrive, server: LiveServer, alice: Person, bob: Person, retreat: int
) -> None:
    owner, editor = arrive(alice, server), arrive(bob, server)
    since = owner.since(f"/events/{retreat}")
    pages: list[Watching] = [owner.watch(page="event", id=retreat, since=since) for _ in range(20)]
    assert owner.status(f"/events/{retreat}") == 200
    edit(editor, retreat, 1, location="Attic")
    assert all("Attic" in page.hear().html for page in pages)


def test_threads_of_their_own_are_given_to_so_few_that_the_site_answers(
    arrive: Arrive, start_server: StartServer, alice: Person, retreat: int
) -> None:
    owner = arrive(alice, start_server(LIVE_MODE="thread"))
    since = owner.since(f"/events/{retreat}")
    pages = [owner.watch(page="event", id=retreat, since=since) for _ in range(4)]
    assert owner.refusal(page="event", id=retreat) == 503
    assert owner.status(f"/events/{retreat}") == 200
    pages[0].socket.close()
    assert owner.watch(page="event", id=retreat, since=since)


def test_readers_that_stall_stop_neither_the_others_nor_who_saves(
    arrive: Arrive, server: LiveServer, alice: Person, bob: Person, retreat: int
) -> None:
    owner, editor = arrive(alice, server), arrive(bob, server)
    stalled = [stall(owner, retreat) for _ in range(5)]
    text = "A long story. " * 4000
    assert editor.post(f"/events/{retreat}/fields/description", base=1, description=text) == 303
    page = owner.watch(page="event", id=retreat, since=owner.since(f"/events/{retreat}"))
    for version in range(2, 12):
        story = f"{text} {version}"
        assert editor.post(f"/events/{retreat}/fields/description", base=version, description=story) == 303
        heard = page.hear()
        assert heard.to == owner.since(f"/events/{retreat}")
    for raw in stalled:
        raw.close()


def test_a_reader_that_stalls_is_cut_off_in_the_middle_when_it_loses_access(
    arrive: Arrive, server: LiveServer, alice: Person, vera: Person, team: int, retreat: int
) -> None:
    owner, viewer = arrive(alice, server), arrive(vera, server)
    for is_revoked, frames in ((False, 2), (True, 1)):
        with closing(stall(viewer, retreat, viewer.since(f"/events/{retreat}"))) as raw:
            long = {"base": 2 if is_revoked else 1, "description": "&" * (60_000 - is_revoked)}
            assert owner.post(f"/events/{retreat}/fields/description", **long) == 303
            time.sleep(0.3)
            if is_revoked:
                assert owner.post(f"/calendars/{team}/shares/{vera.id}", remove="1") in (200, 303)
                time.sleep(0.7)
            heard = read_for(raw, 10.0, frames=99 if is_revoked else frames) + read_for(raw, 0.5)
            assert heard.count(b"</live-frame>") == frames


def test_hostile_clients_end_alone(
    arrive: Arrive, server: LiveServer, alice: Person, bob: Person, retreat: int
) -> None:
    owner, editor = arrive(alice, server), arrive(bob, server)
    page = owner.watch(page="event", id=retreat, since=owner.since(f"/events/{retreat}"))
    for bytes_sent in (b"\x00" * 5000, b"\x82\xff" + b"\xff" * 5000, b"\x89\x80\x00\x00\x00\x00" * 20_000):
        raw = stall(owner, retreat)
        raw.settimeout(1)
        with suppress(TimeoutError, ConnectionError):
            raw.sendall(bytes_sent)
        raw.close()
    edit(editor, retreat, 1, location="Attic")
    assert "Attic" in page.hear().html


def test_pages_that_open_and_close_all_the_time_hurt_no_request(
    arrive: Arrive, server: LiveServer, alice: Person, retreat: int
) -> None:
    owner = arrive(alice, server)
    since = owner.since(f"/events/{retreat}")
    for number in range(60):
        page = owner.watch(page="event", id=retreat, since=since)
        page.socket.close() if number % 2 else page.socket.shutdown()
        assert owner.status("/healthz") == 200
    assert "Traceback" not in server.tail(400)


def test_a_killed_server_comes_back_to_pages_that_missed_something(
    arrive: Arrive, server: LiveServer, alice: Person, bob: Person, retreat: int
) -> None:
    owner, editor = arrive(alice, server), arrive(bob, server)
    since = owner.since(f"/events/{retreat}")
    owner.watch(page="event", id=retreat, since=since)
    edit(editor, retreat, 1, location="Attic")
    server.restart()
    heard = owner.watch(page="event", id=retreat, since=since, hello=False).hear()
    assert "Attic" in heard.html
