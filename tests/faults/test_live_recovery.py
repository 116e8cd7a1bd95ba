"""A thousand pages: all are current soon after a fault has ended, and one reader that stalls is felt by nobody.

How long it takes is compared with the same thing done in health in the same run, and printed.
"""

import os
import signal
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.faults.test_live_load import stall
from tests.live.test_bus import KILL_POSTGRES
from tests.live.test_bus_away import Valkey, valkey
from tests.support.crowd import Crowd, wrongs
from tests.support.databases import Database
from tests.support.http import Browser, new_token
from tests.support.live_pages import get
from tests.support.live_server import LiveServer, StartServer
from tests.support.page_forms import fields_of
from tests.support.sockets import Arrive, arrive
from webapp.models import Person

__all__ = ["arrive", "valkey"]

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300)]

PAGES = 1000
OUTAGE = 5.0
ROOM = {"LIVE_PER_PERSON": 2000, "LIVE_PER_ADDRESS": 2000, "LIVE_SAFETY_POLL": 600}


class House:
    """A server whose event is open on a thousand pages, and Bob, who edits it."""

    def __init__(self, server: LiveServer, crowd: Crowd, event_id: int, bob: Person, alice: Person) -> None:
        self.server, self.crowd, self.path = server, crowd, f"/events/{event_id}"
        self.bob, self.alice = new_token(bob), new_token(alice)
        self.saves = 0

    def fill(self) -> float:
        """Open the pages; returns how long it took until all of them were live."""
        _, page = get(self.server.port, self.alice, self.path)
        for _ in range(PAGES):
            self.crowd.open(self.alice, self.path, "alice", page)
        return self.crowd.turn_until(
            lambda: all(page.heard["frames"] + page.heard["old"] for page in self.crowd.pages), 60
        )

    def save(self, text: str = "") -> float:
        """Save the description; returns how long the answer took."""
        path = f"{self.path}/fields/description"
        with Browser(self.server.port, self.bob) as browser:
            fields = fields_of(
                browser.get(f"{path}/form", {"HX-Request": "true", "HX-Request-Type": "partial"})[2],
                "form-description",
            )
            self.saves += 1
            fields["description"] = f"{text}Save {self.saves}."
            start = time.monotonic()
            assert browser.post(path, fields)[0] == 303
            return time.monotonic() - start

    def behind(self) -> int:
        """How many pages do not show the last save."""
        return sum(f"Save {self.saves}." not in page.shown.main for page in self.crowd.pages)

    def until_current(self, seconds: float = 60) -> float:
        return self.crowd.turn_until(lambda: self.behind() == 0, seconds)


@contextmanager
def house_on(server: LiveServer, event_id: int, bob: Person, alice: Person) -> Iterator[House]:
    with Crowd(server.port) as crowd:
        house = House(server, crowd, event_id, bob, alice)
        house.opened_in = house.fill()
        yield house
        assert wrongs(crowd.pages)[:5] == []


def in_health(house: House) -> float:
    """How long a save takes to reach everybody when nothing is wrong: the slower of two."""
    return max((house.save(), house.until_current())[1] for _ in range(2))


def while_away(house: House, seconds: float) -> int:
    """Save now and then during an outage; returns how many pages are behind at its end."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        house.save()
        house.crowd.turn(0.3)
    return house.behind()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", ["killed", "frozen"])
def test_nobody_is_behind_two_seconds_after_valkey_is_back(
    kind: str, valkey: Valkey, start_server: StartServer, retreat: int, alice: Person, bob: Person
) -> None:
    server = start_server(WEB_WORKERS=2, REDIS_URL=valkey.address, **ROOM)
    with house_on(server, retreat, bob, alice) as house:
        healthy = in_health(house)
        valkey.kill() if kind == "killed" else valkey.signal(signal.SIGSTOP)
        behind = while_away(house, OUTAGE)
        valkey.start() if kind == "killed" else valkey.signal(signal.SIGCONT)
        back = house.until_current()
    print(f"Valkey {kind}: {behind} behind; in health {healthy:.2f} s, after it is back {back:.2f} s")
    assert behind > 0, "the outage has to be felt"
    assert back < 2 + healthy


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nobody_is_behind_two_seconds_after_postgres_keeps_its_listeners_again(
    database: Database, start_server: StartServer, retreat: int, alice: Person, bob: Person
) -> None:
    server = start_server(WEB_WORKERS=2, **ROOM)
    ended = threading.Event()

    def cut() -> None:
        while not ended.wait(0.05):
            database.execute(KILL_POSTGRES)

    with house_on(server, retreat, bob, alice) as house:
        healthy = in_health(house)
        cutter = threading.Thread(target=cut)
        cutter.start()
        behind = while_away(house, OUTAGE)
        ended.set()
        cutter.join()
        back = house.until_current()
    print(f"PostgreSQL: {behind} behind; in health {healthy:.2f} s, after it is back {back:.2f} s")
    assert back < 2 + healthy


def test_a_thousand_pages_are_back_and_current_ten_seconds_after_a_kill(
    database: Database, start_server: StartServer, retreat: int, alice: Person, bob: Person
) -> None:
    workers = 1 if database.kind == "sqlite" else 2
    start = time.monotonic()
    server = start_server(WEB_WORKERS=workers, **ROOM)
    started = time.monotonic() - start
    with house_on(server, retreat, bob, alice) as house:
        for pid in server.workers():
            os.kill(pid, signal.SIGKILL)
        start = time.monotonic()
        server.get("/healthz")
        house.save()  # before any page is back: all of them have something to catch up with
        saved = time.monotonic() - start
        house.until_current()
        back = time.monotonic() - start
    print(
        f"{database.kind}: opened in {house.opened_in:.2f} s; saved {saved:.2f} s and current {back:.2f} s after a kill"
    )
    assert back < 10 + started + house.opened_in


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_readers_that_stall_make_neither_a_save_nor_the_others_wait(
    start_server: StartServer, arrive: Arrive, retreat: int, alice: Person, bob: Person
) -> None:
    server = start_server(**ROOM)
    text = "A long story. " * 2000  # fills the buffers of who does not read
    saves: dict[int, list[float]] = {0: [], 10: []}
    seen: dict[int, list[float]] = {0: [], 10: []}
    with house_on(server, retreat, bob, alice) as house, ThreadPoolExecutor(1) as pool:
        in_health(house)
        for stalled in (0, 10) * 4:
            raws = [stall(arrive(alice, server), retreat) for _ in range(stalled)]
            for _ in range(5):
                start = time.monotonic()
                saved = pool.submit(house.save, text)
                house.crowd.turn_until(saved.done, 60)
                house.until_current()
                saves[stalled].append(saved.result())
                seen[stalled].append(time.monotonic() - start)
            for raw in raws:
                raw.close()
    for what, taken in (("a save", saves), ("until all have it", seen)):
        middle = {stalled: statistics.median(times) * 1000 for stalled, times in taken.items()}
        worst = {stalled: max(times) * 1000 for stalled, times in taken.items()}
        print(
            f"{what}: median {middle[0]:.0f} ms, with 10 stalled {middle[10]:.0f} ms; worst {worst[0]:.0f}, {worst[10]:.0f}"
        )
        assert middle[10] < 1.5 * middle[0] and worst[10] < 2 * worst[0] + 100
