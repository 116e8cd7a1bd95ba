"""Many open pages in one thread: each connects, hears, fetches itself and connects again as the real page does."""

import selectors
import socket
import struct
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from tests.support.dice import DICE
from tests.support.live_pages import Shown, attributes, get, numbers

TEXT, CLOSE, PING = 1, 8, 9
# What moves no page along: it is alive, who else is there, people's time has changed.
BESIDES = b'<live-note kind="beat"', b'<live-note kind="time"', b"<live-presence"
SIGNED_OUT, NO_ACCESS = 4401, 4403
SPREAD = 2.0
FIRST, LONGEST = 0.5, 15.0
SILENCE = 25.0
RESET = struct.pack("ii", 1, 0)


class OpenPage:
    """One page in somebody's browser. What must not happen is noted in `wrong`."""

    def __init__(self, crowd: "Crowd", token: str, path: str, shown: Shown, who: str) -> None:
        self.crowd, self.token, self.path, self.shown, self.who = crowd, token, path, shown, who
        self.known = ""
        self.sock: socket.socket | None = None
        self.is_open = self.is_over = False
        self.fetching: Future[tuple[int, str]] | None = None
        self.heard: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._buffer = b""
        self._expected = ""
        self._waiting: deque[str] = deque()
        self._fetch_at = self._connect_at = self._heard_at = 0.0
        self._tries = 0

    # -- the connection

    def connect(self) -> None:
        """Ask for the live socket; the answer is read later."""
        query = {**self.shown.query, "since": self.shown.since, "as": self.known}
        self._expected, self._buffer, self._heard_at = self.shown.since, b"", time.monotonic()
        sock = self.sock = socket.socket()
        sock.settimeout(2)
        try:
            sock.connect(("127.0.0.1", self.crowd.port))
            sock.sendall(self._handshake({name: value for name, value in query.items() if value}))
        except OSError:
            self.lose()
            return
        sock.setblocking(False)
        self.crowd.selector.register(sock, selectors.EVENT_READ, self)

    def _handshake(self, query: dict[str, str]) -> bytes:
        place = f"127.0.0.1:{self.crowd.port}"
        return (
            f"GET /live?{urlencode(query)} HTTP/1.1\r\nHost: {place}\r\nOrigin: http://{place}\r\n"
            f"Cookie: daybook-session={self.token}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        ).encode()

    def lose(self, hard: bool = False, soft: bool = False) -> None:
        """The connection ends: cut (`hard`), with a goodbye (`soft`), or it has ended already. Another one follows."""
        if self.sock is None:
            return
        self.crowd.forget(self.sock)
        if hard:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        if soft and self.is_open:
            self._say(b"\x88\x82\0\0\0\0\x03\xe9")
        self.sock.close()
        self.sock, self.is_open = None, False
        longest = min(LONGEST, FIRST * 2**self._tries)
        self._tries += 1
        self._connect_at = time.monotonic() + longest * DICE.uniform(0.3, 1)

    def _say(self, frame: bytes) -> None:
        assert self.sock is not None
        try:
            self.sock.send(frame)
        except OSError:
            return

    def read(self) -> None:
        """Take what has come."""
        assert self.sock is not None
        try:
            data = self.sock.recv(262144)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.lose()
            return
        self._buffer, self._heard_at = self._buffer + data, time.monotonic()
        if not self.is_open and b"\r\n\r\n" in self._buffer:
            self._answered()
        while self.is_open and (frame := self._next()):
            self._frame(*frame)

    def _answered(self) -> None:
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 101"):
            self.is_open = True
            return
        self.heard[head[9:12].decode()] += 1
        self.lose()
        self.fetch_soon()  # browsers do not say why; the page itself does

    def _next(self) -> tuple[int, bytes] | None:
        if len(self._buffer) < 2:
            return None
        size, start = self._buffer[1], 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(self._buffer[2:start], "big")
        if len(self._buffer) < start + size or start > len(self._buffer):
            return None
        opcode, payload = self._buffer[0] & 15, self._buffer[start : start + size]
        self._buffer = self._buffer[start + size :]
        return opcode, payload

    # -- what is heard

    def _frame(self, opcode: int, payload: bytes) -> None:
        self._tries = 0
        if opcode == PING:
            self._say(b"\x8a\x80\0\0\0\0")
        elif opcode == CLOSE:
            self._closed(int.from_bytes(payload[:2], "big"))
        elif opcode == TEXT and not payload.startswith(BESIDES):
            html = payload.decode()
            self.crowd.on_frame(self, html)
            self._follow(html)
            self._waiting.append(html)
            self.work()

    def _follow(self, html: str) -> None:
        """On one connection no frame begins before the end of the last one: none comes twice."""
        said = attributes(html)
        begins, ended = numbers(said["from"]), numbers(self._expected)
        if any(begins.get(name, number) < number for name, number in ended.items()):
            self.wrong.append(f"{said['from']} to {said['to']} begins before {self._expected}")
        if said["from"] == said["to"] and "<live-note" not in html and not html.endswith("></live-frame>"):
            self.wrong.append(f"content at {said['to']} that was there already")
        self._expected = said["to"]

    def _closed(self, code: int) -> None:
        self.heard[str(code)] += 1
        self.lose()
        self.is_over = code in (SIGNED_OUT, NO_ACCESS)

    # -- what the page does with it

    def work(self) -> None:
        """Put in what has come, one after the other; while the page fetches itself, it waits."""
        if self.fetching and self.fetching.done():
            self._take_over(*self.fetching.result())
        while self._waiting and not self.fetching:
            self._take(self._waiting.popleft())

    def _take(self, html: str) -> None:
        said = attributes(html)
        if 'kind="refresh"' in html:
            self.fetch_soon()
        if 'kind="reload"' in html:
            self.wrong.append(f"asked to reload at {said['from']}")
        self.known = said["as"]
        if self.shown.is_old(said["to"]):
            self.heard["old"] += 1
            return
        self.heard["frames"] += 1
        self.shown.take(html)

    def fetch_soon(self) -> None:
        self._fetch_at = time.monotonic() + DICE.uniform(0, SPREAD)

    def _take_over(self, status: int, page: str) -> None:
        self.fetching = None
        self.heard[f"fetched {status}"] += 1
        if status in (401, 403, 404, 303):
            self.is_over = True
            self.lose()
        elif status == 200:
            self.shown, self.is_over = Shown(page), False
        else:
            self.fetch_soon()

    def open_again(self) -> None:
        """Who was shut out opens the page anew; in vain, as long as nobody lets them in."""
        if self.is_over and not self.fetching:
            self.known = ""
            self.fetching = self.crowd.fetch(self.token, self.path)

    def tick(self, now: float) -> None:
        """Whatever it is time for."""
        self.work()
        if self.is_over:
            return
        if self.sock and now > self._heard_at + SILENCE:
            self.lose()
        if self.sock is None and now >= self._connect_at:
            self.connect()
        if self._fetch_at and now >= self._fetch_at and not self.fetching:
            self._fetch_at = 0.0
            self.fetching = self.crowd.fetch(self.token, self.path)

    @property
    def is_still(self) -> bool:
        """Whether it waits for nothing but news."""
        waits_for_news = self.is_open and not self._fetch_at and not self._waiting
        return not self.fetching and (self.is_over or waits_for_news)


class Crowd:
    """All pages; the test's own thread moves them along with turn()."""

    def __init__(
        self, port: int, on_frame: Callable[[OpenPage, str], None] = lambda _page, _html: None
    ) -> None:
        self.port, self.on_frame = port, on_frame
        self.selector = selectors.DefaultSelector()
        self.pages: list[OpenPage] = []
        self._pool = ThreadPoolExecutor(4)

    def __enter__(self) -> "Crowd":
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.shutdown()
        for page in self.pages:
            page.lose(hard=True)
        self.selector.close()

    def fetch(self, token: str, path: str) -> Future[tuple[int, str]]:
        return self._pool.submit(get, self.port, token, path)

    def open(self, token: str, path: str, who: str, page: str | None = None) -> OpenPage:
        """Open a page, with its HTML if that was fetched before."""
        if page is None:
            status, page = get(self.port, token, path)
            assert status == 200, f"{status} for {path}"
        self.pages.append(OpenPage(self, token, path, Shown(page), who))
        return self.pages[-1]

    def forget(self, sock: socket.socket) -> None:
        if sock.fileno() in self.selector.get_map():
            self.selector.unregister(sock)

    def turn(self, seconds: float) -> None:
        """Read what comes within that time, and do what it is time for."""
        deadline = time.monotonic() + seconds
        while True:
            for key, _ in self.selector.select(max(0.0, min(0.02, deadline - time.monotonic()))):
                if key.data.sock is key.fileobj:
                    key.data.read()
            now = time.monotonic()
            for page in self.pages:
                page.tick(now)
            if now >= deadline:
                return

    def turn_until(self, done: Callable[[], bool], seconds: float) -> float:
        """Go on until it is done; returns how long that took, or fails."""
        start = time.monotonic()
        while not done():
            assert time.monotonic() < start + seconds, f"not done in {seconds} s"
            self.turn(0.02)
        return time.monotonic() - start

    def settle(self, seconds: float, still_for: float = 1.0) -> None:
        """Go on until every page is connected and has heard nothing for a while."""
        last = time.monotonic()
        until = last + seconds
        before: Any = None
        while time.monotonic() < last + still_for:
            assert time.monotonic() < until, f"{self.restless()} are still busy"
            self.turn(0.1)
            now = (self.restless(), [page.shown.since for page in self.pages])
            if now[0] or now != before:
                before, last = now, time.monotonic()

    def restless(self) -> list[str]:
        return [f"{page.who} {page.path}" for page in self.pages if not page.is_still]


def wrongs(pages: Iterable[OpenPage]) -> list[str]:
    """What must not have happened, and did."""
    return [f"{page.who} {page.path}: {what}" for page in pages for what in page.wrong]
