"""The Unix socket of the hub process: one process listens on it, and only its own user reaches it."""

import fcntl
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webapp.live.handover import KIND

WAITING = 512  # who may wait to be let in


class CannotListen(Exception):
    """Why a hub process cannot start here, as a sentence that says what to do."""


@contextmanager
def listening(path: Path) -> Iterator[socket.socket]:
    """Listen on `path` until the block ends; raises CannotListen."""
    _require_own_folder(path.parent)
    with _alone(path), socket.socket(socket.AF_UNIX, KIND) as ours:
        _clear(path)
        _bind(ours, path)
        try:
            yield ours
        finally:
            path.unlink(missing_ok=True)


def _require_own_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.stat()
    if found.st_uid != os.geteuid() or found.st_mode & stat.S_IWOTH:
        raise CannotListen(
            f"{folder} is not a folder of this user alone. Put LIVE_HUB into one that belongs to the user who runs "
            "Daybook, and that others cannot write to."
        )


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the lock beside the socket; the kernel gives it back however the process ends."""
    lock = os.open(f"{path}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        _take(lock, path)
        yield
    finally:
        os.close(lock)


def _take(lock: int, path: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CannotListen(
            f"A hub process runs on {path} already. Stop it first, or set LIVE_HUB to another path."
        ) from error


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
