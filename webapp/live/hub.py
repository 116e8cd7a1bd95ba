"""Who is connected in this process. A hub takes connections over, sends to them, closes them; it knows no event.

Connections whose descriptor can be had live in one thread together. The others (TLS inside the server, LIVE_MODE=thread)
keep the thread that the server gave them, so few of them are let in.
"""

import os
import socket
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from webapp.live import wire
from webapp.live.line import Line
from webapp.live.loop import Loop
from webapp.live.wire import Frame

# Half of the threads that gunicorn.conf.py gives a worker: the others answer pages.
MOST_THREADS = 4
SEND_BUFFER = 64 * 1024


class Hub:
    """All live connections of this process; every method may be called from any thread."""

    def __init__(self, on_free: Callable[[Line], None], on_lost: Callable[[Line], None]) -> None:
        self._on_free, self._told_lost = on_free, on_lost
        self._lines: set[Line] = set()
        self._threads: set[Loop] = set()
        self._shared: Loop | None = None
        self._lock = threading.Lock()

    def count(self) -> int:
        """How many connections are open."""
        return len(self._lines)

    def has_thread(self) -> bool:
        """Whether one more connection may keep its thread."""
        return len(self._threads) < MOST_THREADS

    def adopt(self, line: Line, alone: bool = False) -> None:
        """Take a connection over and return at once; `alone` leaves it to a thread that calls serve()."""
        with self._lock:
            loop = line.loop = self._alone() if alone else self._shared_loop()
            self._lines.add(line)
        loop.post(loop.add, line)

    def serve(self, line: Line) -> None:
        """Serve a line that was adopted alone, in the calling thread, until it ends."""
        assert line.loop is not None
        try:
            line.loop.run(while_there_are_lines=True)
        finally:
            self._threads.discard(line.loop)

    def send(self, lines: Iterable[Line], frame: Frame) -> None:
        """Send one frame to many; the loops write it as soon as each reader takes it."""
        self.send_all([(list(lines), frame)])

    def send_all(self, parcels: Iterable[tuple[list[Line], Frame | None]]) -> None:
        """The same for several frames, each with its lines; a loop is woken once for all of them."""
        by_loop: dict[Loop, list[tuple[list[Line], Frame]]] = defaultdict(list)
        for lines, frame in parcels:
            if lines and frame is not None:
                for loop, some in self._by_loop(lines):
                    by_loop[loop].append((some, frame))
        for loop, theirs in by_loop.items():
            loop.post(loop.send_all, theirs)

    def _by_loop(self, lines: list[Line]) -> Iterable[tuple[Loop, list[Line]]]:
        shared = self._shared
        others = [line for line in lines if line.loop is not shared]
        if shared is not None and not others:  # nearly always
            return [(shared, lines)]
        groups: dict[Loop, list[Line]] = defaultdict(list)
        for line in lines:
            if line.loop is not None:
                groups[line.loop].append(line)
        return groups.items()

    def close(self, line: Line, code: int, reason: str = "") -> None:
        """Close one connection with a code that tells the page what to do."""
        if line.loop is not None:
            line.loop.post(line.loop.close, line, code, reason)

    def lend(self, seconds: float) -> list[Line]:
        """Let go of all lines that one thread holds together, but for those that say goodbye; raises TimeoutError."""
        box: Future[list[Line]] = Future()
        with self._lock:
            if self._shared is None:
                return []
            self._shared.post(self._shared.lend, box)
        try:
            lines = box.result(seconds)
        except TimeoutError:
            if box.cancel():
                raise
            lines = box.result()
        self._lines.difference_update(lines)
        return lines

    def drain(self) -> None:
        """Close everything with "come back soon" and end the threads."""
        with self._lock:
            loops = [*self._threads, *([self._shared] if self._shared else [])]
        for loop in loops:
            loop.post(loop.end, wire.RESTART)
        for loop in loops:
            loop.join(3)

    def _alone(self) -> Loop:
        loop = Loop(self._on_free, self._on_lost)
        self._threads.add(loop)
        return loop

    def _shared_loop(self) -> Loop:
        if self._shared is None:
            self._shared = Loop(self._on_free, self._on_lost)
            threading.Thread(target=self._shared.run, daemon=True, name="live-hub").start()
        return self._shared

    def _on_lost(self, line: Line) -> None:
        self._lines.discard(line)
        self._told_lost(line)


def detach(sock: socket.socket) -> socket.socket | None:
    """The connection under a descriptor of our own, or None where TLS lives in the server.

    The server shuts "its" descriptor down when the request ends: it is left one end of a dead socket pair.
    """
    if isinstance(sock, ssl.SSLSocket):
        return None
    ours = socket.socket(fileno=os.dup(sock.fileno()))
    dead, end = socket.socketpair()
    os.dup2(dead.fileno(), sock.fileno())
    dead.close()
    end.close()
    tune(ours)
    return ours


def turn_away(sock: socket.socket, code: int = wire.FULL) -> None:
    """Close a connection that nobody holds, with a code that tells the page what to do."""
    sock.send(wire.closing(code))
    sock.close()


def tune(sock: socket.socket) -> None:
    """Small frames go out at once, and a reader that stalls holds little of our memory."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if sock.family in (socket.AF_INET, socket.AF_INET6):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
