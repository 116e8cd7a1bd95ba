"""The live layer of one app in one process: who watches, who is connected, who delivers."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from flask import Flask

from webapp.live import hub as hubs
from webapp.live import wire
from webapp.live.bus import new_bus
from webapp.live.delivery import Delivery
from webapp.live.elsewhere import Elsewhere, Host
from webapp.live.hub import Hub
from webapp.live.line import Line
from webapp.live.loop import BEAT
from webapp.live.presence import Presence
from webapp.live.watchers import NO_LIMITS, Limits, TooMany, Watcher, Watchers
from webapp.operations.announcements import Announcement, announced


class Heir(NamedTuple):
    """A watcher with its line as another process left it, and the unit that its person is in (0: in none)."""

    watcher: Watcher
    line: Line
    unit: int


class Live:
    """Threads start with the first watcher, so after the server has forked."""

    def __init__(self, app: Flask) -> None:
        self._by_thread = app.config["LIVE_MODE"] == "thread"
        total = (
            min(app.config["LIVE_TOTAL"], hubs.MOST_THREADS) if self._by_thread else app.config["LIVE_TOTAL"]
        )
        self._limits = Limits(app.config["LIVE_PER_PERSON"], app.config["LIVE_PER_ADDRESS"], total)
        self.watchers = Watchers(lambda one: self.presence.come(one), lambda one: self.presence.leave(one))
        self.hub = Hub(self._on_free, self._on_lost)
        self.delivery = Delivery(app, self.hub, self.watchers)
        self.presence = Presence(app, self.hub, self.watchers, lambda word: self.bus.say(word))
        self.bus = new_bus(app.config, self._hear_others, self.presence.overhear)
        self._drained = False
        self.host = self._host(app.config["LIVE_HUB"])
        announced.connect(self._hear)

    def admit(self, watcher: Watcher) -> None:
        """Give a watcher its place before the upgrade; raises TooMany."""
        if self._drained:
            raise TooMany("total")
        self.watchers.add(watcher, self._limits)

    def leave(self, watcher: Watcher) -> None:
        """Take the place back when the upgrade came to nothing."""
        if watcher.line is None:
            self.watchers.remove(watcher)

    def welcome(self, watcher: Watcher, theirs: socket.socket, compressed: bool) -> None:
        """Take a connection over. It is registered first and read for then: nothing falls in between."""
        ours = None if self._by_thread else hubs.detach(theirs)
        self.hold(watcher, ours or theirs, compressed, alone=ours is None)

    def hold(self, watcher: Watcher, sock: socket.socket, compressed: bool, alone: bool = False) -> None:
        """Hold a connection from now on; `alone` keeps the calling thread for it."""
        line = watcher.line = Line(sock, compressed, watcher)
        if self._drained or (alone and not self.hub.has_thread()):
            self._turn_away(watcher, line)
            return
        self.bus.listen()
        self.hub.adopt(line, alone)
        self.delivery.look_at(watcher)
        self.presence.welcome(watcher)
        if alone:
            self.hub.serve(line)

    @contextmanager
    def still(self, seconds: float) -> Iterator[list[Line]]:
        """Nothing is written while the block runs: yields all lines, of which those go on that are in the list at its end.

        Lines that say goodbye go on with it. Raises TimeoutError when it takes too long to come to rest.
        """
        with self.delivery.still(seconds), self.presence.still(seconds):
            lines = self.hub.lend(seconds)
            try:
                yield lines
            finally:
                for line in lines:
                    self.hub.adopt(line)

    def inherit(self, heirs: Sequence[Heir]) -> None:
        """Go on with pages that another process held. Who was in stays in, whatever the limits are now."""
        for heir in heirs:
            heir.watcher.line = heir.line
            self.watchers.add(heir.watcher, NO_LIMITS)
        self.bus.listen()
        for heir in heirs:
            self.hub.adopt(heir.line)
        # The last one is up to ten seconds old, and who hears none for long takes the connection for dead.
        self.hub.send([heir.line for heir in heirs if not heir.line.unsent], BEAT)
        for heir in heirs:
            self.delivery.look_at(heir.watcher)
            self.presence.inherit(heir.watcher, heir.unit)

    def expect(self, watcher: Watcher) -> None:
        """Keep the place that another process gave to a watcher whose connection has not come yet."""
        self.watchers.add(watcher, NO_LIMITS)

    def drain(self) -> None:
        """Tell every page to come back in a moment, and end the threads."""
        self._drained = True
        self.presence.end()
        self.delivery.end()
        self.hub.drain()
        self.bus.end()

    def _host(self, hub_process: str) -> Host:
        """Who holds the pages that come to the door: this process, or the hub process while it is there."""
        return Elsewhere(hub_process, self) if hub_process and not self._by_thread else self

    def _turn_away(self, watcher: Watcher, line: Line) -> None:
        self.watchers.remove(watcher)
        hubs.turn_away(line.sock, wire.RESTART if self._drained else wire.FULL)

    def _hear(self, announcement: Announcement) -> None:
        self.delivery.hear(announcement)
        self.bus.publish(announcement)

    def _hear_others(self, announcement: Announcement | None) -> None:
        if announcement is None:
            self.presence.ask()
        self.delivery.hear(announcement)

    def _on_free(self, line: Line) -> None:
        self.delivery.look_at(line.owner)

    def _on_lost(self, line: Line) -> None:
        self.watchers.remove(line.owner)
