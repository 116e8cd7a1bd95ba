"""A browser without a screen on the real server: signed in, posting forms, listening on the live socket."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from socket import SO_RCVBUF, SOL_SOCKET
from typing import Any
from urllib.parse import urlencode

import pytest
import websocket

from tests.support.live_server import LiveServer
from tests.support.signed_in import session_token
from webapp.extensions import db
from webapp.models import Person, SignIn
from webapp.operations.unit import unit_of_work

PATIENCE = 20.0  # for what has to come: soon it is on a machine of one's own

_ATTRIBUTES = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass
class Heard:
    """One frame: what stands on its <live-frame>, and its content."""

    html: str
    attributes: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        tag = self.html[: self.html.index(">")]
        self.attributes = {name: unescape(value) for name, value in _ATTRIBUTES.findall(tag)}

    @property
    def to(self) -> str:
        return self.attributes.get("to", "")

    @property
    def said(self) -> str:
        return self.attributes.get("said", "")

    @property
    def is_presence(self) -> bool:
        return self.html.startswith("<live-presence")

    @property
    def note(self) -> str:
        found = re.search(r'<live-note kind="(\w+)"', self.html)
        return found[1] if found else ""


class Watching:
    """An open socket, read by the test."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        self.socket = socket

    def hear(self, seconds: float = PATIENCE) -> Heard:
        """The next frame that is no beat, no word of people's time and not about who is here; raises TimeoutError when
        none comes in time."""
        deadline = time.monotonic() + seconds
        while True:
            heard = self._message(deadline)
            if heard.note not in ("beat", "time") and not heard.is_presence:
                return heard

    def hear_time(self, seconds: float = PATIENCE) -> Heard:
        """The next word that people's time has changed; raises TimeoutError when none comes in time."""
        deadline = time.monotonic() + seconds
        while (heard := self._message(deadline)).note != "time":
            pass
        return heard

    def hear_presence(self, seconds: float = PATIENCE) -> Heard:
        """The next word of who else is here; raises TimeoutError when none comes in time."""
        deadline = time.monotonic() + seconds
        while True:
            heard = self._message(deadline)
            if heard.is_presence:
                return heard

    def hear_until(self, text: str, seconds: float = PATIENCE, gone: bool = False) -> float:
        """Wait until who is here includes this text (`gone`: does not any more); how long that took."""
        start = time.monotonic()
        while (text in self.hear_presence(start + seconds - time.monotonic()).html) is gone:
            pass
        return time.monotonic() - start

    def nobody(self, seconds: float = 1.5) -> bool:
        """Whether nothing is said of who is here for that long."""
        try:
            heard = self.hear_presence(seconds)
        except TimeoutError:
            return True
        raise AssertionError(f"Somebody: {heard.html}")

    def _message(self, deadline: float) -> Heard:
        """The next text; raises Closed when the server says goodbye."""
        while True:
            opcode, data = self._receive(deadline)
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                raise Closed(int.from_bytes(data[:2], "big"), data[2:].decode())
            if opcode == websocket.ABNF.OPCODE_TEXT:
                return Heard(data.decode())

    def silence(self, seconds: float = 0.6) -> bool:
        """Whether nothing but beats comes for that long."""
        try:
            heard = self.hear(seconds)
        except TimeoutError:
            return True
        raise AssertionError(f"Not silent: {heard.html}")

    def closed(self, seconds: float = PATIENCE) -> tuple[int, str]:
        """Code and reason of the close frame; fails when content comes before it."""
        try:
            heard = self.hear(seconds)
        except Closed as end:
            return end.code, end.reason
        raise AssertionError(f"Content instead of a close: {heard.html}")

    def _receive(self, deadline: float) -> tuple[int, bytes]:
        self.socket.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            opcode, frame = self.socket.recv_data_frame(control_frame=True)
        except websocket.WebSocketTimeoutException as error:
            raise TimeoutError("nothing heard") from error
        return opcode, frame.data


