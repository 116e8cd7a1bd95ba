"""What a hub process listens to: our own user's processes, who say what they may and no more."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.apps import MakeApp
from tests.support.databases import Database, worker_database
from tests.support.hub_processes import wait_until
from webapp.live import handover, hub_process, wire
from webapp.live.bus_hub import HubCarrier, ask, connected
from webapp.live.bus_once import Once
from webapp.live.handover import Answer, Ask, Message, Take
from webapp.live.hub_file import listening
from webapp.live.hub_process import HubProcess
from webapp.operations.announcements import AccessChanged, Announcement, CalendarChanged

GOOD = {
    "do": "admit",
    "person_id": 7,
    "sign_in_id": 5,
    "address": "127.0.0.1",
    "kind": "event",
    "page": {"event_id": 9, "calendar_id": 3, "occurrence": ""},
    "since": None,
    "seen_as": "",
    "tab": 77,
}


class Here(NamedTuple):
    """A hub process in a thread of the test."""

    path: Path
    hub: HubProcess
    thread: threading.Thread

    def stop(self) -> None:
        if self.thread.is_alive():
            self.hub.stop()
            self.thread.join(5)


StartHere = Callable[..., Here]


@pytest.fixture
def database() -> Database:
    """Nothing is read from it here."""
    return worker_database("sqlite")


@pytest.fixture
def start_here(make_app: MakeApp, tmp_path: Path) -> Iterator[StartHere]:
    """`start_here(user=1, LIVE_PER_PERSON=1)` starts a hub process for another user, with room for one page."""
    path = tmp_path / "hub.sock"
    started: list[Here] = []

    def start(user: int | None = None, **settings: Any) -> Here:
        hub = HubProcess(make_app(**settings).extensions["live"], ours.enter_context(listening(path)), user)
        started.append(Here(path, hub, threading.Thread(target=hub.run)))
        started[0].thread.start()
        return started[0]

    with ExitStack() as ours:
        yield start
        for here in started:
            here.stop()


@pytest.fixture
def path(start_here: StartHere) -> Path:
    return start_here(LIVE_PER_PERSON=1).path


def talk(path: Path) -> socket.socket:
    return connected(str(path), 3)


def say(sock: socket.socket, message: dict[str, Any] | Message) -> Answer:
    sock.send(message_bytes(message))
    return handover.read(Answer, sock.recv(handover.LONGEST))


def message_bytes(message: dict[str, Any] | Message) -> bytes:
    return json.dumps(message).encode() if isinstance(message, dict) else handover.written(message)


def is_hung_up(sock: socket.socket) -> bool:
    try:
        return sock.recv(100) == b""
    except ConnectionResetError:
        return True


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def pages_at(path: Path) -> int:
    with talk(path) as sock:
        return ask(sock, Ask(do="count")).pages


@pytest.mark.parametrize(
    "packet",
    [
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 4000,
        b"{" + b" " * 9000 + b"}",
        {},
        {"do": "dance"},
        {"do": "take", "compressed": True},
        {"do": "admit"},
        {**GOOD, "extra": 1},
        {**GOOD, "person_id": "7"},
        {**GOOD, "person_id": -1},
        {**GOOD, "person_id": 2**70},
        {**GOOD, "person_id": True},
        {**GOOD, "address": "1" * 65},
        {**GOOD, "since": "c1.1-" * 700},
        {**GOOD, "kind": "nothing"},
        {**GOOD, "page": {}},
        {**GOOD, "page": {"event_id": "9", "calendar_id": 3}},
        {**GOOD, "page": {"event_id": 9, "calendar_id": 3, "more": 1}},
        {**GOOD, "kind": "month", "page": {"first": "2026-02-30"}},
        {**GOOD, "kind": "month", "page": {"first": 5}},
    ],
)
def test_whoever_says_what_it_should_not_is_hung_up_on_and_nobody_else(path: Path, packet: Any) -> None:
    with talk(path) as good:
        assert say(good, GOOD).say == "come"
    with talk(path) as bad:
        bad.send(packet if isinstance(packet, bytes) else message_bytes(packet))
        assert is_hung_up(bad)
    with talk(path) as good:
        assert say(good, GOOD).say == "come"


def test_a_hundred_that_say_nothing_keep_nobody_out(path: Path) -> None:
    silent = [talk(path) for _ in range(100)]
    with talk(path) as good:
        assert say(good, GOOD).say == "come"
    for one in silent:
        one.close()


def test_another_user_is_hung_up_on(start_here: StartHere) -> None:
    with talk(start_here(user=os.geteuid() + 1).path) as sock:
        assert is_hung_up(sock)


def test_a_socket_of_another_user_gets_no_page(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talk(path).close()
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    with pytest.raises(PermissionError):
        talk(path)


def test_who_hangs_up_before_the_upgrade_gives_the_place_back(path: Path) -> None:
    with talk(path) as first, talk(path) as second:
        assert say(first, GOOD).say == "come"
        assert say(second, GOOD) == Answer(say="full", where="person")
    assert wait_for_place(path)


def wait_for_place(path: Path, seconds: float = 3) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with talk(path) as sock:
            if say(sock, GOOD).say == "come":
                return True
        time.sleep(0.02)
    return False


def test_an_admission_that_is_not_used_expires(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_process, "UNUSED_FOR", 0.1)
    with talk(path) as sock:
        assert say(sock, GOOD).say == "come"
        assert is_hung_up(sock)
        assert wait_for_place(path)


@pytest.mark.parametrize("what", ["nothing", "file", "datagrams", "two"])
def test_only_one_connection_can_be_handed_over(path: Path, tmp_path: Path, what: str) -> None:
    with (
        (tmp_path / "file").open("w") as file,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams,
        socket.socket() as one,
        talk(path) as sock,
    ):
        handed = {"nothing": [], "file": [file], "datagrams": [datagrams], "two": [one, one]}[what]
        assert say(sock, GOOD).say == "come"
        before = open_files()
        socket.send_fds(sock, [message_bytes(Take(compressed=False))], [each.fileno() for each in handed])
        assert is_hung_up(sock)
        assert wait_for_place(path) and pages_at(path) == 0
        wait_until(lambda: open_files() <= before)


def test_a_connection_that_nobody_asked_for_is_closed(path: Path) -> None:
    ours, theirs = socket.socketpair()
    with ours, talk(path) as sock:
        socket.send_fds(sock, [message_bytes(GOOD)], [theirs.fileno()])
        theirs.close()
        assert is_hung_up(sock) and is_hung_up(ours)


def test_a_connection_that_is_handed_over_is_served(path: Path) -> None:
    ours, theirs = socket.socketpair()
    ours.settimeout(3)
    with ours, talk(path) as sock:
        assert say(sock, GOOD).say == "come"
        socket.send_fds(sock, [message_bytes(Take(compressed=False))], [theirs.fileno()])
        theirs.close()
        assert ours.recv(100) == wire.closing(wire.SIGNED_OUT)  # there is no such sign-in


def test_what_one_process_tells_reaches_all_that_hear(path: Path) -> None:
    carrier = HubCarrier(str(path))
    hearing = [carrier.for_hearing() for _ in range(2)]
    telling = carrier.for_sending()
    telling.send("9f3a0c12 c3.41 p7")
    assert [list(one.receive(3)) for one in hearing] == [["9f3a0c12 c3.41 p7"]] * 2
    assert hearing[0].receive(0.05) == []
    for one in (*hearing, telling):
        one.close()


def test_who_hears_notices_that_the_hub_process_has_ended(start_here: StartHere) -> None:
    here = start_here()
    hearing = HubCarrier(str(here.path)).for_hearing()
    assert hearing.receive(0.05) == []
    here.stop()
    with pytest.raises(ConnectionError):
        hearing.receive(3)
    hearing.close()


def test_what_two_carriers_bring_is_heard_once() -> None:
    heard: list[Announcement | None] = []
    once = Once(heard.append)
    for way in ("hub", "redis"):
        once.hear(way, CalendarChanged(3, 41))
        once.hear(way, CalendarChanged(3, 42))
    assert heard == [CalendarChanged(3, 41), CalendarChanged(3, 42)]
    once.hear("hub", CalendarChanged(3, 41))  # a backup was put back, and its calendar is edited again
    once.hear("hub", CalendarChanged(3, 41))
    assert len(heard) == 4
    for way in ("hub", "redis"):
        once.hear(way, AccessChanged(7))
        once.hear(way, None)
    assert len(heard) == 8
