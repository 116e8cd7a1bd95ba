"""Rows of history as links of a chain: what is hashed, and how one row goes on from the one before.

Each row keeps four columns beside its own. `digest` is SHA-256 over a random `salt` and the content; `link` is SHA-256
over the link before, the digest, and the frame: the row's `position` in its chain, what it belongs to, who wrote it and
when. Content and salt can be deleted (a purge) and the links still fit, as they hold the digest alone. Without the
salt a digest cannot be told back by trying: "Dentist" has few neighbours, 128 random bits have many.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

START = bytes(32)  # what the first row of a chain goes on from
SALT_BYTES = 16


class Kind(NamedTuple):
    """A table whose rows are chained: the columns of the frame, which stay, and those of the content."""

    name: str
    frame: tuple[str, ...]
    content: tuple[str, ...]


class Head(NamedTuple):
    """Where a chain stands: how many rows it has, and the link of the last one."""

    position: int
    link: bytes


_WHO = ("at", "actor_id", "actor_label")
VERSION = Kind(
    "version",
    ("calendar_id", "seq", "event_id", "version", "change_set_id", *_WHO, "via", "deleted"),
    ("schema", "start_utc", "end_utc", "summary", "changed", "said", "body"),
)
SHARING = Kind(
    "sharing",
    ("calendar_id", "seq", "event_id", *_WHO, "change_set_id"),
    ("person_id", "person_label", "old_role", "new_role"),
)
# As links and seals of sharing were made before they held the change set, whether there was one or not.
SHARING_ONCE = SHARING._replace(frame=SHARING.frame[:-1])
SETTINGS = Kind("settings", ("calendar_id", "seq", *_WHO, "via", "undoes_id"), ("changed",))
# Beside the row of a version: which change set its own takes back. Where it takes none back, and in links that were made
# before these held it, there is nothing.
UNDOES = "undoes_id"
AUDIT = Kind("audit", (*_WHO, "action"), ("target_kind", "target_id", "target_label", "address", "details"))


def digest_of(kind: Kind, row: Mapping[str, Any], salt: bytes) -> bytes:
    """The hash of a row's content, which says nothing about it to whoever has no salt."""
    return sha256(salt + _canonical([row[name] for name in kind.content])).digest()


def link_of(kind: Kind, row: Mapping[str, Any], position: int, digest: bytes, before: bytes) -> bytes:
    """The hash that ties a row to its place behind the row whose link is `before`."""
    frame = [kind.name, position, *(row[name] for name in kind.frame), *_beside(kind, row)]
    return sha256(before + digest + _canonical(frame)).digest()


def linked(kind: Kind, row: Mapping[str, Any], head: Head, salt: bytes) -> dict[str, Any]:
    """The four columns of a row that goes on from `head`."""
    position, digest = head.position + 1, digest_of(kind, row, salt)
    link = link_of(kind, row, position, digest, head.link)
    return {"position": position, "salt": salt, "digest": digest, "link": link}


def seal_of(kind: Kind, row: Mapping[str, Any], before: bytes) -> bytes:
    """The hash of a row that was rewritten (a person was erased), which stands for the link that fits no more.

    It holds the link before, and the digest and the link that the row has kept, so the chain goes on through it.
    """
    kept = [bytes(row[name] or b"") for name in ("salt", "digest", "link")]
    whole = [
        kind.name,
        row["position"],
        *(row[name] for name in (*kind.frame, *kind.content)),
        *_beside(kind, row),
    ]
    return sha256(before + b"".join(kept) + _canonical(whole)).digest()


def told(kind: Kind, row: Mapping[str, Any]) -> list[tuple[Kind, Mapping[str, Any]]]:
    """The row as links and seals are made of it, and as they were made of it once.

    What is written now fits in no way but its own: the frames of the two differ in length.
    """
    if kind is SHARING:
        return [(SHARING, row), (SHARING_ONCE, row)]
    before = _without_undoing(kind, row)
    return [(kind, row)] if before is None else [(kind, row), (kind, before)]


def _without_undoing(kind: Kind, row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A version that takes a change back as links and seals were made of it once, None for any other row.

    What it says first ("event.undone") tells that it does, and is content of the chain; a purge leaves its own sentence.
    """
    said = ("event.undone", "version.purged")
    takes_back = kind is VERSION and row["said"] and row["said"][0][0] in said
    return {**row, UNDOES: None} if takes_back and row.get(UNDOES) is not None else None


def _beside(kind: Kind, row: Mapping[str, Any]) -> list[Any]:
    undoes = row.get(UNDOES) if kind is VERSION else None
    return [] if undoes is None else [undoes]


def seals_hash(seals: Iterable[bytes]) -> str:
    """One hash over all seals of an act, which the line of the audit log about it holds."""
    return sha256(b"".join(seals)).hexdigest()


def _canonical(values: list[Any]) -> bytes:
    """The same bytes for the same values, before they are written and after they are read, from either database."""
    return _encoded(values).encode()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return bytes(value).hex()


# json.dumps makes an encoder for every call.
_encoded = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain).encode
