"""The hub process: holds the pages that web processes hand over, so that a deploy of those closes none.

One thread has the conversations (`handover.py`); the pages themselves are held by the live layer as in a web process.
A hub process that starts may take everything over from this one (`predecessor.py`, `successor.py`).
"""

import os
import selectors
import socket
import time
from contextlib import suppress

import structlog

from webapp.live import handover
from webapp.live.handover import Admit, Answer, Ask, BadMessage, Packet, Succeed, Take
from webapp.live.hub_file import Seat
from webapp.live.predecessor import HeldSocket, Predecessor
from webapp.live.service import Live
from webapp.live.succession import HeldTalk, Stage
from webapp.live.successor import Estate
from webapp.live.watchers import TooMany, Watcher

log = structlog.get_logger("daybook.live")

MOST_TALKS = 1000  # each web process has 8 threads that may talk, and two lines of the bus
UNUSED_FOR = 10.0  # an admission, or a conversation that says nothing


class Talk:
    """A conversation with another process, and how far it has come."""

    __slots__ = ("sock", "stage", "until", "watcher")

    def __init__(self, sock: socket.socket, stage: Stage = "new", watcher: Watcher | None = None) -> None:
        self.sock = sock
        self.stage = stage
        self.until: float | None = None if stage in ("tell", "hear") else time.monotonic() + UNUSED_FOR
        self.watcher = watcher


