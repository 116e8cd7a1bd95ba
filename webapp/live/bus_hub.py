"""The bus over the hub process: what a process tells it goes to its own pages and to every process that hears."""

import os
import socket
from collections.abc import Collection, Mapping
from typing import Any

from webapp.live import handover
from webapp.live.handover import Answer, Ask

PATIENCE = 2.0


class HubLine:
    """One connection."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def send(self, message: str) -> None:
        self._sock.settimeout(PATIENCE)
        self._sock.send(message.encode())

    def receive(self, seconds: float) -> Collection[str]:
        self._sock.settimeout(seconds)
        try:
            data = self._sock.recv(handover.LONGEST)
        except TimeoutError:
            return []
        if not data:
            raise ConnectionError("The hub process has ended.")
        return [data.decode()]

    def close(self) -> None:
        self._sock.close()


class HubCarrier:
    """The process that holds the pages carries the messages too."""

    longest_pause = 0.5  # it is next door: asking often costs little, and whoever waits here is late

    def __init__(self, path: str) -> None:
        self._path = path

    def for_sending(self) -> HubLine:
        return HubLine(opened(self._path, Ask(do="tell")))

    def for_hearing(self) -> HubLine:
        return HubLine(opened(self._path, Ask(do="hear")))


def carrier(config: Mapping[str, Any]) -> HubCarrier:
    """The carrier on LIVE_HUB."""
    return HubCarrier(config["LIVE_HUB"])


def opened(path: str, first: Ask) -> socket.socket:
    """A conversation that the hub process has agreed to; raises OSError and BadMessage."""
    sock = connected(path, PATIENCE)
    try:
        if ask(sock, first).say != "heard":
            raise handover.BadMessage("is no answer to this")
    except BaseException:
        sock.close()
        raise
    return sock


def connected(path: str, patience: float) -> socket.socket:
    """A connection to the hub process; raises OSError."""
    sock = socket.socket(socket.AF_UNIX, handover.KIND)
    try:
        sock.settimeout(patience)
        sock.connect(path)
        handover.require_user(sock, os.geteuid())
    except BaseException:
        sock.close()
        raise
    return sock


def ask(sock: socket.socket, message: handover.Message) -> Answer:
    """Say something and hear the answer; raises OSError and BadMessage."""
    sock.send(handover.written(message))
    return handover.read(Answer, sock.recv(handover.LONGEST))
