"""WebSocket frames (RFC 6455) as bytes: what a hub sends, and the little that browsers send back."""

import struct
import zlib
from functools import cached_property

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
FIN, COMPRESSED, MASKED = 0x80, 0x40, 0x80
LONGEST_MESSAGE = 64 * 1024
LONGEST_CONTROL = 125
LONGEST_STORED = 65_535  # bytes of one uncompressed block within a compressed message

NORMAL, PROTOCOL_ERROR, TOO_BIG = 1000, 1002, 1009
RESTART, FULL = 1012, 1013
SIGNED_OUT, NO_ACCESS, ROLE_TOO_LOW = 4401, 4403, 4405


class BadFrame(Exception):
    """The other side does not keep to the protocol; `code` is what to close with."""

    def __init__(self, code: int) -> None:
        super().__init__(f"close with {code}")
        self.code = code


class Tail:
    """The end of several frames that have only their beginnings to themselves: compressed once for all of them."""

    def __init__(self, html: str) -> None:
        self.html = html

    @cached_property
    def packed(self) -> bytes:
        return compress(self.html.encode())


class Frame:
    """One text for many watchers, encoded at most once for each of the two ways it can travel."""

    def __init__(self, html: str, tail: Tail | None = None) -> None:
        self._head, self._tail = html, tail

    @property
    def html(self) -> str:
        return self._head + (self._tail.html if self._tail else "")

    def for_line(self, compressed: bool) -> bytes:
        return self._compressed if compressed else self._plain

    @cached_property
    def _plain(self) -> bytes:
        return encode(TEXT, self.html.encode())

    @cached_property
    def _compressed(self) -> bytes:
        head = self._head.encode()
        if self._tail is None or len(head) > LONGEST_STORED:
            return encode(TEXT | COMPRESSED, compress(self.html.encode()))
        return encode(TEXT | COMPRESSED, stored(head) + self._tail.packed)


def compress(text: bytes) -> bytes:
    """The payload of a compressed message, or the last part of one, that leans on nothing before it.

    Without context take-over (RFC 7692, 7.1.1.1) it is the same for everybody.
    """
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return (packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


def stored(text: bytes) -> bytes:
    """The first part of a compressed message, not compressed at all (RFC 1951, 3.2.4); at most LONGEST_STORED."""
    return struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text


def encode(opcode: int, payload: bytes = b"") -> bytes:
    """A whole frame from the server, which never masks."""
    size = len(payload)
    if size < 126:
        return bytes((FIN | opcode, size)) + payload
    if size < 65536:
        return struct.pack("!BBH", FIN | opcode, 126, size) + payload
    return struct.pack("!BBQ", FIN | opcode, 127, size) + payload


def closing(code: int, reason: str = "") -> bytes:
    """A close frame; a reason that is too long is cut between two letters."""
    room = LONGEST_CONTROL - 2
    said = reason.encode()[:room].decode(errors="ignore").encode()
    return encode(CLOSE, struct.pack("!H", code) + said)


class Reader:
    """Reads the frames of one browser as they come in. Messages are counted and thrown away: pages only listen."""

    __slots__ = ("_buffer", "_message")

    def __init__(self, unread: bytes = b"", message: int = 0) -> None:
        self._buffer = bytearray(unread)
        self._message = message

    def rest(self) -> tuple[bytes, int]:
        """What another reader has to begin with to go on here: the frame that is not whole, the size of its message so far."""
        return bytes(self._buffer), self._message

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """The control frames (opcode, payload) that `data` completes; raises BadFrame."""
        self._buffer += data
        frames = iter(self._next, None)
        return [(opcode, payload) for opcode, payload in frames if opcode >= CLOSE]

    def _next(self) -> tuple[int, bytes] | None:
        if len(self._buffer) < 2:
            return None
        first, second = self._buffer[:2]
        if not second & MASKED:
            raise BadFrame(PROTOCOL_ERROR)
        size, start = self._size(second & 0x7F)
        opcode = first & 0x0F
        self._check(first, opcode, size)
        if len(self._buffer) < start + 4 + size:
            return None
        payload = self._take(start, size)
        self._count(first, opcode, size)
        return opcode, payload

    def _size(self, short: int) -> tuple[int, int]:
        """Length of the payload and where the mask starts; 0 as long as the length itself is not all there."""
        if short < 126:
            return short, 2
        wide = 2 if short == 126 else 8
        if len(self._buffer) < 2 + wide:
            return 0, 2 + wide
        return int.from_bytes(self._buffer[2 : 2 + wide], "big"), 2 + wide

    def _check(self, first: int, opcode: int, size: int) -> None:
        if opcode >= CLOSE and (size > LONGEST_CONTROL or not first & FIN or opcode > PONG):
            raise BadFrame(PROTOCOL_ERROR)
        if opcode < CLOSE and (opcode > BINARY or first & 0x30):
            raise BadFrame(PROTOCOL_ERROR)
        if opcode < CLOSE and self._message + size > LONGEST_MESSAGE:
            raise BadFrame(TOO_BIG)

    def _count(self, first: int, opcode: int, size: int) -> None:
        if opcode < CLOSE:
            self._message = 0 if first & FIN else self._message + size

    def _take(self, start: int, size: int) -> bytes:
        mask, end = self._buffer[start : start + 4], start + 4 + size
        masked = self._buffer[start + 4 : end]
        del self._buffer[:end]
        if size > LONGEST_CONTROL:
            return b""
        return bytes(byte ^ mask[place % 4] for place, byte in enumerate(masked))
