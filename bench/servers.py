"""Servers as processes of their own, and the CPU that their workers have used."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Server:
    """One running server on loopback."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        """Seconds of CPU that the server and its workers have used so far."""
        return sum(_cpu(pid) for pid in (self.process.pid, *_children(self.process.pid)))

    def rss(self) -> int:
        """Bytes of memory of the process that serves: the worker, where there is one."""
        pids = _children(self.process.pid) or [self.process.pid]
        return max(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE for pid in pids)

    def get(self, path: str, cookie: str) -> bytes:
        """The body of one answer over a fresh connection; raises when it is not 200."""
        return self.ask("GET", path, {"Cookie": cookie, "Accept": "text/html"})

    def post(self, path: str, form: str, headers: Mapping[str, str]) -> bytes:
        """The body of the answer to a form from one of our own pages; raises when it is not 200."""
        return self.ask("POST", path, {"Origin": f"http://127.0.0.1:{self.port}", **headers}, form)

    def ask(self, method: str, path: str, headers: Mapping[str, str], form: str | None = None) -> bytes:
        """The same for any request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, form, headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}: {body[:300]!r}")
        return body


def gunicorn(database_url: str, app: str = "wsgi:app", **settings: str) -> AbstractContextManager[Server]:
    """Daybook as `make run` starts it, or another application in the same server."""
    return started(
        [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", app], database_url, **settings
    )


def uvicorn(target: str, database_url: str, **settings: str) -> AbstractContextManager[Server]:
    """A FastAPI application, as its documentation says to start it."""
    command = [sys.executable, "-m", "uvicorn", target, "--log-level", "warning", "--port", "{port}"]
    return started(command, database_url, **settings)


@contextmanager
def started(command: Sequence[str], database_url: str, **settings: str) -> Iterator[Server]:
    """Any server on loopback, stopped at the end; "{port}" in its command stands for the port it gets."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "only-for-the-bench",
        "RATELIMIT_ENABLED": "0",
        "PORT": str(port),
    }
    filled = [word.replace("{port}", str(port)) for word in command]
    env = os.environ | own | settings
    process = subprocess.Popen(
        filled, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")


def _cpu(pid: int) -> float:
    # The CPU clock of another process, in nanoseconds (clock_getcpuclockid); /proc counts in ticks of 10 ms.
    return time.clock_gettime((~pid << 3) | 2)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
