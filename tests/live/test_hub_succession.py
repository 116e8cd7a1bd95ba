"""A hub process that asks the one before for everything: it gets all of it, or that one goes on, or it begins with nothing."""

import fcntl
import socket
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from tests.live.test_hub_talks import GOOD, pages_at, say, talk
from tests.live.test_loop import read_exactly
from tests.live.test_wire import from_browser, payload_of
from tests.support.apps import MakeApp
from tests.support.cast import a_document
from tests.support.hub_processes import wait_until
from tests.support.signed_in import session_token
from webapp.extensions import db
from webapp.live import handover, predecessor, succession, successor, wire
from webapp.live.bus_hub import HubCarrier, ask
from webapp.live.event_pages import EventPage
from webapp.live.handover import Admit, Ask, Succeed, Take
from webapp.live.hub_file import Seat, listening
from webapp.live.hub_process import HubProcess
from webapp.live.loop import BEAT
from webapp.live.presence_words import Told
from webapp.live.service import Live
from webapp.live.succession import VERSION, Reply, Succession
from webapp.live.successor import Receipt
from webapp.live.watchers import Watcher
from webapp.models import Person, SignIn
from webapp.operations.events import edit_event

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

BEATS = BEAT.for_line(False)


class Running:
    """A hub process in a thread of the test."""

    def __init__(self, app: Flask, seat: Seat, estate: successor.Estate | None = None) -> None:
        self.live: Live = app.extensions["live"]
        self.hub = HubProcess(self.live, seat)
        if estate:
            self.hub.inherit(estate)
        self.thread = threading.Thread(target=self.hub.run)
        self.thread.start()

    def stop(self) -> None:
        self.hub.stop()
        self.thread.join(10)


class Scene(NamedTuple):
    """A hub process on a path, a way to start the next one, and a page of Vera's that it holds."""

    path: Path
    first: Running
    follow: Callable[[], Running]
    page: socket.socket
    watcher: Watcher


@pytest.fixture
def scene(make_app: MakeApp, tmp_path: Path, vera: Person, retreat: int, team: int) -> Iterator[Scene]:
    path, started = tmp_path / "hub.sock", list[Running]()
    session_token(vera)
    sign_in = db.session.query(SignIn.id).filter_by(person_id=vera.id).scalar()
    db.session.rollback()
    with ExitStack() as held:

        def follow() -> Running:
            estate = successor.succeed(path)
            assert estate is not None
            started.append(Running(make_app(), held.enter_context(estate.seat.held()), estate))
            return started[-1]

        started.append(Running(make_app(), held.enter_context(listening(path))))
        held.callback(lambda: [one.stop() for one in started])
        watcher = Watcher(vera.id, sign_in, "127.0.0.1", EventPage(retreat, team))
        watcher.tab = 77
        page = open_page(path, watcher)
        held.enter_context(page)
        assert frame(page).startswith(b'<live-frame from="c')
        (known,) = started[0].live.watchers.all()
        yield Scene(path, started[0], follow, page, known)


def open_page(path: Path, watcher: Watcher) -> socket.socket:
    """Hand one end over as a web process does, and return the browser's."""
    ours, theirs = socket.socketpair()
    ours.settimeout(10)
    with talk(path) as sock, theirs:
        assert say(sock, handover.admit(watcher)).say == "come"
        socket.send_fds(sock, [handover.written(Take(compressed=False))], [theirs.fileno()])
    return ours


def frame(page: socket.socket) -> bytes:
    """The next text that is no beat and not about who is here."""
    while True:
        head = read_exactly(page, 2)
        size = head[1]
        if size > 125:
            size = int.from_bytes(read_exactly(page, 2), "big")
        text = read_exactly(page, size)
        if not text.startswith((b'<live-note kind="beat"', b"<live-presence")):
            return text


def save(event_id: int, base: int, by: Person) -> None:
    edit_event(event_id, a_document(location=f"Attic {base}"), base, by=by)


def succeeding(path: Path, version: int = VERSION) -> socket.socket:
    sock = talk(path)
    sock.settimeout(10)
    sock.send(handover.written(Succeed(version=version)))
    return sock


def hear(sock: socket.socket) -> str:
    data, descriptors = succession.receive(sock)
    succession.close_all(descriptors)
    return handover.read(Succession, data).say