class Closed(Exception):
    """The server has said goodbye."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"closed with {code} {reason}")
        self.code, self.reason = code, reason


@dataclass
class Visitor:
    """One person's browser."""

    server: LiveServer
    token: str | None
    opened: list[websocket.WebSocket]
    last_headers: dict[str, str] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        return f"daybook-session={self.token}" if self.token else ""

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, {})[1]

    def status(self, path: str) -> int:
        return self._ask("GET", path, None, {})[0].status

    def news(self, headers: dict[str, str] | None = None, /, **query: Any) -> tuple[HTTPResponse, str]:
        """Ask once for what a socket would tell."""
        return self._ask("GET", f"/live/news?{urlencode(query)}", None, headers or {})

    def post(self, path: str, **form: Any) -> int:
        """Post a form with a good token, and return the status."""
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.get("/agenda"))
        assert found
        body = urlencode({"csrf_token": found[1], **form})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})[0].status

    def since(self, path: str) -> str:
        """Where the page says that it stands."""
        found = re.search(r'data-live-since="([^"]*)"', self.get(path))
        assert found
        return found[1]

    def watch(self, origin: str | None = "own", hello: bool = True, room: int = 0, **query: Any) -> Watching:
        """Connect as a page would, with `room` for so many bytes that are not read yet.

        Raises websocket.WebSocketBadStatusException with the status of a refusal.
        """
        socket = websocket.create_connection(
            f"{self.server.url.replace('http', 'ws')}/live?{urlencode(query)}",
            timeout=10,
            cookie=self.cookie or None,
            # Before it connects: what the kernel has promised room for it may not throw away.
            sockopt=[(SOL_SOCKET, SO_RCVBUF, room)] if room else [],
            **_origin(self.server.url if origin == "own" else origin),
        )
        self.opened.append(socket)
        watching = Watching(socket)
        if hello:
            assert watching.hear().note == ""
        return watching

    def watch_to_the_first_word(self, **query: Any) -> Watching:
        """Connect, and return when the page has been handed over: a worker says 101 before, and may be stopped then."""
        watching = self.watch(hello=False, **query)
        watching.hear()
        return watching

    def refusal(self, origin: str | None = "own", **query: Any) -> int:
        """The status with which a connection is refused; fails when it is not."""
        try:
            self.watch(origin, hello=False, **query)
        except websocket.WebSocketBadStatusException as error:
            return int(error.status_code)
        raise AssertionError("The connection was accepted.")

    def may_watch(self, **query: Any) -> bool:
        """Whether there is room: a server hears of a page that was closed a moment later. Stays connected if so."""
        try:
            self.watch(hello=False, **query)
        except websocket.WebSocketBadStatusException:
            return False
        return True

    def shake_hands(self, headers: dict[str, str] | None = None, **query: Any) -> int:
        """The status of a handshake with headers of the test's own."""
        usual = {
            "Cookie": self.cookie,
            "Origin": self.server.url,
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version": "13",
        }
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            connection.request("GET", f"/live?{urlencode(query)}", headers={**usual, **(headers or {})})
            response = connection.getresponse()
            self.last_headers = dict(response.getheaders())
            return response.status
        finally:
            connection.close()

    def _ask(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        try:
            common = {"Cookie": self.cookie, "Origin": self.server.url, "Accept": "text/html"}
            connection.request(method, path, body, {**common, **headers})
            response = connection.getresponse()
            return response, response.read().decode()
        finally:
            connection.close()


Arrive = Callable[..., Visitor]


def _origin(origin: str | None) -> dict[str, Any]:
    return {"suppress_origin": True} if origin is None else {"origin": origin}


def end_every_session(person: Person) -> None:
    """Delete the rows behind a person's cookies without telling anybody."""
    with unit_of_work(by=person) as unit:
        unit.session.query(SignIn).filter_by(person_id=person.id).delete()
    db.session.rollback()


@pytest.fixture
def arrive(live_server: LiveServer) -> Iterator[Arrive]:
    """`arrive(alice)` is Alice's browser on the live server; `arrive(None)` one that is not signed in."""
    opened: list[websocket.WebSocket] = []

    def make(person: Person | None, server: LiveServer = live_server) -> Visitor:
        return Visitor(server, session_token(person) if person else None, opened)

    yield make
    for socket in opened:
        socket.shutdown()
