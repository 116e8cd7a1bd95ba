"""The real thing: gunicorn with gunicorn.conf.py on a loopback port, to be stopped, killed and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.support.databases import TEST_SETTINGS, Database
from tests.support.run_folder import folder
from tests.support.services import free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]
StartServer = Callable[..., "LiveServer"]
Running = dict[tuple[str, tuple[tuple[str, Any], ...]], "LiveServer"]


class LiveServer:
    """One gunicorn and its workers. The port and the database stay the same over kill() and start()."""

    def __init__(self, database: Database, config: str | Path = "gunicorn.conf.py", **settings: Any) -> None:
        self.database = database
        self.config = str(config)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.settings = settings
        self.log = folder() / f"server-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and return when it answers; raises with the log's end when it does not."""
        command = [sys.executable, "-m", "gunicorn", "-c", self.config, "tests.support.served:app"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        try:
            wait_for_port(self.port)
            # The master listens before its worker has loaded the app; until then this call waits.
            self.get("/healthz", timeout=90)
        except OSError as error:
            self.kill()
            raise RuntimeError(f"The server does not start:\n{self.tail()}") from error

    def get(self, path: str, timeout: float = 30) -> HTTPResponse:
        """Ask for a page over a connection of its own."""
        answer: HTTPResponse = urlopen(self.url + path, timeout=timeout)
        answer.read()
        return answer

    def stop(self, seconds: float = 15) -> int:
        """Ask it to end (SIGTERM) and wait; returns its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(seconds)

    def kill(self) -> None:
        """Kill the master and all workers at once, as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            wait_for_port(self.port, closed=True)  # a killed worker lets go of it a moment later

    def restart(self) -> None:
        """Kill everything and start again on the same port and database."""
        self.kill()
        self.start()

    def is_running(self) -> bool:
        """Whether it was started and has not ended since."""
        return self.process is not None and self.process.poll() is None

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def tail(self, lines: int = 40) -> str:
        """The end of what the server has printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def environment(self) -> dict[str, str]:
        """What the process is started with."""
        settings = {**TEST_SETTINGS, "DATABASE_URL": self.database.url, **self.settings}
        return {
            **os.environ,
            **{
                name: str(int(value)) if isinstance(value, bool) else str(value)
                for name, value in settings.items()
            },
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
        }


@pytest.fixture
def start_server(database: Database) -> Iterator[StartServer]:
    """Start a server for this test alone: `start_server(WEB_WORKERS=2)`; for tests that end it or count in it."""
    started: list[LiveServer] = []

    def start(**settings: Any) -> LiveServer:
        started.append(LiveServer(database, **settings))
        started[-1].start()
        return started[-1]

    yield start
    for server in started:
        server.kill()


@pytest.fixture(scope="session")
def _running() -> Iterator[Running]:
    """The servers that this worker has started for several tests."""
    running: Running = {}
    yield running
    for server in running.values():
        server.kill()


@pytest.fixture
def shared_server(database: Database, _running: Running) -> StartServer:
    """A server that tests share: `shared_server(LIVE_MODE="thread")` starts one if none with these settings runs.

    It serves the database of the fixture `app`, which is emptied between tests. A test that stopped or killed it
    leaves a new one to the next.
    """

    def find(**settings: Any) -> LiveServer:
        key = (database.url, tuple(sorted(settings.items())))
        server = _running.get(key)
        if server is None or not server.is_running():
            server = _running[key] = LiveServer(database, **settings)
            server.start()
        return server

    return find


@pytest.fixture
def live_server(shared_server: StartServer) -> LiveServer:
    """The shared server with plain settings."""
    return shared_server()