@on_sqlite
def test_everything_goes_on_in_the_next_one(scene: Scene, bob: Person, retreat: int) -> None:
    carrier = HubCarrier(str(scene.path))
    hearing, telling = carrier.for_hearing(), carrier.for_sending()
    waiting = talk(scene.path)
    assert say(waiting, GOOD).say == "come"
    scene.first.live.presence.tell(Told(77, scene.watcher.person_id, retreat, 3))
    scene.page.sendall(from_browser(wire.PING, b"you there?")[:9])
    wait_until(lambda: scene.watcher.line is not None and scene.watcher.line.reader.rest()[0] != b"")

    second = scene.follow()
    scene.first.thread.join(10)
    assert not scene.first.thread.is_alive() and pages_at(scene.path) == 1
    (watcher,) = second.live.watchers.all() - {one for one in second.live.watchers.all() if one.line is None}
    assert second.live.presence.unit_of(watcher) == 3
    telling.send("9f3a0c12 c3.41")
    assert list(hearing.receive(5)) == ["9f3a0c12 c3.41"]
    ours, theirs = socket.socketpair()
    ours.settimeout(5)
    socket.send_fds(waiting, [handover.written(Take(compressed=False))], [theirs.fileno()])
    theirs.close()
    assert ours.recv(100) == wire.closing(wire.SIGNED_OUT), (
        "the admission holds: it is the sign-in that is not there"
    )
    save(retreat, 1, bob)
    assert b"Attic 1" in frame(scene.page), "and nothing came before it"
    scene.page.sendall(from_browser(wire.PING, b"you there?")[9:])
    pong = read_exactly(scene.page, 12)
    while pong[0] != wire.FIN | wire.PONG:
        pong = pong[1:] + read_exactly(scene.page, 1)
    assert payload_of(pong) == b"you there?"
    for one in (hearing, telling, waiting, ours):
        one.close()


@on_sqlite
def test_what_is_said_while_it_makes_way_is_for_the_next_one(scene: Scene) -> None:
    receipt, telling = Receipt(), HubCarrier(str(scene.path)).for_sending()
    with talk(scene.path) as busy, talk(scene.path) as asking:
        assert ask(asking, Ask(do="count")).pages == 1
        with scene.first.live.watchers._lock:  # it waits here, and hears of both at once
            busy.send(handover.written(Admit.model_validate(GOOD)))
            wait_until(lambda: not unread(busy))
            asking.send(handover.written(Succeed(version=VERSION)))
            telling.send("9f3a0c12 c3.41")
        while (seat := successor._hear(asking, receipt, scene.path)) is None:
            pass
    with seat.held():
        (word,) = [one.sock for one in receipt.settle(seat).talks if one.stage == "tell"]
        try:
            assert word.recv(100) == b"9f3a0c12 c3.41"
        finally:
            receipt.give_up()
            telling.close()


def unread(sock: socket.socket) -> int:
    """How many bytes of what was sent nobody has read yet."""
    return int.from_bytes(fcntl.ioctl(sock, termios.TIOCOUTQ, bytes(4)), "little")


@on_sqlite
def test_a_role_that_is_lowered_in_between_is_said_as_otherwise(scene: Scene) -> None:
    """What the page was drawn for goes along, not only a name for it."""
    scene.first.live.delivery.end()
    seen = scene.watcher.seen
    second = scene.follow()
    (watcher,) = second.live.watchers.all()
    assert seen is not None and watcher.seen is not None
    assert watcher.seen[0] == seen[0] and watcher.cursor == scene.watcher.cursor


@on_sqlite
def test_a_successor_of_another_version_begins_with_nothing(scene: Scene) -> None:
    with succeeding(scene.path, VERSION + 1) as sock:
        assert hear(sock) == "ends"
    assert read_exactly(scene.page, 4) == wire.closing(wire.RESTART)
    scene.first.thread.join(10)
    assert not scene.first.thread.is_alive()


@on_sqlite
def test_a_successor_that_cannot_take_what_it_gets_begins_with_nothing(scene: Scene) -> None:
    with succeeding(scene.path) as sock:
        assert hear(sock) == "batch"
        succession.send(sock, Reply(do="end"))
        assert read_exactly(scene.page, 4) == wire.closing(wire.RESTART)
    scene.first.thread.join(10)
    assert not scene.first.thread.is_alive()


@on_sqlite
def test_one_that_does_not_come_to_rest_ends(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(predecessor, "PATIENCE", 0.1)
    with scene.first.live.delivery.still(5), succeeding(scene.path) as sock:
        assert hear(sock) == "ends"
    assert read_exactly(scene.page, 4) == wire.closing(wire.RESTART)


@pytest.mark.parametrize("last", ["hangs up", "is silent", "says what it should not"])
@on_sqlite
def test_a_successor_that_goes_away_leaves_everything_as_it_was(
    scene: Scene, last: str, bob: Person, retreat: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(predecessor, "PATIENCE", 1.0)
    with succeeding(scene.path) as sock:
        assert hear(sock) == "batch"
        if last == "hangs up":
            sock.close()
        elif last == "says what it should not":
            sock.send(b'{"do": "dance"}')
        wait_until(lambda: scene.first.live.hub.count() == 1)
        save(retreat, 1, bob)
        assert b"Attic 1" in frame(scene.page), "and nothing came before it"
    assert pages_at(scene.path) == 1 and scene.first.thread.is_alive()
    scene.follow()
    assert pages_at(scene.path) == 1, "the next one gets everything"


@on_sqlite
def test_a_page_that_cannot_be_described_is_told_to_come_back(scene: Scene) -> None:
    scene.watcher.address = "x" * 100
    scene.follow()
    assert read_exactly(scene.page, 4) == wire.closing(wire.RESTART)
    assert pages_at(scene.path) == 0


@on_sqlite
def test_who_speaks_of_no_succession_and_who_is_not_there_hands_nothing_over(
    tmp_path: Path, scene: Scene
) -> None:
    assert successor.succeed(tmp_path / "nobody.sock") is None
    assert scene.first.thread.is_alive()
