"""One thread for many connections: nobody waits for anybody, and who is gone is let go."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.live.test_wire import from_browser, payload_of
from tests.support.sockets import PATIENCE
from webapp.live import loop as loops
from webapp.live import wire
from webapp.live.line import Line
from webapp.live.loop import Loop
from webapp.live.wire import Frame

BIG = Frame("<p>" + "x" * 100_000 + "</p>")
Connect = Callable[[], tuple[Line, socket.socket]]


class Events:
    """What the loop has told."""

    def __init__(self) -> None:
        self.free: list[Line] = []
        self.lost: list[Line] = []


@pytest.fixture
def events() -> Events:
    return Events()


@pytest.fixture
def loop(events: Events) -> Iterator[Loop]:
    """A loop that runs in a thread of its own."""
    running = Loop(events.free.append, events.lost.append)
    threading.Thread(target=running.run, daemon=True).start()
    yield running
    running.post(running.end, wire.RESTART)
    assert running.join(3)


@pytest.fixture
def connect(loop: Loop) -> Iterator[Connect]:
    """Make a line of the loop and the browser's end of it."""
    ends: list[socket.socket] = []

    def make() -> tuple[Line, socket.socket]:
        ours, theirs = socket.socketpair()
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        theirs.settimeout(3)
        ends.append(theirs)
        line = Line(ours)
        loop.post(loop.add, line)
        return line, theirs

    yield make
    for end in ends:
        end.close()


