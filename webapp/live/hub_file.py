"""The Unix socket of the hub process: one process listens on it, and only its own user reaches it.

Whoever has the seat may give it to another process, as it is: who waits to be let in goes on waiting.
"""

import fcntl
import os
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from webapp.live.handover import KIND

WAITING = 512  # who may wait to be let in


class CannotListen(Exception):
    """Why a hub process cannot start here, as a sentence that says what to do."""


@dataclass
class Seat:
    """The place of the one hub process: the socket that listens on the path, and the lock beside it."""

    path: Path
    listener: socket.socket
    lock: int
    is_ours: bool = True  # to clear away: not before we listen, nor once another process does

    @contextmanager
    def held(self) -> Iterator["Seat"]:
        """Have it until the block ends."""
        try:
            yield self
        finally:
            if self.is_ours:
                self.path.unlink(missing_ok=True)
            self.listener.close()
            os.close(self.lock)


@contextmanager
def listening(path: Path, patience: float = 0.0) -> Iterator[Seat]:
    """Listen on `path` until the block ends, or the seat is given away; raises CannotListen.

    A hub process that runs there has so many seconds to end.
    """
    _require_own_folder(path.parent)
    with Seat(path, socket.socket(socket.AF_UNIX, KIND), _lock(path), is_ours=False).held() as seat:
        _take(seat.lock, path, patience)
        _clear(path)
        _bind(seat.listener, path)
        seat.is_ours = True
        yield seat


def _require_own_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.geteuid() or found.st_mode & stat.S_IWOTH:
        raise CannotListen(
            f"{folder} is not a folder of this user alone. Put LIVE_HUB into one that belongs to the user who runs "
            "Daybook, and that others cannot write to."
        )


def _lock(path: Path) -> int:
    """The file of the lock beside the socket; the kernel gives the lock back however the process ends."""
    return os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _take(lock: int, path: Path, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not _has_taken(lock):
        if time.monotonic() >= deadline:
            raise CannotListen(_stays(path) if patience else _runs(path))
        time.sleep(0.02)


def _runs(path: Path) -> str:
    return (
        f"A hub process runs on {path} already. Start this one with --take-over, stop the other one first, "
        "or set LIVE_HUB to another path."
    )


def _stays(path: Path) -> str:
    return (
        f"The hub process that runs on {path} neither hands over nor ends. Stop it first: "
        "its pages connect again by themselves."
    )


def _has_taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _clear(path: Path) -> None:
    """Remove what a hub process left that was killed."""
    if path.is_symlink() or (path.exists() and not path.is_socket()):
        raise CannotListen(f"{path} is not a socket. Move it away, or set LIVE_HUB to another path.")
    path.unlink(missing_ok=True)


def _bind(ours: socket.socket, path: Path) -> None:
    # The mask, not chmod afterwards: there is no moment at which others could connect.
    before = os.umask(0o177)
    try:
        ours.bind(str(path))
    finally:
        os.umask(before)
    ours.listen(WAITING)
    ours.setblocking(False)
