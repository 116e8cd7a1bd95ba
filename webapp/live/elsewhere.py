"""The door's way to the hub process: whoever is let in is handed over. While it is away, pages are held here."""

import socket
import time
from typing import Protocol

import structlog

from webapp.live import handover, hub
from webapp.live.bus_hub import ask, connected
from webapp.live.handover import Answer, BadMessage, Take
from webapp.live.watchers import TooMany, Watcher

log = structlog.get_logger("daybook.live")

PATIENCE = 2.0  # for the answer at the door
AFTER_SILENCE = 5.0  # a hub process that did not answer in time is not asked for so long


class Host(Protocol):
    """Who holds pages. Every method may be called from any thread."""

    def admit(self, watcher: Watcher) -> None:
        """Give a watcher its place before the upgrade; raises TooMany."""

    def leave(self, watcher: Watcher) -> None:
        """Take the place back when the upgrade came to nothing."""

    def welcome(self, watcher: Watcher, theirs: socket.socket, compressed: bool) -> None:
        """Take the server's connection over."""


class Holder(Host, Protocol):
    """A host in this process."""

    def hold(self, watcher: Watcher, sock: socket.socket, compressed: bool, alone: bool = False) -> None:
        """Hold a connection; `alone` keeps the calling thread for it."""


class Elsewhere:
    """The hub process as a host, and the one of this process for when it is away."""

    def __init__(self, path: str, here: Holder) -> None:
        self._path, self._here = path, here
        self._talks: dict[Watcher, socket.socket] = {}
        self._is_away = False
        self._silent_until = 0.0

    def admit(self, watcher: Watcher) -> None:
        found = self._ask(watcher)
        if found is None:
            self._here.admit(watcher)
            return
        talk, answer = found
        if answer.say == "full":
            talk.close()
            raise TooMany(answer.where or "total")
        self._talks[watcher] = talk

    def leave(self, watcher: Watcher) -> None:
        talk = self._talks.pop(watcher, None)
        if talk is None:
            self._here.leave(watcher)
        else:
            talk.close()

    def welcome(self, watcher: Watcher, theirs: socket.socket, compressed: bool) -> None:
        talk = self._talks.pop(watcher, None)
        if talk is None:
            self._here.welcome(watcher, theirs, compressed)
            return
        ours = hub.detach(theirs)
        with talk:
            if ours is None or not _hand(talk, ours, compressed):
                self._keep(watcher, ours or theirs, compressed, alone=ours is None)

    def _ask(self, watcher: Watcher) -> tuple[socket.socket, Answer] | None:
        """A conversation that waits for the connection, and the first answer in it; None while nobody is there."""
        if time.monotonic() < self._silent_until:
            return None
        talk: socket.socket | None = None
        try:
            talk = connected(self._path, PATIENCE)
            answer = ask(talk, handover.admit(watcher))
        except (OSError, BadMessage) as error:
            if talk is not None:
                talk.close()
            self._note_away(error)
            return None
        self._note_there()
        return talk, answer

    def _keep(self, watcher: Watcher, sock: socket.socket, compressed: bool, alone: bool) -> None:
        """The hub process went between its answer and the upgrade, or TLS keeps the connection in this process."""
        try:
            self._here.admit(watcher)
        except TooMany:
            hub.turn_away(sock)
        else:
            self._here.hold(watcher, sock, compressed, alone)

    def _note_away(self, error: Exception) -> None:
        if isinstance(error, TimeoutError):
            self._silent_until = time.monotonic() + AFTER_SILENCE
        if not self._is_away:
            self._is_away = True
            log.warning("hub process is away, live pages are held here", error=str(error))

    def _note_there(self) -> None:
        if self._is_away:
            self._is_away = False
            log.info("hub process is there again")


def _hand(talk: socket.socket, ours: socket.socket, compressed: bool) -> bool:
    """Whether the connection is on its way. From then on it is the hub's alone: two processes must never write to it."""
    try:
        socket.send_fds(talk, [handover.written(Take(compressed=compressed))], [ours.fileno()])
    except OSError:
        return False
    ours.close()
    return True
