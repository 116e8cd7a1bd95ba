"""The side of the hub process that runs: it hands its pages, conversations and seat to the one that asks, and ends."""

import os
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from typing import NamedTuple, TypeVar

import structlog

from webapp.live import handover, succession
from webapp.live.handover import BadMessage, Succeed
from webapp.live.hub_file import Seat
from webapp.live.line import Line
from webapp.live.service import Live
from webapp.live.succession import AT_ONCE, Batch, HeldPage, HeldTalk, Reply, Succession

log = structlog.get_logger("daybook.live")

PATIENCE = 5.0  # for everything to come to rest, and for each answer
HEAVY = 8 * 1024 * 1024  # bytes of half frames in one batch

T = TypeVar("T")


class NotToBe(Exception):
    """Nothing can be handed over, and the successor is there: it waits for this process to end."""


class HeldLine(NamedTuple):
    """A line that goes, and what is said of it."""

    line: Line
    page: HeldPage


class HeldSocket(NamedTuple):
    """A conversation that goes, and what is said of it."""

    sock: socket.socket
    talk: HeldTalk


class Predecessor:
    """What the hub process has, and the conversation with whoever follows it."""

    def __init__(self, live: Live, seat: Seat, sock: socket.socket) -> None:
        self._live, self._seat, self._sock = live, seat, sock

    def has_to_end(self, asked: Succeed, talks: Sequence[HeldSocket]) -> bool:
        """Hand over what goes, and say whether this process has to end: not when the successor has gone meanwhile.

        Where it has to end, the pages that it still holds are told to come back.
        """
        self._sock.settimeout(PATIENCE)
        try:
            if asked.version != succession.VERSION:
                raise NotToBe(f"it speaks version {asked.version}, this process {succession.VERSION}")
            self._hand_over(talks)
        except NotToBe as why:
            log.warning("hub process ends and hands nothing over", error=str(why))
            with suppress(OSError):
                succession.send(self._sock, Succession(say="ends"))
        except (OSError, BadMessage) as error:
            log.warning("hub process goes on, its successor has gone", error=str(error))
            return False
        return True

    def _hand_over(self, talks: Sequence[HeldSocket]) -> None:
        with ExitStack() as rest:
            try:
                lines = rest.enter_context(self._live.still(PATIENCE))
            except TimeoutError as busy:
                raise NotToBe("it could not come to rest") from busy
            going = list(self._described(lines))
            for some in batches(going, lambda one: len(one.page.unsent)):
                self._give(Batch(pages=[one.page for one in some], talks=[]), [one.line.sock for one in some])
            for others in batches(talks):
                self._give(Batch(pages=[], talks=[one.talk for one in others]), [one.sock for one in others])
            succession.send(
                self._sock, Succession(say="yours"), [self._seat.listener.fileno(), self._seat.lock]
            )
            self._seat.is_ours = False
            gone = {one.line for one in going}
            lines[:] = [line for line in lines if line not in gone]
            for line in gone:
                line.sock.close()
            halves = sum(bool(one.page.unsent) for one in going)
            log.info("hub process has handed over", pages=len(gone), halves=halves)

    def _described(self, lines: Iterable[Line]) -> Iterator[HeldLine]:
        for line in lines:
            try:
                unit = self._live.presence.unit_of(line.owner)
                yield HeldLine(line, succession.described(line.owner, line, unit))
            except BadMessage as error:
                log.warning("a live page cannot be handed over", error=str(error))

    def _give(self, batch: Batch, sockets: Sequence[socket.socket]) -> None:
        memory = succession.in_memory(batch)
        try:
            numbers = [memory, *(one.fileno() for one in sockets)]
            succession.send(self._sock, Succession(say="batch"), numbers)
        finally:
            os.close(memory)
        self._require_taken()

    def _require_taken(self) -> None:
        answer = self._sock.recv(handover.LONGEST)
        if not answer:
            raise ConnectionError("It has hung up.")
        if handover.read(Reply, answer).do == "end":
            raise NotToBe("its successor cannot take what it was given")


def batches(what: Iterable[T], weight: Callable[[T], int] = lambda one: 0) -> Iterator[list[T]]:
    """All of it in portions: as many as fit, and no more bytes than HEAVY but for the last one's."""
    some, size = list[T](), 0
    for one in what:
        some.append(one)
        size += weight(one)
        if len(some) == AT_ONCE or size > HEAVY:
            yield some
            some, size = [], 0
    if some:
        yield some
