"""Pages in a process of their own: web processes come and go, the connections stay."""

import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from websocket import WebSocketException

from tests.live.test_bus import Pair, all_close, all_hear, only
from tests.support.apps import MakeApp
from tests.support.cast import a_document
from tests.support.hub_processes import HubProcess, StartHub, wait_until
from tests.support.live_server import LiveServer, StartServer
from tests.support.run_folder import alive
from tests.support.sockets import Arrive, Closed, Visitor, Watching
from webapp.models import Person
from webapp.operations.events import edit_event

SIGNED_OUT, NO_ACCESS, COME_BACK_SOON = 4401, 4403, 1012
WATCHERS = 30
ROOM = {"LIVE_PER_PERSON": WATCHERS}
Restart = Callable[[LiveServer], None]


@pytest.fixture
def hub(shared_hub: StartHub) -> HubProcess:
    found = shared_hub(**ROOM)
    wait_until(lambda: found.pages() == 0)  # the pages of the test before have been closed
    return found


@pytest.fixture
def pair(hub: HubProcess, shared_server: StartServer, arrive: Arrive, retreat: int) -> Pair:
    """Two workers that hand their pages to one hub process."""
    return Pair(shared_server(WEB_WORKERS=2, BUS="local", **hub.settings), arrive, retreat)


def reload(server: LiveServer) -> None:
    """Have gunicorn start new workers and end the old ones."""
    assert server.process is not None
    old = server.workers()
    os.kill(server.process.pid, signal.SIGHUP)
    wait_until(lambda: not any(map(alive, old)), 60)
    server.get("/healthz")


def stop_and_start(server: LiveServer) -> None:
    assert server.stop(60) == 0
    time.sleep(0.5)
    server.start()


class Writer:
    """Saves one edit after the other in this process, which tells the hub process as a command would."""

    def __init__(self, app: Flask, by: Person, event_id: int) -> None:
        self._app, self._by, self._event_id = app, by, event_id
        self._enough = threading.Event()
        self.saved = 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        thread = threading.Thread(target=self._run)
        thread.start()
        try:
            yield
        finally:
            self._enough.set()
            thread.join(20)

    def _run(self) -> None:
        while not self._enough.wait(0.05):
            with self._app.app_context():
                base = self.saved + 1  # nobody else saves
                edit_event(self._event_id, a_document(location=f"Attic {base}"), base, by=self._by)
                self.saved += 1


class Reader(threading.Thread):
    """Reads a page all the time, as a browser does; each frame has to begin where the one before ended."""

    def __init__(self, page: Watching, since: str) -> None:
        super().__init__(daemon=True)
        self._page, self.at = page, since
        self.last = self.fault = ""
        self._enough = threading.Event()

    def run(self) -> None:
        while not self._enough.is_set() and not self.fault:
            try:
                heard = self._page.hear(1.0)
            except TimeoutError:
                continue
            except (Closed, WebSocketException) as end:
                self.fault = str(end)
                return
            if heard.attributes["from"] != self.at or heard.note:
                self.fault = f"at {self.at}: {heard.html[:200]}"
            self.at, self.last = heard.to, heard.html

    def end(self) -> None:
        self._enough.set()
        self.join(5)


def pieces_of(frame: str) -> list[str]:
    """The fragments in a frame, as they stand on the page."""
    content = frame[frame.index(">") + 1 : frame.rindex("</live-frame>")]
    return [piece.strip() for piece in re.split(r'(?=<\w+[^>]*\bid="ev-)', content) if piece.strip()]


def watch_alike(browser: Visitor, event_id: int, since: str) -> list[Watching]:
    return [browser.watch(page="event", id=event_id, since=since) for _ in range(WATCHERS)]


SLOW = [("sqlite", stop_and_start), ("postgresql", reload), ("postgresql", stop_and_start)]
DEPLOYS = [("sqlite", reload), *(pytest.param(*one, marks=pytest.mark.soak) for one in SLOW)]


@pytest.mark.parametrize(("database", "restart"), DEPLOYS, indirect=["database"])
def test_a_deploy_drops_no_watcher_and_no_change(
    hub: HubProcess,
    shared_server: StartServer,
    make_app: MakeApp,
    arrive: Arrive,
    bob: Person,
    vera: Person,
    retreat: int,
    restart: Restart,
) -> None:
    server = shared_server(**hub.settings)
    viewer = arrive(vera, server)
    since = viewer.since(f"/events/{retreat}")
    readers = [Reader(page, since) for page in watch_alike(viewer, retreat, since)]
    assert hub.pages() == WATCHERS
    for reader in readers:
        reader.start()
    writer = Writer(make_app(LIVE_HUB=str(hub.path)), bob, retreat)
    with writer.writing():
        wait_until(lambda: writer.saved > 5, 20)
        restart(server)
        before = writer.saved
        wait_until(lambda: writer.saved > before + 5, 20)
    assert hub.pages() == WATCHERS
    now = viewer.get(f"/events/{retreat}")
    goal = viewer.since(f"/events/{retreat}")
    wait_until(lambda: all(reader.at == goal or reader.fault for reader in readers), 10)
    for reader in readers:
        reader.end()
        assert reader.fault == "" and reader.at == goal
        pieces = pieces_of(reader.last)
        assert len(pieces) > 1 and f"Attic {writer.saved}" in pieces[-1]
        assert all(piece in now for piece in pieces)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_a_hub_process_the_same_deploy_closes_every_page(
    start_server: StartServer, arrive: Arrive, vera: Person, retreat: int
) -> None:
    server = start_server(**ROOM)
    viewer = arrive(vera, server)
    pages = watch_alike(viewer, retreat, viewer.since(f"/events/{retreat}"))
    reload(server)
    assert all_close(pages) == {COME_BACK_SOON}


