"""One server with its open pages, changed again and again: what a change costs it, and when the last page has it."""

import http.client
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

import websocket

from bench.live_data import Site
from bench.native import OpenPages
from bench.servers import Server

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ALONE = 20


@dataclass
class Spent:
    """What was measured of one contender; times in seconds, memory in bytes."""

    cpu: float = 0.0
    slowest: list[float] = field(default_factory=list)
    rss: int = 0
    grown: int = 0

    @property
    def last(self) -> float:
        return median(self.slowest)


@dataclass
class Contender:
    """A server and its pages; `change` makes one change, `alone` is what that costs without any page."""

    name: str
    server: Server
    pages: OpenPages
    change: Callable[[], None]
    empty: int
    text: str = ""
    alone: Spent = field(default_factory=Spent)


class Poster:
    """Posts a form to one address, over a new connection each time: the servers hang up on who is idle for long."""

    def __init__(self, server: Server, path: str, cookie: str = "") -> None:
        self._port, self._path = server.port, path
        self._headers = {"Origin": f"http://127.0.0.1:{server.port}", "Cookie": cookie, **FORM}

    def post(self, body: str = "") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        connection.request("POST", self._path, body, self._headers)
        response = connection.getresponse()
        response.read()
        connection.close()
        if response.status not in (200, 303):
            raise RuntimeError(f"{self._path} answered {response.status}")


class Saver:
    """Saves the place of one event, over and over."""

    def __init__(self, server: Server, site: Site) -> None:
        self._server, self._site = server, site
        self._poster = Poster(server, f"/events/{site.event_id}/fields/location", site.cookies[0])
        found = re.search(rb'name="csrf-token" content="([^"]+)"', server.get("/agenda", site.cookies[0]))
        assert found
        self._token = found[1].decode()
        self.saves = 0

    def save(self) -> None:
        self.saves += 1
        place = f"Room {self.saves}, second floor"
        self._poster.post(urlencode({"csrf_token": self._token, "base": self.saves, "location": place}))

    def alone(self) -> Spent:
        """What a save costs when nobody watches."""
        spent, cpu = Spent(), self._server.cpu()
        for _ in range(ALONE):
            started = time.monotonic()
            self.save()
            spent.slowest.append(time.monotonic() - started)
        spent.cpu = (self._server.cpu() - cpu) / ALONE
        return spent

    def frame(self, kind: str) -> str:
        """The text that one save brings to a page of this kind."""
        path, cookie = self._site.after(self.saves).pages(kind, 1)[0]
        origin = f"http://127.0.0.1:{self._server.port}"
        address = origin.replace("http", "ws") + path
        with_page = websocket.create_connection(address, origin=origin, cookie=cookie, timeout=10)
        with_page.recv()
        self.save()
        text = str(with_page.recv())
        with_page.close()
        return text


def measure(contenders: Sequence[Contender], rounds: int, saves: int) -> dict[str, Spent]:
    """By name; all take their turns in each round, so that a noisy neighbour meets them alike."""
    spent = {one.name: Spent() for one in contenders}
    cpus: dict[str, list[float]] = {one.name: [] for one in contenders}
    for _ in range(rounds):
        for one in contenders:
            before, delivered = one.server.cpu(), 0
            for _ in range(saves):
                delivered += _change(one, spent[one.name])
            seconds = one.server.cpu() - before - saves * one.alone.cpu
            cpus[one.name].append(seconds / delivered)
    for one in contenders:
        result = spent[one.name]
        result.cpu, result.rss = median(cpus[one.name]), one.server.rss()
        result.grown = result.rss - one.empty
    return spent


def _change(one: Contender, spent: Spent) -> int:
    one.pages.arm()
    started = time.monotonic()
    one.change()
    heard = one.pages.heard()
    before = one.alone.last if one.alone.slowest else 0.0
    spent.slowest.append(heard.last - started - before)
    return heard.pages
