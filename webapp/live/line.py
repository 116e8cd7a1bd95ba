"""One open connection of a hub."""

import socket
import time
from typing import TYPE_CHECKING, Any

from webapp.live.wire import Reader

if TYPE_CHECKING:
    from webapp.live.loop import Loop


class Line:
    """One open connection and the bytes that are still on their way through it."""

    __slots__ = (
        "busy",
        "closing",
        "compressed",
        "heard",
        "loop",
        "moved",
        "owner",
        "reader",
        "sock",
        "unsent",
        "wanted",
    )

    def __init__(self, sock: socket.socket, compressed: bool = False, owner: Any = None) -> None:
        self.sock = sock
        self.compressed = compressed
        self.owner = owner
        self.loop: Loop | None = None
        self.reader = Reader()
        self.unsent: bytes | memoryview = b""
        self.busy = False  # a frame has been handed over and is not out yet
        self.wanted = False  # somebody waits for the line to be free
        self.closing = 0.0
        self.heard = self.moved = time.monotonic()
