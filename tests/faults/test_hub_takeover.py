"""One hub process takes over from another while people save: no page is closed, no frame is lost, comes twice or is cut."""

import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from itertools import count, islice
from types import SimpleNamespace

import pytest
import websocket

from tests.faults.test_live_faults import open_pages, places, set_up, stale
from tests.faults.trouble import Actor, Stage, Writer
from tests.live.test_wire import from_browser
from tests.support.cast import a_document
from tests.support.crowd import Crowd, OpenPage, wrongs
from tests.support.hub_processes import HubProcess, StartHub
from tests.support.live_pages import attributes, numbers
from tests.support.live_server import StartServer
from tests.support.sockets import PATIENCE, Arrive, Visitor, Watching, arrive
from webapp.live import wire
from webapp.models import Person
from webapp.operations.events import create_event

__all__ = ["arrive"]

PING = from_browser(wire.PING, b"still here?")
LONG = 45_000  # a frame or two of this size are more than the kernel takes for a page that reads nothing


@pytest.fixture
def hub(start_hub: StartHub) -> HubProcess:
    return start_hub(is_patient=True, LIVE_PER_PERSON=2000, LIVE_PER_ADDRESS=2000)


@pytest.fixture
def stage(hub: HubProcess, start_server: StartServer, cast: SimpleNamespace, team: int) -> Stage:
    server = start_server(WEB_WORKERS=2, BUS="local", **hub.settings)
    return set_up(server, cast, team)


class Sequel:
    """Notes every frame that says nothing new: a page that another process goes on with is not greeted as one that comes."""

    def __init__(self) -> None:
        self.greetings: list[str] = []
        self._known: set[tuple[OpenPage, socket.socket | None]] = set()

    def hear(self, page: OpenPage, html: str) -> None:
        said, connection = attributes(html), (page, page.sock)
        if connection in self._known and said["from"] == said["to"] and html.count(">") == 2:
            self.greetings.append(f"{page.who} {page.path}: {html}")
        self._known.add(connection)


class Slow:
    """A page that reads nothing while long descriptions come, so that it has half a frame on its way."""

    def __init__(self, visitor: Visitor, editor: Visitor, event_id: int) -> None:
        self._visitor, self._editor, self._event_id = visitor, editor, event_id
        self._versions = count(1)
        self.since = visitor.since(f"/events/{event_id}")
        self.page = visitor.watch(room=4096, page="event", id=event_id, since=self.since)
        for _ in range(6):
            self.save()

    def save(self) -> None:
        """Let the description say its version all over."""
        self.version = next(self._versions)
        text = f"{self.version} of many. " * (LONG // 12)
        path = f"/events/{self._event_id}/fields/description"
        assert self._editor.post(path, base=self.version, description=text[:LONG]) == 303

    def catch_up(self) -> None:
        """Read on: each frame is whole, none begins before the end of the last one, the last version comes."""
        self.page.socket.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024 * 1024)
        at, version = numbers(self.since), 0
        while version < self.version:
            heard = self.page.hear()
            begins = numbers(heard.attributes["from"])
            assert all(begins[name] >= number for name, number in at.items()), heard.html[:150]
            at = numbers(heard.to)
            said = Counter(re.findall(r"(\d+) of many", heard.html))
            assert len(said) == 1 and said.total() > LONG // 13, said
            assert heard.html.endswith("</live-frame>") and int(next(iter(said))) > version
            version = int(next(iter(said)))


def wait_for_pong(page: Watching) -> bytes:
    while True:
        opcode, data = page._receive(time.monotonic() + PATIENCE)
        assert opcode != websocket.ABNF.OPCODE_CLOSE, data
        if opcode == websocket.ABNF.OPCODE_PONG:
            return data


def keep_arriving(crowd: Crowd, stage: Stage, until: Callable[[], bool]) -> None:
    """Open one page after the other meanwhile, six at most."""
    deadline, some = time.monotonic() + 120, iter(places(stage)[:6])
    while not until():
        assert time.monotonic() < deadline
        for who, path in islice(some, 1):
            crowd.open(stage.tokens[who], path, who)
        crowd.turn(0.3)


def take_over(hub: HubProcess, crowd: Crowd, stage: Stage) -> None:
    before = hub.take_over()
    keep_arriving(crowd, stage, lambda: before.poll() is not None)
    assert before.returncode == 0 and hub.answers()


def wait_for_saves(crowd: Crowd, writer: Writer, number: int) -> None:
    goal = writer.saved + number
    crowd.turn_until(lambda: writer.saved >= goal, 60)


def sockets_of(pages: Sequence[OpenPage]) -> list[socket.socket | None]:
    return [page.sock for page in pages]


def through_takeovers(
    hub: HubProcess, stage: Stage, crowd: Crowd, sequel: Sequel, number: int, times: int
) -> None:
    """So many pages through so many hub processes; fails when one of them is not as a fresh one afterwards."""
    open_pages(crowd, stage, number)
    first, opened = list(crowd.pages), sockets_of(crowd.pages)
    with ExitStack() as writers:
        for who in ("alice", "bob"):
            writer = writers.enter_context(closing(Writer(stage, who)))
            actor = Actor(writer.save, (0.1, 0.4))
            writers.callback(crowd.turn_until, actor.is_over, 60)
            writers.callback(actor.end)
        for _ in range(times):
            take_over(hub, crowd, stage)
            wait_for_saves(crowd, writer, 5)
    crowd.settle(60)
    assert sockets_of(first) == opened, "a connection was lost"
    assert (sequel.greetings[:5], wrongs(crowd.pages)[:5], stale(stage, crowd.pages)[:5]) == ([], [], [])
    assert all(page.is_open and page.heard.keys() <= {"frames", "old", "fetched 200"} for page in crowd.pages)


@pytest.mark.parametrize(
    ("database", "number", "times"),
    [
        ("sqlite", 20, 2),
        *(pytest.param(one, 38, 4, marks=pytest.mark.soak) for one in ("sqlite", "postgresql")),
    ],
    indirect=["database"],
)
@pytest.mark.timeout(600)
def test_a_hub_process_takes_over_while_people_save(
    hub: HubProcess, stage: Stage, arrive: Arrive, alice: Person, bob: Person, number: int, times: int
) -> None:
    event_id = create_event(stage.team, a_document(title="C"), by=alice).event_id
    editor, viewer = arrive(bob, stage.server), arrive(alice, stage.server)
    slow = Slow(viewer, editor, event_id)
    half = viewer.watch(page="event", id=event_id, since=viewer.since(f"/events/{event_id}"))
    half.socket.sock.sendall(PING[:9])
    sequel = Sequel()
    with Crowd(stage.server.port, sequel.hear) as crowd:
        through_takeovers(hub, stage, crowd, sequel, number, times)
        half.socket.sock.sendall(PING[9:])
        assert wait_for_pong(half) == b"still here?"
        slow.catch_up()
        assert hub.pages() == len(crowd.pages) + 2
    log = hub.log.read_text()
    halves = [
        int(found) for found in re.findall(r"handed over.*?halves=(\d+)", re.sub(r"\x1b\[\d*m", "", log))
    ]
    assert len(halves) == times and all(halves), log
    assert "hub process is away" not in stage.server.log.read_text()
