"""A real hub process beside the servers of a test: started with the same command and settings, stopped and killed."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from tests.support.databases import Database
from tests.support.live_server import ROOT, LiveServer
from tests.support.run_folder import folder
from webapp.live.bus_hub import ask, connected
from webapp.live.handover import Ask

StartHub = Callable[..., "HubProcess"]
# A page that reads nothing is kept for as long as the machine takes.
PATIENT = "from flask.cli import main; from webapp.live import loop; loop.STALLED_FOR = 900.0; main()"


def wait_until(is_so: Callable[[], bool], seconds: float = 20) -> None:
    """Return as soon as it is so; fails when it takes too long."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class HubProcess:
    """`flask live-hub` on a socket of its own. The path stays the same over kill() and start()."""

    def __init__(self, database: Database, is_patient: bool = False, **settings: Any) -> None:
        self._flask = ["-c", PATIENT] if is_patient else ["-m", "flask"]
        self.folder = Path(mkdtemp(dir=folder()))
        self.path = self.folder / "hub.sock"
        self.settings = {"LIVE_SAFETY_POLL": 600, **settings, "LIVE_HUB": self.path}
        self.log = self.folder / "hub.log"
        self._environment = LiveServer(database, **self.settings).environment()
        self.process: subprocess.Popen[bytes] | None = None
        self._before: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start and return when it answers; raises with the log's end when it does not."""
        self.process = self.launch()
        deadline = time.monotonic() + 60
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The hub process does not start:\n{self.log.read_text()}")
            time.sleep(0.02)

    def take_over(self) -> subprocess.Popen[bytes]:
        """Start another one that takes over; the one before, which is about to end, is returned."""
        assert self.process is not None
        before, self.process = self.process, self.launch("--take-over")
        self._before.append(before)
        return before

    def launch(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Run `flask live-hub` without waiting for it; what it says is in `log`."""
        command = [sys.executable, *self._flask, "--app", "wsgi", "live-hub", *arguments]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def answers(self) -> bool:
        try:
            self.pages()
        except OSError:
            return False
        return True

    def pages(self) -> int:
        """How many live pages it says that it holds."""
        with connected(str(self.path), 5) as sock:
            return ask(sock, Ask(do="count")).pages

    def stop(self, seconds: float = 10) -> int:
        """Ask it to end (SIGTERM) and wait; returns its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(seconds)

    def kill(self) -> None:
        """End it as a power cut would."""
        for one in (*self._before, self.process):
            if one is not None and one.poll() is None:
                one.kill()
                one.wait(10)

    def is_running(self) -> bool:
        """Whether it was started and has not ended since."""
        return self.process is not None and self.process.poll() is None


@pytest.fixture(scope="session")
def _hubs() -> Iterator[dict[Any, HubProcess]]:
    """The hub processes that this worker has started for several tests."""
    running: dict[Any, HubProcess] = {}
    yield running
    for hub in running.values():
        hub.kill()


@pytest.fixture
def shared_hub(database: Database, _hubs: dict[Any, HubProcess]) -> StartHub:
    """A hub process that tests share. One that a test has ended starts again on the same path."""

    def find(**settings: Any) -> HubProcess:
        key = (database.url, tuple(sorted(settings.items())))
        hub = _hubs.setdefault(key, HubProcess(database, **settings))
        if not hub.is_running():
            hub.start()
        return hub

    return find


@pytest.fixture
def start_hub(database: Database) -> Iterator[StartHub]:
    """Start a hub process for this test alone; `start_server(**hub.settings)` is a server that hands pages to it."""
    started: list[HubProcess] = []

    def start(**settings: Any) -> HubProcess:
        started.append(HubProcess(database, **settings))
        started[-1].start()
        return started[-1]

    yield start
    for hub in started:
        hub.kill()
