"""What web processes and the hub process say to each other, strictly read: one JSON object a packet, on a Unix socket.

A conversation is one connection. A handshake: `admit`, the answer `come` or `full`, then `take` with the connection's
descriptor; whoever hangs up before that gives the place back. `tell` and `hear` open the two directions of the bus
(`bus_hub.py`), `count` asks how many pages are held, `succeed` is how the next hub process begins.
"""

import os
import socket
import struct
from dataclasses import asdict, fields
from functools import cache
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model
from pydantic_core import to_json, to_jsonable_python

from webapp.live import cursors
from webapp.live.page import Page
from webapp.live.pages import KINDS
from webapp.live.watchers import Watcher

LONGEST = 8 * 1024
KIND = socket.SOCK_SEQPACKET  # keeps packets, and the descriptors in them, apart
_CREDENTIALS = struct.Struct("3i")  # process, user, group
_STRICT = ConfigDict(extra="forbid", strict=True)

Id = Field(ge=0, le=2**63 - 1)


class BadMessage(Exception):
    """The other side does not keep to the protocol."""


class Message(BaseModel):
    """One packet."""

    model_config = _STRICT


class Admit(Message):
    """Somebody has come to the door, and may see the page."""

    do: Literal["admit"] = "admit"
    person_id: int = Id
    sign_in_id: int = Id
    address: str = Field(max_length=64)
    kind: str = Field(max_length=20)
    page: dict[str, Any]
    since: str | None = Field(max_length=cursors.LONGEST)
    seen_as: str = Field(max_length=12)
    tab: int = Id


class Take(Message):
    """Comes with the descriptor of a connection that has been upgraded."""

    do: Literal["take"] = "take"
    compressed: bool


class Ask(Message):
    """What a conversation begins with when it is not about one page."""

    do: Literal["tell", "hear", "count"]


class Succeed(Message):
    """A hub process that has just started asks for everything (`succession.py`). The same in all versions."""

    do: Literal["succeed"] = "succeed"
    version: int


class Answer(Message):
    """What the hub process says."""

    say: Literal["come", "full", "heard", "count"]
    where: str = Field(default="", pattern="^(person|address|total)?$")
    pages: int = 0


class First(BaseModel):
    """As much of a first packet as tells which one it is."""

    model_config = ConfigDict(strict=True)
    do: str


M = TypeVar("M", bound=BaseModel)


class Packet(NamedTuple):
    """What has come in one piece."""

    data: bytes
    sockets: list[socket.socket]


def written(message: Message) -> bytes:
    """A message as it travels."""
    return to_json(message)


def read(kind: type[M], data: bytes) -> M:
    """The message in a packet; raises BadMessage when it is not one of this kind."""
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        raise BadMessage(f"is no {kind.__name__}") from error


def read_first(data: bytes) -> Admit | Ask | Succeed:
    """What a conversation is about; raises BadMessage."""
    do = read(First, data).do
    if do == "admit":
        return read(Admit, data)
    return read(Succeed, data) if do == "succeed" else read(Ask, data)


def receive(sock: socket.socket) -> Packet:
    """The next packet, empty at the end; raises BadMessage, and lets no descriptor slip through."""
    data, descriptors, flags, _ = socket.recv_fds(sock, LONGEST, 1, socket.MSG_CMSG_CLOEXEC)
    sockets = [socket.socket(fileno=number) for number in descriptors if _is_socket(number)]
    if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC) or len(sockets) != len(descriptors):
        for one in sockets:
            one.close()
        raise BadMessage("is too long, or brings what is no connection")
    return Packet(data, sockets)


def require_user(sock: socket.socket, user: int) -> None:
    """Raise PermissionError unless the process at the other end belongs to this user; the kernel knows."""
    found = sock.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    if _CREDENTIALS.unpack(found)[1] != user:
        raise PermissionError("The other side belongs to another user.")


def admit(watcher: Watcher) -> Admit:
    """A watcher as a web process describes it; raises BadMessage for one that does not fit."""
    try:
        return _described(watcher)
    except ValidationError as error:
        raise BadMessage("this page cannot be described") from error


def _described(watcher: Watcher) -> Admit:
    return Admit(
        person_id=watcher.person_id,
        sign_in_id=watcher.sign_in_id,
        address=watcher.address,
        kind=next(name for name, kind in KINDS.items() if type(watcher.page) is kind),
        page=to_jsonable_python(asdict(watcher.page)),  # type: ignore[call-overload]
        since=None if watcher.cursor is None else cursors.written(watcher.cursor),
        seen_as=watcher.seen_as,
        tab=watcher.tab,
    )


def watcher_of(arrival: Admit) -> Watcher:
    """The watcher that a web process described; raises BadMessage."""
    watcher = Watcher(arrival.person_id, arrival.sign_in_id, arrival.address, _page(arrival))
    watcher.cursor = None if arrival.since is None else cursors.parse(arrival.since)
    watcher.seen_as = arrival.seen_as
    watcher.tab = arrival.tab
    return watcher


def _page(arrival: Admit) -> Page:
    if arrival.kind not in KINDS:
        raise BadMessage("names a page that is not known here")
    kind: type[Any] = KINDS[arrival.kind]
    values = read(_fields_of(arrival.kind), to_json(arrival.page))
    page: Page = kind(**{name: getattr(values, name) for name in type(values).model_fields})
    return page


@cache
def _fields_of(kind: str) -> type[BaseModel]:
    """The fields of a page, as a message."""
    wanted: dict[str, Any] = {field.name: (field.type, ...) for field in fields(KINDS[kind])}  # type: ignore[arg-type]
    made: type[BaseModel] = create_model(kind, __config__=_STRICT, **wanted)
    return made


def _is_socket(descriptor: int) -> bool:
    """Whether a descriptor is a stream to somebody; anything else is closed at once."""
    try:
        with socket.socket(fileno=os.dup(descriptor)) as found:
            is_stream = found.type == socket.SOCK_STREAM
    except OSError:
        is_stream = False
    if not is_stream:
        os.close(descriptor)
    return is_stream