class HubProcess:
    """Everything but stop() belongs to the thread that runs it."""

    def __init__(self, live: Live, seat: Seat, user: int | None = None) -> None:
        self._live, self._seat, self._listener = live, seat, seat.listener
        self._user = os.geteuid() if user is None else user
        self._talks: set[Talk] = set()
        self._hearers: set[Talk] = set()
        self._selector = selectors.DefaultSelector()
        self._bell, self._ringer = socket.socketpair()
        self._stopped = False
        self._next = {"new": self._begin, "take": self._take, "tell": self._relay, "hear": _nothing}
        self._listener.setblocking(False)
        for one in (self._listener, self._bell):
            self._selector.register(one, selectors.EVENT_READ)

    def stop(self) -> None:
        """Let run() end soon; also from a signal handler or another thread."""
        self._stopped = True
        with suppress(OSError):  # it has ended already
            self._ringer.send(b"!")

    def inherit(self, estate: Estate) -> None:
        """Go on where the hub process before this one has stopped."""
        for sock, stage, watcher in estate.talks:
            if watcher is not None:
                self._live.expect(watcher)
            self._go_on_with(Talk(sock, stage, watcher))
        self._live.inherit(estate.heirs)

    def run(self) -> None:
        """Serve until stop() or until another process has taken over, then tell the pages that are left to come back."""
        while not self._stopped:
            for key, _ in self._selector.select(1.0 if self._talks else None):
                if not self._stopped:  # what comes from now on is for whoever has taken over
                    self._ready(key)
            self._hang_up_on_the_silent()
        self._end()

    def _ready(self, key: selectors.SelectorKey) -> None:
        if isinstance(key.data, Talk):
            self._go_on(key.data)
        elif key.fileobj is self._listener:
            self._let_in()

    def _let_in(self) -> None:
        try:
            sock, _ = self._listener.accept()
        except BlockingIOError:
            return
        except OSError as error:
            log.warning("hub process cannot let in", error=str(error))
            time.sleep(0.05)  # no descriptor is left: the others are served, and this one asks again
            return
        try:
            handover.require_user(sock, self._user)
        except OSError as error:
            log.warning("hub process refuses a stranger", error=str(error))
            sock.close()
            return
        if len(self._talks) >= MOST_TALKS:
            sock.close()
            return
        self._go_on_with(Talk(sock))

    def _go_on_with(self, talk: Talk) -> None:
        talk.sock.setblocking(False)
        self._talks.add(talk)
        if talk.stage == "hear":
            self._hearers.add(talk)
        self._selector.register(talk.sock, selectors.EVENT_READ, talk)

    def _go_on(self, talk: Talk) -> None:
        """Take one packet; whoever says what it should not is hung up on, and nobody else notices."""
        if talk not in self._talks:
            return
        try:
            packet = handover.receive(talk.sock)
            if packet.data:
                self._next[talk.stage](talk, packet)
            else:
                _close_all(packet)
                self._hang_up(talk)
        except BlockingIOError:
            pass
        except ConnectionResetError:
            self._hang_up(talk)  # it has ended, with words of the bus that it had not read
        except (OSError, BadMessage) as error:
            log.warning("hub process hangs up", error=str(error))
            self._hang_up(talk)
        except Exception:
            log.exception("hub process failed in a conversation")
            self._hang_up(talk)

    def _hang_up(self, talk: Talk) -> None:
        if talk not in self._talks:
            return
        self._talks.discard(talk)
        self._hearers.discard(talk)
        self._selector.unregister(talk.sock)
        talk.sock.close()
        if talk.watcher is not None:
            self._live.leave(talk.watcher)

    def _hang_up_on_the_silent(self) -> None:
        now = time.monotonic()
        for talk in [one for one in self._talks if one.until is not None and now > one.until]:
            self._hang_up(talk)

    def _end(self) -> None:
        # First, so that web processes hold the pages themselves from now on.
        self._selector.unregister(self._listener)
        self._listener.close()
        for talk in self._talks - self._hearers:
            self._hang_up(talk)
        self._live.drain()
        for talk in list(self._hearers):
            self._hang_up(talk)
        self._selector.close()
        self._bell.close()
        self._ringer.close()

    # -- what comes next in a conversation

    def _begin(self, talk: Talk, packet: Packet) -> None:
        _require_nothing_else(packet)
        first = handover.read_first(packet.data)
        if isinstance(first, Admit):
            self._admit(talk, first)
        elif isinstance(first, Succeed):
            self._make_way(talk, first)
        else:
            self._open(talk, first)

    def _admit(self, talk: Talk, arrival: Admit) -> None:
        watcher = handover.watcher_of(arrival)
        try:
            self._live.admit(watcher)
        except TooMany as full:
            self._answer(talk, Answer(say="full", where=full.where))
            return
        talk.watcher, talk.stage = watcher, "take"
        self._answer(talk, Answer(say="come"))

    def _take(self, talk: Talk, packet: Packet) -> None:
        try:
            take = handover.read(Take, packet.data)
            (sock,) = packet.sockets
        except (BadMessage, ValueError) as error:
            _close_all(packet)
            raise BadMessage("hands nothing over") from error
        assert talk.watcher is not None
        self._live.hold(talk.watcher, sock, take.compressed)
        self._hang_up(talk)

    def _open(self, talk: Talk, ask: Ask) -> None:
        if ask.do == "count":
            self._answer(talk, Answer(say="count", pages=self._live.hub.count()))
            return
        talk.until, talk.stage = None, ask.do
        if ask.do == "hear":
            self._hearers.add(talk)
        self._answer(talk, Answer(say="heard"))

    def _make_way(self, talk: Talk, asked: Succeed) -> None:
        others = [HeldSocket(one.sock, _held(one)) for one in self._talks if one is not talk]
        if Predecessor(self._live, self._seat, talk.sock).has_to_end(asked, others):
            self._stopped = True
        else:
            self._hang_up(talk)

    def _relay(self, talk: Talk, packet: Packet) -> None:
        """Pass words of the bus on. Whoever cannot take them is hung up on: they come back and look at everything."""
        _require_nothing_else(packet)
        for hearer in list(self._hearers):
            self._send(hearer, packet.data)

    def _answer(self, talk: Talk, answer: Answer) -> None:
        self._send(talk, handover.written(answer))

    def _send(self, talk: Talk, data: bytes) -> None:
        try:
            talk.sock.send(data)
        except OSError:
            self._hang_up(talk)


def _held(talk: Talk) -> HeldTalk:
    return HeldTalk(stage=talk.stage, arrival=None if talk.watcher is None else handover.admit(talk.watcher))


def _nothing(_talk: Talk, packet: Packet) -> None:
    _close_all(packet)
    raise BadMessage("only hears")


def _require_nothing_else(packet: Packet) -> None:
    if packet.sockets:
        _close_all(packet)
        raise BadMessage("hands over what nobody asked for")


def _close_all(packet: Packet) -> None:
    for one in packet.sockets:
        one.close()
