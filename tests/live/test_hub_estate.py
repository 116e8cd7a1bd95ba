"""What goes from one hub process to the next, page by page: it comes as it was, or is told to come back."""

import socket
from pathlib import Path

import pytest

from tests.live.test_hub_talks import GOOD, open_files
from tests.live.test_loop import is_closed
from tests.live.test_wire import from_browser
from webapp.live import handover, succession, wire
from webapp.live.event_pages import EventPage
from webapp.live.handover import Admit, BadMessage
from webapp.live.hub_file import listening
from webapp.live.line import Line
from webapp.live.predecessor import HEAVY, batches
from webapp.live.succession import AT_ONCE, Batch, HeldPage, Succession
from webapp.live.successor import Receipt
from webapp.live.watchers import Watcher


def held(kind: str = "event", unsent: bytes = b"") -> HeldPage:
    arrival = Admit.model_validate({**GOOD, "kind": kind, "since": "c3.41"})
    return HeldPage(
        arrival=arrival,
        compressed=True,
        unsent=unsent,
        unread=b"",
        message=0,
        audience=None,
        told="",
        stale=[],
        unit=0,
    )


@pytest.mark.parametrize(("unsent", "said"), [(b"", wire.closing(wire.RESTART)), (b"half", b"")])
def test_a_page_of_a_kind_that_is_not_known_any_more_is_told_to_come_back(
    tmp_path: Path, unsent: bytes, said: bytes
) -> None:
    receipt, (ours, theirs) = Receipt(), socket.socketpair()
    with ours:
        receipt.take(Batch(pages=[held("gone", unsent)], talks=[]), [theirs])
        ours.setblocking(False)
        with pytest.raises(BlockingIOError):
            ours.recv(1)  # as long as the other one may go on
        ours.settimeout(3)
        with listening(tmp_path / "hub.sock") as seat:
            assert receipt.settle(seat).heirs == []
        assert ours.recv(100) == said and is_closed(ours)


def test_pages_that_look_alike_hold_the_same_cursor(tmp_path: Path) -> None:
    receipt, pairs = Receipt(), [socket.socketpair() for _ in range(2)]
    receipt.take(Batch(pages=[held(), held()], talks=[]), [one for one, _ in pairs])
    first, second = receipt.heirs
    assert first.watcher.cursor is second.watcher.cursor and first.line.compressed
    for pair in pairs:
        for one in pair:
            one.close()


def test_a_batch_with_another_number_of_sockets_is_refused() -> None:
    receipt, (one, other) = Receipt(), socket.socketpair()
    with pytest.raises(BadMessage), other:
        receipt.take(Batch(pages=[held(), held()], talks=[]), [one])
    receipt.give_up()
    assert one.fileno() == -1


def test_descriptors_that_do_not_all_come_are_closed() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, handover.KIND)
    with ours, theirs:
        before = open_files()
        succession.send(ours, Succession(say="batch"), [ours.fileno()] * (AT_ONCE + 2))
        with pytest.raises(BadMessage, match="more files"):
            succession.receive(theirs)
        assert open_files() == before


def test_a_batch_is_as_large_as_fits() -> None:
    assert [len(some) for some in batches(range(450))] == [200, 200, 50]
    heavy = list(batches([HEAVY // 2] * 7, lambda one: one))
    assert [len(some) for some in heavy] == [3, 3, 1]
    assert list(batches([])) == []


@pytest.mark.parametrize("size", [0, 1, 300_000])
def test_half_frames_of_any_size_come_as_they_were(size: int) -> None:
    rest = bytes(range(256)) * (size // 256) + b"\xff" * (size % 256)
    line = Line(socket.socket())
    line.reader.feed(from_browser(wire.TEXT, b"x" * 40_000, first=0))
    line.reader.feed(from_browser(wire.PING, b"you there?")[:9])
    line.unsent = memoryview(b"." + rest)[1:]
    watcher = Watcher(7, 5, "::1", EventPage(9, 3))
    watcher.told, watcher.stale, watcher.line = "9f3a0c12bd77", {3, 0}, line
    memory = succession.in_memory(Batch(pages=[succession.described(watcher, line, 4)], talks=[]))
    (page,) = succession.from_memory(memory).pages
    succession.close_all([memory])
    came = succession.restored(page, line.sock)
    assert (came.line.unsent, came.line.busy, came.unit) == (rest, size > 0, 4)
    assert came.line.reader.feed(from_browser(wire.PING, b"you there?")[9:]) == [(wire.PING, b"you there?")]
    with pytest.raises(wire.BadFrame):
        came.line.reader.feed(from_browser(0, b"x" * 30_000))
    assert (came.watcher.told, came.watcher.stale) == (watcher.told, watcher.stale)
    line.sock.close()
