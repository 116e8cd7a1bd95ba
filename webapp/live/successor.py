"""The side of a hub process that starts: it asks the one that runs for everything. Until it has it, it writes to no page."""

import os
import socket
from pathlib import Path
from typing import NamedTuple, TypeVar

import structlog

from webapp.live import handover, hub, succession, wire
from webapp.live.bus_hub import connected
from webapp.live.handover import BadMessage, Succeed
from webapp.live.hub_file import Seat
from webapp.live.service import Heir
from webapp.live.succession import Batch, HeldPage, HeldTalk, Reply, Stage, Succession
from webapp.live.watchers import Watcher

log = structlog.get_logger("daybook.live")

PATIENCE = (
    20.0  # for each answer: longer than the other one needs to come to rest, or to find that it does not
)

K = TypeVar("K")


class InheritedTalk(NamedTuple):
    """A conversation that goes on here."""

    sock: socket.socket
    stage: Stage
    watcher: Watcher | None


class Estate(NamedTuple):
    """Everything that the hub process before had, now of this one alone."""

    seat: Seat
    heirs: list[Heir]
    talks: list[InheritedTalk]


class Receipt:
    """What has come so far."""

    def __init__(self) -> None:
        self.heirs: list[Heir] = []
        self.talks: list[InheritedTalk] = []
        self._unknown: list[tuple[HeldPage, socket.socket]] = []
        self._sockets: list[socket.socket] = []
        self._same: dict[object, object] = {}

    def take(self, batch: Batch, sockets: list[socket.socket]) -> None:
        """Keep what is known here; raises BadMessage when there are not as many sockets as the batch says."""
        self._sockets += sockets
        if len(sockets) != len(batch.pages) + len(batch.talks):
            raise BadMessage("brings another number of sockets than it says")
        for page, sock in zip(batch.pages, sockets, strict=False):
            self._take_page(page, sock)
        for talk, sock in zip(batch.talks, sockets[len(batch.pages) :], strict=True):
            self._take_talk(talk, sock)

    def settle(self, seat: Seat) -> Estate:
        """All of it is ours: pages of a kind that is not known here are told to come back."""
        for page, sock in self._unknown:
            if page.unsent:
                sock.close()  # nothing may come in the middle of a frame
            else:
                hub.turn_away(sock, wire.RESTART)
        return Estate(seat, self.heirs, self.talks)

    def give_up(self) -> None:
        """Let go of everything; the other one has it, too, so nobody notices."""
        for sock in self._sockets:
            sock.close()

    def _take_page(self, page: HeldPage, sock: socket.socket) -> None:
        try:
            heir = succession.restored(page, sock)
        except BadMessage as error:
            log.warning("a live page is not known here and has to come back", error=str(error))
            self._unknown.append((page, sock))
            return
        # Who looks alike holds the same objects, as after a delivery: that is how alike is found.
        heir.watcher.cursor = self._one_for_all(heir.watcher.cursor)
        heir.watcher.seen = self._one_for_all(heir.watcher.seen)
        self.heirs.append(heir)

    def _take_talk(self, talk: HeldTalk, sock: socket.socket) -> None:
        try:
            watcher = None if talk.arrival is None else handover.watcher_of(talk.arrival)
        except BadMessage:
            sock.close()  # the web process keeps the page itself
            return
        self.talks.append(InheritedTalk(sock, talk.stage, watcher))

    def _one_for_all(self, value: K) -> K:
        return self._same.setdefault(value, value)  # type: ignore[return-value]


def succeed(path: Path) -> Estate | None:
    """Everything that the hub process on `path` has; None when there is none, or it ends, or hands nothing over."""
    try:
        sock = connected(str(path), PATIENCE)
    except OSError:
        return None
    receipt = Receipt()
    with sock:
        try:
            sock.settimeout(PATIENCE)
            succession.send(sock, Succeed(version=succession.VERSION))
            while (seat := _hear(sock, receipt, path)) is None:
                pass
            return receipt.settle(seat)
        except (OSError, BadMessage) as error:
            log.warning("hub process takes nothing over", error=str(error))
            receipt.give_up()
            _ask_to_end(sock, error)
            return None


def _hear(sock: socket.socket, receipt: Receipt, path: Path) -> Seat | None:
    """Take one packet; the seat comes in the last one."""
    data, descriptors = succession.receive(sock)
    try:
        said = handover.read(Succession, data).say if data else "ends"
        if said == "ends":
            raise ConnectionError("the one before hands nothing over")
        if said == "yours":
            return _seat(path, descriptors)
        receipt.take(*_batch(descriptors))
    finally:
        succession.close_all(descriptors)
    succession.send(sock, Reply(do="took"))
    return None


def _batch(descriptors: list[int]) -> tuple[Batch, list[socket.socket]]:
    """What a packet brings; raises BadMessage. The sockets are on descriptors of their own."""
    if not descriptors:
        raise BadMessage("brings nothing")
    batch = succession.from_memory(descriptors[0])
    return batch, [socket.socket(fileno=os.dup(number)) for number in descriptors[1:]]


def _seat(path: Path, descriptors: list[int]) -> Seat:
    if len(descriptors) != 2:
        raise BadMessage("hands over no seat")
    listener, lock = (os.dup(number) for number in descriptors)
    return Seat(path, socket.socket(fileno=listener), lock)


def _ask_to_end(sock: socket.socket, error: Exception) -> None:
    """Whoever cannot take what it is given asks the other one to end, with its pages told to come back."""
    if isinstance(error, BadMessage):
        try:
            succession.send(sock, Reply(do="end"))
        except OSError:
            log.debug("it has gone already")