def read_exactly(end: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = end.recv(size - len(data))
        assert more, "closed too early"
        data += more
    return data


def read_all(end: socket.socket) -> bytes:
    """Everything that comes until the other side hangs up."""
    data = b""
    while more := end.recv(65536):
        data += more
    return data


def is_closed(end: socket.socket, seconds: float = 3.0) -> bool:
    """Whether the other side hangs up in time; whatever else it sends is read."""
    end.settimeout(seconds)
    try:
        while end.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True
    return True


def wait_until(condition: Callable[[], bool], seconds: float = 3.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_reader_that_stalls_makes_nobody_wait(loop: Loop, connect: Connect) -> None:
    stalled, _ = connect()
    lines = [stalled]
    ends = []
    for _ in range(5):
        line, end = connect()
        lines.append(line)
        ends.append(end)
    start = time.monotonic()
    for number in range(5):
        loop.post(loop.send, lines, Frame(f"<p>{number}</p>" + "x" * 5000))
    for number in range(5):
        for end in ends:
            assert f"<p>{number}</p>".encode() in read_exactly(end, 5000 + 8 + 4)
    assert time.monotonic() - start < PATIENCE
    assert stalled.unsent


@pytest.mark.parametrize("wanted", [True, False])
def test_a_line_that_takes_a_frame_at_once_is_free_and_says_so_to_who_waits_for_it(
    loop: Loop, connect: Connect, events: Events, wanted: bool
) -> None:
    line, theirs = connect()
    line.busy, line.wanted = True, wanted
    loop.post(loop.send, [line], Frame("<p></p>"))
    assert payload_of(theirs.recv(4096)) == b"<p></p>"
    wait_until(lambda: not line.busy and events.free == ([line] if wanted else []))
    assert not line.wanted


def test_frames_stay_whole_for_a_slow_reader_and_the_line_says_when_it_is_free(
    loop: Loop, connect: Connect, events: Events
) -> None:
    line, end = connect()
    line.busy = line.wanted = True
    loop.post(loop.send, [line], BIG)
    loop.post(loop.send, [line], Frame("<p>last</p>"))
    wait_until(lambda: bool(line.unsent))
    assert events.free == [] and line.busy
    first, last = BIG.for_line(False), Frame("<p>last</p>").for_line(False)
    assert read_exactly(end, len(first) + len(last)) == first + last
    wait_until(lambda: events.free == [line])
    assert not line.busy


def test_who_is_shut_out_gets_no_rest_of_a_frame(loop: Loop, connect: Connect, events: Events) -> None:
    line, end = connect()
    loop.post(loop.send, [line], BIG)
    wait_until(lambda: bool(line.unsent))
    loop.post(loop.close, line, wire.NO_ACCESS)
    wait_until(lambda: events.lost == [line] or bool(line.closing))
    assert len(read_all(end)) < len(BIG.for_line(False))


def test_nothing_follows_a_close_frame(loop: Loop, connect: Connect) -> None:
    line, end = connect()
    loop.post(loop.close, line, wire.NO_ACCESS, "Alice took back your access.")
    loop.post(loop.send, [line], Frame("<p>secret</p>"))
    closing = wire.closing(wire.NO_ACCESS, "Alice took back your access.")
    assert read_exactly(end, len(closing)) == closing
    end.settimeout(0.3)
    with pytest.raises(TimeoutError):
        end.recv(1)
    assert is_closed(end), "and who does not answer it is hung up on"


def test_pings_and_closes_are_answered_and_messages_thrown_away(
    loop: Loop, connect: Connect, events: Events
) -> None:
    line, end = connect()
    end.sendall(from_browser(wire.TEXT, b"hello") + from_browser(wire.PING, b"you there?"))
    pong = read_exactly(end, 12)
    assert pong[0] == wire.FIN | wire.PONG and payload_of(pong) == b"you there?"
    end.sendall(from_browser(wire.CLOSE, b"\x03\xe9"))
    assert read_exactly(end, 4) == wire.closing(wire.NORMAL)
    wait_until(lambda: events.lost == [line])


@pytest.mark.parametrize("garbage", [b"\x00" * 64, b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64])
def test_garbage_ends_its_own_line_alone(loop: Loop, connect: Connect, garbage: bytes) -> None:
    _, bad = connect()
    good, end = connect()
    bad.sendall(garbage)
    assert is_closed(bad)
    loop.post(loop.send, [good], Frame("<p>still here</p>"))
    assert b"still here" in read_exactly(end, 19)


def test_a_flood_of_pings_from_who_does_not_read_is_not_kept(loop: Loop, connect: Connect) -> None:
    line, end = connect()
    end.settimeout(0.5)
    flood = from_browser(wire.PING, b"x" * 125) * 500
    for _ in range(20):
        try:
            end.sendall(flood)
        except TimeoutError:
            break
    assert len(line.unsent) < 4096


def test_who_takes_nothing_for_too_long_is_dropped(
    loop: Loop, connect: Connect, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loops, "STALLED_FOR", 0.2)
    stalled, _ = connect()
    alive, end = connect()
    loop.post(loop.send, [stalled, alive], BIG)
    read_exactly(end, len(BIG.for_line(False)))
    wait_until(lambda: events.lost == [stalled])


def test_who_answers_no_ping_is_dropped(events: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "PING_EVERY", 0.1)
    monkeypatch.setattr(loops, "SILENT_FOR", 0.25)
    running = Loop(events.free.append, events.lost.append)
    threading.Thread(target=running.run, daemon=True).start()
    ours, theirs = socket.socketpair()
    running.post(running.add, Line(ours))
    theirs.settimeout(3)
    assert theirs.recv(2) == wire.encode(wire.PING)
    theirs.sendall(from_browser(wire.PONG))
    time.sleep(0.2)
    assert events.lost == []
    wait_until(lambda: len(events.lost) == 1)
    running.post(running.end, wire.RESTART)
    assert running.join(3)
    theirs.close()


def test_scripts_hear_a_beat(events: Events, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "BEAT_EVERY", 0.1)
    running = Loop(events.free.append, events.lost.append)
    threading.Thread(target=running.run, daemon=True).start()
    ours, theirs = socket.socketpair()
    running.post(running.add, Line(ours))
    theirs.settimeout(3)
    beat = loops.BEAT.for_line(False)
    assert read_exactly(theirs, 2 * len(beat)) == 2 * beat
    running.post(running.end, wire.RESTART)
    assert running.join(3)
    theirs.close()


def test_a_loop_that_ends_says_goodbye_and_does_not_wait_for_who_is_silent(
    connect: Connect, loop: Loop
) -> None:
    _, polite = connect()
    connect()
    start = time.monotonic()
    loop.post(loop.end, wire.RESTART)
    assert read_exactly(polite, 4) == wire.closing(wire.RESTART)
    assert loop.join(3) and time.monotonic() - start < PATIENCE


def test_a_command_that_fails_ends_nobody(loop: Loop, connect: Connect) -> None:
    good, end = connect()
    closed = socket.socket()
    closed.close()
    loop.post(loop.add, Line(closed))
    loop.post(loop.send, [good], Frame("<p>still here</p>"))
    assert b"still here" in read_exactly(end, 19)
