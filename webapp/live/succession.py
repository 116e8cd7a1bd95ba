"""What a hub process and the one that follows it say to each other, and what of each page goes from one to the other.

The successor asks with its version. The predecessor answers with batches, each of which the successor has to have taken
before the next one comes, and with `yours`, from which on everything is the successor's alone. Packets are small: what a batch
says of its sockets stands in a file in memory that comes with them, as a page may have half a frame on its way.
"""

import os
import socket
import stat
from collections.abc import Sequence
from typing import Literal

from pydantic import ConfigDict, Field, ValidationError
from pydantic_core import to_json

from webapp.domain.locales import Audience
from webapp.live import frames, handover
from webapp.live.handover import Admit, BadMessage, Message
from webapp.live.line import Line
from webapp.live.service import Heir
from webapp.live.watchers import Watcher
from webapp.live.wire import Reader

VERSION = 1  # of everything here, of Admit, and of how the fields of pages are written
AT_ONCE = 200  # sockets in a batch; the kernel takes 253 descriptors
LARGEST = 64 * 1024 * 1024  # bytes of a batch

Stage = Literal["new", "take", "tell", "hear"]


class Succession(Message):
    """What the predecessor says: here is more; you have everything; or I end, begin with nothing."""

    say: Literal["batch", "yours", "ends"]


class Reply(Message):
    """What the successor says of a batch."""

    do: Literal["took", "end"]


class HeldPage(Message):
    """A page, and how far its line is."""

    model_config = ConfigDict(extra="forbid", strict=True, ser_json_bytes="base64", val_json_bytes="base64")

    arrival: Admit  # where it stands now, and under which name it is known now
    compressed: bool
    unsent: bytes
    unread: bytes
    message: int = Field(ge=0)
    audience: Audience | None
    told: str = Field(max_length=12)
    stale: list[int]
    unit: int = Field(ge=0)


class HeldTalk(Message):
    """A conversation, and whom a place is kept for in it."""

    stage: Stage
    arrival: Admit | None = None


class Batch(Message):
    """What comes with so many sockets: first those of pages, then those of conversations."""

    pages: list[HeldPage]
    talks: list[HeldTalk]


def described(watcher: Watcher, line: Line, unit: int) -> HeldPage:
    """A page as it travels; raises BadMessage for one that does not fit."""
    unread, message = line.reader.rest()
    return HeldPage(
        arrival=handover.admit(watcher).model_copy(update={"seen_as": frames.name_of_looks(watcher)}),
        compressed=line.compressed,
        unsent=bytes(line.unsent),
        unread=unread,
        message=message,
        audience=None if watcher.seen is None else watcher.seen[0],
        told=watcher.told,
        stale=sorted(watcher.stale),
        unit=unit,
    )


def restored(page: HeldPage, sock: socket.socket) -> Heir:
    """The page again; raises BadMessage when it is of a kind that is not known here."""
    watcher = handover.watcher_of(page.arrival)
    watcher.seen = None if page.audience is None else (page.audience, frames.NAMED)
    watcher.told, watcher.stale = page.told, set(page.stale)
    line = Line(sock, page.compressed, watcher)
    line.reader = Reader(page.unread, page.message)
    line.unsent = page.unsent
    line.busy = bool(page.unsent)
    return Heir(watcher, line, page.unit)


def send(sock: socket.socket, message: Message, descriptors: Sequence[int] = ()) -> None:
    """Say something, with descriptors; raises OSError."""
    socket.send_fds(sock, [to_json(message)], descriptors)


def receive(sock: socket.socket) -> tuple[bytes, list[int]]:
    """The next packet and the descriptors in it, which are the caller's to close; raises OSError and BadMessage."""
    data, descriptors, flags, _ = socket.recv_fds(
        sock, handover.LONGEST, AT_ONCE + 1, socket.MSG_CMSG_CLOEXEC
    )
    if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
        close_all(descriptors)
        raise BadMessage("did not come whole: more files have to be allowed to this process")
    return data, descriptors


def close_all(descriptors: Sequence[int]) -> None:
    for one in descriptors:
        os.close(one)


def in_memory(batch: Batch) -> int:
    """A file in memory that says this; its descriptor is the caller's to close."""
    descriptor = os.memfd_create("batch", os.MFD_CLOEXEC)
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(batch.model_dump_json().encode())
    return descriptor


def from_memory(descriptor: int) -> Batch:
    """What a file in memory says; raises BadMessage."""
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
        raise BadMessage("brings no batch")
    try:
        return Batch.model_validate_json(os.pread(descriptor, found.st_size, 0))
    except ValidationError as error:
        raise BadMessage("is no batch") from error
