"""One thread, many connections: writes whole frames without ever waiting for a reader, and keeps the time."""

import selectors
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from typing import Any

import structlog

from webapp.live import wire
from webapp.live.line import Line
from webapp.live.wire import BadFrame, Frame

log = structlog.get_logger("daybook.live")

BEAT_EVERY = 10.0  # a note that scripts can hear, so that a page notices a connection that died silently
PING_EVERY = 25.0
SILENT_FOR = 80.0  # three pings without an answer
STALLED_FOR = 30.0  # no byte taken for so long: the reader is gone or hostile
GOODBYE_FOR = 1.0  # how long a closed line waits for the other side's close frame
READ_AT_ONCE = 16

BEAT = Frame('<live-note kind="beat"></live-note>')
PING = wire.encode(wire.PING)
NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Loop:
    """Runs in one thread; everything but post() and join() belongs to that thread."""

    def __init__(self, on_free: Callable[[Line], None], on_lost: Callable[[Line], None]) -> None:
        self.lines: set[Line] = set()
        self._on_free, self._on_lost = on_free, on_lost
        self._selector = selectors.DefaultSelector()
        self._inbox: deque[tuple[Callable[..., None], tuple[Any, ...]]] = deque()
        self._bell, self._ringer = socket.socketpair()
        self._rings = False
        self._bell.setblocking(False)
        self._ringer.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._slow: set[Line] = set()  # with unsent bytes, or saying goodbye
        self._ended_at: float | None = None
        self._over = threading.Event()
        now = time.monotonic()
        self._next_beat, self._next_ping = now + BEAT_EVERY, now + PING_EVERY

    # -- from any thread

    def post(self, act: Callable[..., None], *args: Any) -> None:
        """Have `act(*args)` run in the loop's thread, soon."""
        self._inbox.append((act, args))
        if self._rings:
            return
        self._rings = True
        try:
            self._ringer.send(b"!")
        except BlockingIOError:
            pass  # it rings already
        except OSError:
            log.debug("loop is over")

    def join(self, seconds: float) -> bool:
        """Wait until the loop has ended; whether it has."""
        return self._over.wait(seconds)

    # -- in the loop's thread

    def run(self, while_there_are_lines: bool = False) -> None:
        """Serve until end(), or until the last line is gone."""
        try:
            while not self._is_done(while_there_are_lines):
                for key, mask in self._selector.select(self._patience()):
                    self._ready(key.data, mask)
                self._carry_out()
                self._keep_time(time.monotonic())
        finally:
            self._finish()

    def add(self, line: Line) -> None:
        """Serve a line from now on, first with what it has unsent."""
        line.sock.setblocking(False)
        self.lines.add(line)
        self._selector.register(line.sock, selectors.EVENT_READ, line)
        if line.unsent:
            self._wait_to_write(line)

    def lend(self, box: "Future[list[Line]]") -> None:
        """Let go of all lines but those that say goodbye. What was sent to them before is out, or in `unsent`."""
        if box.set_running_or_notify_cancel():
            lines = [line for line in self.lines if not line.closing]
            for line in lines:
                self._let_go(line)
            box.set_result(lines)

    def send_all(self, parcels: Iterable[tuple[Collection[Line], Frame]]) -> None:
        """Write several frames, each to its lines."""
        for lines, frame in parcels:
            self.send(lines, frame)

    def send(self, lines: Collection[Line], frame: Frame) -> None:
        """Write one frame to many lines; none of them makes the others wait."""
        # The short way for nearly every line, with no call but the one of the kernel: the socket takes all of it at once.
        ours = self.lines
        bytes_for = {way: frame.for_line(way) for way in {line.compressed for line in lines}}
        for line in lines:
            if line not in ours or line.closing:
                continue
            data = bytes_for[line.compressed]
            if line.unsent:
                self._write(line, data)
                continue
            try:
                sent = line.sock.send(data)
            except OSError:  # full, or broken: the long way finds out
                self._write(line, data)
                continue
            if sent < len(data):
                line.unsent = memoryview(data)[sent:]
                self._wait_to_write(line)
                continue
            line.busy = False  # and then look at `wanted`: whoever wants the line does it the other way round
            if line.wanted:
                self._tell_free(line)

    def close(self, line: Line, code: int, reason: str = "") -> None:
        """Say goodbye; whoever may see nothing any more does not get the rest of a half-sent frame either."""
        if line not in self.lines or line.closing:
            return
        if line.unsent:
            self._drop(line)
            return
        line.closing = time.monotonic() + GOODBYE_FOR
        self._slow.add(line)
        self._write(line, wire.closing(code, reason))

    def end(self, code: int) -> None:
        """Close every line, then stop."""
        self._ended_at = time.monotonic()
        for line in list(self.lines):
            self.close(line, code)

    def _is_done(self, while_there_are_lines: bool) -> bool:
        if self._ended_at is not None:
            return not self.lines or time.monotonic() > self._ended_at + GOODBYE_FOR
        return while_there_are_lines and not self.lines and not self._inbox

    def _patience(self) -> float:
        if self._slow or self._ended_at is not None:
            return 0.2
        return max(0.0, min(self._next_beat, self._next_ping) - time.monotonic())

    def _carry_out(self) -> None:
        while self._inbox:
            act, args = self._inbox.popleft()
            try:
                act(*args)
            except Exception:
                log.exception("live command failed")  # the other lines go on

    def _ready(self, line: Line | None, mask: int) -> None:
        if line is None:
            self._bell.recv(4096)
            self._rings = False  # before the inbox is read: what comes after that rings again
            return
        try:
            if mask & selectors.EVENT_WRITE and line in self.lines:
                self._write(line)
            if mask & selectors.EVENT_READ and line in self.lines:
                self._read(line)
        except Exception:
            log.exception("live line failed")  # one broken line must not end the others
            self._drop(line)

    def _write(self, line: Line, data: bytes = b"") -> None:
        """Send what is left and `data` as far as the socket takes it; the rest waits for the selector."""
        waits = bool(line.unsent)
        rest = memoryview(bytes(line.unsent) + data if waits else data)
        try:
            while rest:
                rest = rest[line.sock.send(rest) :]
                line.moved = time.monotonic()
        except NOT_NOW:
            pass
        except OSError:
            self._drop(line)
            return
        line.unsent = rest or b""
        if rest and not waits:
            self._wait_to_write(line)
        elif not rest:
            self._all_sent(line, waits)

    def _wait_to_write(self, line: Line) -> None:
        line.moved = time.monotonic()
        self._slow.add(line)
        self._selector.modify(line.sock, selectors.EVENT_READ | selectors.EVENT_WRITE, line)

    def _all_sent(self, line: Line, waited: bool) -> None:
        if waited:
            self._selector.modify(line.sock, selectors.EVENT_READ, line)
            if not line.closing:
                self._slow.discard(line)
        line.busy = False
        if line.wanted:
            self._tell_free(line)

    def _tell_free(self, line: Line) -> None:
        line.wanted = False
        self._on_free(line)

    def _read(self, line: Line) -> None:
        try:
            for _ in range(READ_AT_ONCE):  # TLS may hold more than the selector knows of
                data = line.sock.recv(4096)
                if not data:
                    self._drop(line)
                    return
                self._hear(line, data)
                if line not in self.lines:
                    return
        except NOT_NOW:
            pass
        except BadFrame as error:
            self.close(line, error.code)
        except OSError:
            self._drop(line)

    def _hear(self, line: Line, data: bytes) -> None:
        line.heard = time.monotonic()
        for opcode, payload in line.reader.feed(data):
            if opcode == wire.CLOSE:
                self.close(line, wire.NORMAL)
                self._drop(line)
                return
            if opcode == wire.PING and not line.unsent and not line.closing:
                self._write(line, wire.encode(wire.PONG, payload))

    def _keep_time(self, now: float) -> None:
        if self._slow:
            self._drop_where(self._slow, lambda line: now > (line.closing or line.moved + STALLED_FOR))
        if now >= self._next_beat:
            self._next_beat = now + BEAT_EVERY
            self.send([line for line in self.lines if not line.unsent], BEAT)
        if now >= self._next_ping:
            self._next_ping = now + PING_EVERY
            self._drop_where(self.lines, lambda line: now > line.heard + SILENT_FOR)
            for line in [one for one in self.lines if not one.unsent and not one.closing]:
                self._write(line, PING)

    def _drop_where(self, lines: set[Line], is_over: Callable[[Line], bool]) -> None:
        for line in [line for line in lines if is_over(line)]:
            self._drop(line)

    def _drop(self, line: Line) -> None:
        if line not in self.lines:
            return
        self._let_go(line)
        line.sock.close()
        self._on_lost(line)

    def _let_go(self, line: Line) -> None:
        self.lines.discard(line)
        self._slow.discard(line)
        self._selector.unregister(line.sock)

    def _finish(self) -> None:
        for line in list(self.lines):
            self._drop(line)
        self._selector.close()
        self._bell.close()
        self._ringer.close()
        self._over.set()
