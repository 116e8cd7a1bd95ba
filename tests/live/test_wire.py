"""Frames as bytes, and what a browser may send back."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.live import wire
from webapp.live.wire import BadFrame, Frame, Reader, Tail

MASK = b"\x01\x02\x03\x04"


def from_browser(
    opcode: int, payload: bytes = b"", first: int = wire.FIN, masked: int = wire.MASKED
) -> bytes:
    """A frame as browsers send it."""
    size = len(payload)
    if size < 126:
        length = bytes((masked | size,))
    elif size < 65536:
        length = struct.pack("!BH", masked | 126, size)
    else:
        length = struct.pack("!BQ", masked | 127, size)
    covered = bytes(byte ^ MASK[place % 4] for place, byte in enumerate(payload))
    return bytes((first | opcode,)) + length + MASK + covered


def payload_of(frame: bytes) -> bytes:
    """The payload of a frame from the server."""
    short = frame[1]
    return frame[2:] if short < 126 else frame[4:] if short == 126 else frame[10:]


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 200_000])
def test_a_frame_says_its_length_and_holds_the_text(size: int) -> None:
    frame = Frame("x" * size).for_line(compressed=False)
    assert frame[0] == 0x81 and not frame[1] & wire.MASKED
    assert payload_of(frame) == b"x" * size


@given(st.text(max_size=3000))
def test_a_compressed_frame_is_read_without_what_came_before_it(text: str) -> None:
    frame = Frame(text).for_line(compressed=True)
    assert frame[0] == 0xC1
    assert (
        zlib.decompress(payload_of(frame) + b"\x00\x00\xff\xff" + b"\x03\x00", -zlib.MAX_WBITS).decode()
        == text
    )


def test_a_frame_is_encoded_once_for_all() -> None:
    frame = Frame("<p>Hello</p>")
    assert frame.for_line(True) is frame.for_line(True)
    assert frame.for_line(False) is frame.for_line(False)


@pytest.mark.parametrize("size", [0, 1, 300, 65_535, 65_536])
def test_frames_that_end_alike_are_read_whole_and_compress_their_end_once(size: int) -> None:
    tail = Tail(">" + "<p>The same for all.</p>" * 50)
    first, other = Frame("a" * size, tail), Frame("é" * (size // 2), tail)
    for frame in (first, other):
        packed = payload_of(frame.for_line(compressed=True)) + b"\x00\x00\xff\xff" + b"\x03\x00"
        assert zlib.decompress(packed, -zlib.MAX_WBITS).decode() == frame.html
        assert payload_of(frame.for_line(compressed=False)).decode() == frame.html
    assert tail.packed is tail.packed


@given(st.integers(1, 7), st.binary(max_size=125))
def test_frames_are_read_however_the_network_cuts_them(step: int, payload: bytes) -> None:
    stream = (
        from_browser(wire.TEXT, b"ignored" * 40) + from_browser(wire.PING, payload) + from_browser(wire.PONG)
    )
    reader, heard = Reader(), []
    for start in range(0, len(stream), step):
        heard += reader.feed(stream[start : start + step])
    assert heard == [(wire.PING, payload), (wire.PONG, b"")]


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (from_browser(wire.TEXT, b"x", masked=0)[:2] + b"x", wire.PROTOCOL_ERROR),
        (from_browser(wire.PING, b"x" * 126), wire.PROTOCOL_ERROR),
        (from_browser(wire.PING, b"x", first=0), wire.PROTOCOL_ERROR),
        (from_browser(0xB), wire.PROTOCOL_ERROR),
        (from_browser(0x3), wire.PROTOCOL_ERROR),
        (from_browser(wire.TEXT, b"x", first=wire.FIN | 0x20), wire.PROTOCOL_ERROR),
        (from_browser(wire.TEXT, b"x" * 65537)[:10], wire.TOO_BIG),
        (bytes((0x82, 0xFF)) + b"\xff" * 8, wire.TOO_BIG),
        (from_browser(wire.TEXT, b"x" * 40_000, first=0) + from_browser(0, b"x" * 30_000), wire.TOO_BIG),
    ],
)
def test_what_breaks_the_protocol_is_refused_before_it_is_kept(stream: bytes, code: int) -> None:
    with pytest.raises(BadFrame) as refused:
        Reader().feed(stream)
    assert refused.value.code == code


def test_messages_of_64_kib_are_taken_one_after_the_other() -> None:
    message = from_browser(wire.TEXT, b"x" * wire.LONGEST_MESSAGE)
    reader = Reader()
    assert reader.feed(message) == [] and reader.feed(message) == []


def test_a_reason_is_cut_between_two_letters() -> None:
    payload = payload_of(wire.closing(wire.NO_ACCESS, "ä" * 100))
    assert len(payload) <= 125
    assert payload[2:].decode() == "ä" * 61
