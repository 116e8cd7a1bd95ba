"""One folder for the whole run: all xdist workers share it and the services whose state lies in it."""

import fcntl
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

VARIABLE = "DAYBOOK_TEST_RUN"
State = dict[str, Any]


def _keep_bytecode() -> None:
    """Where Python is told to keep none, each worker and each server would compile all it imports: seconds of CPU."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        prefix = os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(sys.prefix, "pycache")))
        sys.dont_write_bytecode, sys.pycache_prefix = False, prefix


_keep_bytecode()  # here, as this is imported first: workers find what their controller has compiled


def folder() -> Path:
    """The run's folder; the controller made it, its workers read it from the environment."""
    return Path(os.environ[VARIABLE])


def shared(name: str, start: Callable[[Path], State]) -> State:
    """The state of service `name`, started by whoever needs it first."""
    path = folder() / f"{name}.json"
    with _locked(path.with_suffix(".lock")):
        if not path.exists():
            path.write_text(json.dumps(start(folder() / name)))
        return dict(json.loads(path.read_text()))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        made = Path(tempfile.mkdtemp(prefix="daybook-tests-"))
        made.chmod(0o755)  # PostgreSQL runs as another user when we are root
        os.environ[VARIABLE] = str(made)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and VARIABLE in os.environ:
        made = Path(os.environ.pop(VARIABLE))
        for path in made.glob("*.json"):
            _stop(json.loads(path.read_text()))
        shutil.rmtree(made, ignore_errors=True)


def _stop(state: State) -> None:
    """End a service by its process id and wait until it is gone."""
    os.kill(state["pid"], getattr(signal, state["signal"]))
    wait_until_gone(state["pid"])


def wait_until_gone(pid: int, seconds: float = 10) -> None:
    """Return when the process has ended; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Process {pid} is still there after {seconds} s.")
        time.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be collected does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