def test_an_edit_in_either_worker_reaches_the_pages_of_both(
    hub: HubProcess, pair: Pair, alice: Person, bob: Person
) -> None:
    pages = pair.watch(pair.browser(alice))
    assert hub.pages() == len(pages)
    for worker in pair.server.workers() * 2:
        with only(pair.server, worker):
            place = pair.edit(bob)
        assert all_hear(pages, place)


def test_whoever_loses_access_is_shut_out_by_the_hub_process(
    pair: Pair, alice: Person, bob: Person, vera: Person, team: int
) -> None:
    pages = pair.watch(pair.browser(vera))
    assert all_hear(pages, pair.edit(bob))
    assert pair.browser(alice).post(f"/calendars/{team}/shares/{vera.id}", remove="1") == 303
    assert all_close(pages) == {NO_ACCESS}


def test_signing_out_ends_the_pages_of_that_browser(pair: Pair, bob: Person, vera: Person) -> None:
    browser = pair.browser(vera)
    pages = pair.watch(browser)
    assert all_hear(pages, pair.edit(bob))
    assert browser.post("/sign-out") == 303
    assert all_close(pages) == {SIGNED_OUT}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_hub_process_that_ends_tells_its_pages_to_come_back(
    hub: HubProcess, pair: Pair, alice: Person
) -> None:
    pages = pair.watch(pair.browser(alice))
    assert hub.stop() == 0
    assert all_close(pages) == {COME_BACK_SOON}
    assert not hub.path.exists()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_pages_of_a_hub_process_that_was_killed_come_back_to_the_workers_and_later_ones_to_the_next(
    hub: HubProcess, pair: Pair, alice: Person, bob: Person
) -> None:
    browser = pair.browser(alice)
    since = browser.since(f"/events/{pair.event_id}")
    lost = pair.watch(browser)
    hub.kill()
    with pytest.raises(Exception, match=r"lost|closed|reset"):
        lost[0].hear()
    place = pair.edit(bob)
    back = [browser.watch(page="event", id=pair.event_id, since=since, hello=False) for _ in range(4)]
    assert all_hear(back, place)
    hub.start()
    later = pair.watch(browser)
    assert hub.pages() == len(later)
    for worker in pair.server.workers():
        with only(pair.server, worker):
            place = pair.edit(bob)
        assert all_hear([*back, *later], place)
    log = pair.server.log.read_text()
    assert log.count("hub process is away") <= 2 and log.count("hub process is there again") <= 2


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_hub_process_that_hangs_holds_up_nobody_for_long(
    hub: HubProcess, pair: Pair, alice: Person, bob: Person
) -> None:
    browser = pair.browser(alice)
    assert hub.process is not None
    os.kill(hub.process.pid, signal.SIGSTOP)
    try:
        start = time.monotonic()
        page = browser.watch(page="event", id=pair.event_id, since=browser.since(f"/events/{pair.event_id}"))
        assert time.monotonic() - start < 5.0
        start = time.monotonic()
        place = pair.edit(bob)
        assert time.monotonic() - start < 2.0
    finally:
        os.kill(hub.process.pid, signal.SIGCONT)
    assert all_hear([page], place)
    assert hub.pages() == 0


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_limits_hold_for_both_workers_together(
    start_hub: StartHub, start_server: StartServer, arrive: Arrive, alice: Person, bob: Person, retreat: int
) -> None:
    hub = start_hub(LIVE_PER_PERSON=3, LIVE_TOTAL=4)
    server = start_server(WEB_WORKERS=2, **hub.settings)
    first, second = server.workers()
    owner, editor = arrive(alice, server), arrive(bob, server)
    here: dict[str, Any] = {"page": "event", "id": retreat}
    with only(server, first):
        opened = [owner.watch_to_the_first_word(**here) for _ in range(2)]
    with only(server, second):
        owner.watch_to_the_first_word(**here)
        assert owner.refusal(**here) == 429
        editor.watch_to_the_first_word(**here)
    with only(server, first):
        assert owner.refusal(**here) == 429
        assert editor.refusal(**here) == 503
        opened[0].socket.close()
        wait_until(lambda: editor.may_watch(**here))
    wait_until(lambda: hub.pages() == 4)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_handshakes_that_fail_after_all_give_their_places_back(
    hub: HubProcess, shared_server: StartServer, arrive: Arrive, alice: Person, retreat: int
) -> None:
    browser = arrive(alice, shared_server(**hub.settings))
    for _ in range(WATCHERS + 1):
        assert browser.shake_hands({"Connection": "keep-alive"}, page="event", id=retreat) == 400
    browser.watch(page="event", id=retreat, hello=False).hear()
    assert hub.pages() == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_with_a_thread_for_each_page_the_server_keeps_them(
    hub: HubProcess, shared_server: StartServer, arrive: Arrive, alice: Person, retreat: int
) -> None:
    browser = arrive(alice, shared_server(LIVE_MODE="thread", **hub.settings))
    browser.watch(page="event", id=retreat, hello=False)
    assert hub.pages() == 0
